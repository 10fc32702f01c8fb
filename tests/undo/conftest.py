"""A tenant with users of all sorts, a run that inserts and updates among them, and a look at everybody, field by field."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.runs.runs_scene import Rows, order, user, write_chunks
from tests.runs.simulated import Simulated, Simulation

from userferry.api import (
    LoginVerdict,
    Session,
    create_export,
    download_export,
    login,
    patch_user,
    wait_for_job,
)
from userferry.runs import Outcome, Pace, Run
from userferry.tenant import LocalTenant
from userferry.undo import Undone, UndoPlan, plan_undo, take_back

PACE = Pace(min_poll_seconds=0.25, grace_seconds=0.5)
SHAPES: list[Any] = [
    {},
    {"a": 1},
    {"a": 1.5, "b": "text", "c": [1, {"x": None}], "d": True},
    {"a": {"deep": {"deeper": [True, 1, 0, False]}}, "sö": 'é "quoted" \\ \U0001f600'},
    {"plan": "pro", "flags": [], "empty": {}, "zero": 0, "no": False},
    {"a": True, "b": 1, "long": "x" * 300},
]
"""Metadata as people have it; what is deeper than its first level is one value."""

WORDS = ("Ada", "Bo", "Çelik", "Đặng", "O'Neil")


def draw_metadata(chance: random.Random) -> dict[str, Any]:
    """Draw metadata whose keys overlap now and then with another draw's."""
    drawn = dict(chance.choice(SHAPES))
    for key in chance.sample("abcdefg", chance.randrange(4)):
        drawn[key] = chance.choice([*WORDS, 0, 1, True, False, 1e-9, 2**40, [], {}, [{}], {"k": [1, 2]}])
    return drawn


def draw_attributes(chance: random.Random) -> dict[str, Any]:
    """Draw which attributes a row has, and their values."""
    drawn: dict[str, Any] = {
        "email_verified": chance.random() < 0.5,
        "given_name": chance.choice(WORDS),
        "family_name": chance.choice(WORDS),
        "name": chance.choice(WORDS) + " " + chance.choice(WORDS),
        "nickname": chance.choice(WORDS),
        "picture": f"https://example.com/{chance.randrange(9)}.png",
        "user_metadata": draw_metadata(chance),
        "app_metadata": draw_metadata(chance),
    }
    return {name: value for name, value in drawn.items() if chance.random() < 0.6}


@dataclass
class Scene(Simulated):
    """A tenant whose hours pass at once, and runs into it."""

    folder: Path

    @property
    def waits(self) -> dict[str, Any]:
        return {"pace": PACE, "sleep": self.simulation.sleep}

    def begin(self, chunks: list[Rows], *, upsert: bool, name: str) -> Run:
        cut = write_chunks(self.folder / f"{name}-cut", chunks)
        return Run.create(self.folder / name, order(self.tenant, cut, sum(map(len, chunks)), upsert=upsert))

    def send(self, run: Run) -> Outcome:
        return run.send(self.session, clock=self.simulation.clock, **self.waits)

    def sent(self, chunks: list[Rows], *, upsert: bool = True, name: str = "run") -> Run:
        run = self.begin(chunks, upsert=upsert, name=name)
        self.send(run)
        return run

    def fill(self, seed: int = 1, users: int = 12) -> None:
        """Let users of all sorts be there: imported, changed since, and some who sign in."""
        chance = random.Random(seed)
        self.sent(
            [[user(n, **draw_attributes(chance)) for n in range(users)]], upsert=False, name=f"fill-{seed}"
        )
        ids = self.ids()
        for number in range(0, users, 4):
            self.sign_in(number)
        # what no import leaves behind: no name at all, no metadata at all, metadata that is there and empty
        patch_user(self.session, ids["user1@example.com"], {"name": None, "nickname": None, "picture": None})
        patch_user(self.session, ids["user2@example.com"], {"user_metadata": {}, "app_metadata": {}})
        patch_user(self.session, ids["user3@example.com"], {"user_metadata": {"gone": 1}})
        patch_user(self.session, ids["user3@example.com"], {"user_metadata": {"gone": None}})
        patch_user(self.session, ids["user5@example.com"], {"blocked": True})

    def sign_in(self, number: int) -> None:
        said = login(
            self.session,
            client_id=self.tenant.client_id,
            client_secret=self.tenant.client_secret,
            username=f"user{number}@example.com",
            password=PASSWORD,
            realm=self.tenant.connection,
        )
        assert said.verdict is LoginVerdict.OK

    def people(self) -> dict[str, dict[str, Any]]:
        """Everybody by address, every field but the time of the last change."""
        job = create_export(self.session, connection_id=self.tenant.connection_id)
        job = wait_for_job(self.session, job.id, poll_seconds=0.25, sleep=self.simulation.sleep)
        lines = download_export(self.session, job, self.folder / "people.ndjson").read_text().splitlines()
        found = [json.loads(line) for line in lines]
        assert len({each["user_id"] for each in found}) == len(found)
        return {
            each["email"]: {k: v for k, v in each.items() if k != "updated_at" and v is not None}
            for each in found
        }

    def ids(self) -> dict[str, str]:
        return {email: each["user_id"] for email, each in self.people().items()}

    def plan(self, run: Run, **more: Any) -> UndoPlan:
        return plan_undo(run, self.session, **self.waits, **more)

    def undo(self, run: Run, **more: Any) -> Undone:
        return take_back(self.plan(run), run, self.session, pace=PACE, **more)


PASSWORD = "shh"


@pytest.fixture
def make_scene(tmp_path) -> Iterator[Callable[[], Scene]]:
    running: list[LocalTenant] = []

    def make() -> Scene:
        tenant = LocalTenant(clock=lambda: 1_800_000_000.0, job_seconds=1.0).start()
        running.append(tenant)
        session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
        return Scene(Simulation(tenant, session), tmp_path)

    yield make
    for tenant in running:
        tenant.stop()


@pytest.fixture
def scene(make_scene) -> Scene:
    return make_scene()
