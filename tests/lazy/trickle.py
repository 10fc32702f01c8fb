"""Users who log in when they please, over simulated days: who is there after each day is known, and is asked of the tenant."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
from tests.runs.simulated import Simulation

from userferry.api import LoginVerdict, Session, get_connection, login
from userferry.mapping import ColumnRule, Mapping, Step
from userferry.tenant import LocalTenant

CONNECTION, PASSWORD = "legacy", "s3same"
BEGAN = date(2026, 3, 2)
START = datetime(2026, 3, 2, tzinfo=UTC).timestamp()
DAY_SECONDS = 86_400
HASH = "$2b$10$C9hB01.YxRSTcn/ZOOo4j.TW7xCKKFKBSF.C7E0xiUwumqIDqWUXG"

LOGIN = """
function login(email, password, callback) {
  if (password !== 's3same') return callback(new WrongUsernameOrPasswordError(email));
  const id = email.slice('person'.length, email.indexOf('@'));
  return callback(null, { user_id: 'legacy|' + id, email: email, email_verified: true });
}
"""
GET_USER = "function getByEmail(email, callback) { callback(null, null); }"

MAPPING = Mapping(
    (
        ColumnRule("id", "user_id", (Step("prefix", f"{CONNECTION}|"),)),
        ColumnRule("mail", "email"),
        ColumnRule("hash", "password_hash"),
        ColumnRule("seen", "app_metadata.last_login"),
    )
)
"""Its ids are those of the script."""


@dataclass(frozen=True)
class Person:
    """One row of the dump.

    Args:
        number: The row, and the id.
        seen: The day of the last login that the dump tells, None where there was none.
        comes: Days from the beginning to the first login; beyond the end where there is none.
    """

    number: int
    seen: date | None
    comes: float

    @property
    def email(self) -> str:
        return f"person{self.number}@example.com"


def draw_people(count: int, seed: int, *, gone: float = 0.3) -> list[Person]:
    """Draw people who come at rates of their own; of those who were silent for long some never come again.

    Args:
        count: How many.
        seed: Of chance.
        gone: The share, among those silent for 200 days, of those who have left for good.
    """
    chance, people = random.Random(seed), []
    for number in range(count):
        rate = max(chance.gammavariate(0.6, 1 / 20.0), 1e-9)
        silent = chance.expovariate(rate)
        seen = None if silent > 1_500 else BEGAN - timedelta(days=int(silent))
        has_left = silent > 200 and chance.random() < gone
        people.append(Person(number, seen, 1e9 if has_left else chance.expovariate(rate)))
    return people


def write_dump(people: list[Person]) -> pl.LazyFrame:
    """Give their dump, every column a String."""
    rows = [
        (each.number, str(each.number), each.email, HASH, each.seen and each.seen.isoformat())
        for each in people
    ]
    schema = {"__row": pl.Int64} | dict.fromkeys(("id", "mail", "hash", "seen"), pl.String)
    return pl.LazyFrame(rows, schema=schema, orient="row")


@dataclass
class World:
    """A tenant over a legacy store, and whom it holds by what was done to it."""

    simulation: Simulation
    connection_id: str
    there: set[int] = field(default_factory=set)

    @property
    def session(self) -> Session:
        return self.simulation.session

    @property
    def tenant(self) -> LocalTenant:
        return self.simulation.tenant

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.simulation.clock(), UTC)

    @property
    def connection(self):
        return get_connection(self.session, self.connection_id)

    def go_to(self, days: float) -> None:
        """Let time pass until so many days after the beginning."""
        self.simulation.sleep(max(0.0, START + days * DAY_SECONDS - self.simulation.clock()))

    def log_in(self, person: Person) -> None:
        asked: dict[str, Any] = {
            "client_id": self.tenant.client_id,
            "client_secret": self.tenant.client_secret,
        }
        answer = login(self.session, username=person.email, password=PASSWORD, realm=CONNECTION, **asked)
        assert answer.verdict is LoginVerdict.OK, answer.message
        self.there.add(person.number)

    def sign_up(self, email: str) -> None:
        body = {
            "client_id": self.tenant.client_id, "connection": CONNECTION, "email": email, "password": "Pa55-word",
        }  # fmt: skip
        self.session.request("POST", "/dbconnections/signup", json=body, authorized=False)


@contextmanager
def open_world(*, scripts: dict[str, str] | None = None) -> Iterator[World]:
    """Lend a tenant whose clock stands at the beginning, with an import-mode connection."""
    with LocalTenant(clock=lambda: START, password_rounds=4) as tenant:
        session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
        custom = {"login": LOGIN, "get_user": GET_USER} if scripts is None else scripts
        connection_id = tenant.add_connection(CONNECTION, import_mode=True, custom_scripts=custom)
        yield World(Simulation(tenant, session), connection_id)
