"""An import that has been sent, roles and organizations in its tenant, and who is to have them."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.runs.runs_scene import FAST, HASH, order, write_chunks
from tests.runs.simulated import Simulated, Simulation

from userferry.api import Session, list_members, list_organizations, list_role_users, list_roles
from userferry.assignments import Assigned, assign_users
from userferry.mapping import ColumnRule, Mapping, Memberships, Placed, Step, read_assignments
from userferry.runs import Balance, Outcome, Pace, Run
from userferry.tenant import LocalTenant

STARTED = 1_800_000_000.0
PACE = Pace(max_requests_per_second=1e6, patience_seconds=600)
RULES = (
    ColumnRule("email", "email"),
    ColumnRule("id", "user_id"),
    ColumnRule(
        "groups", "roles", (Step("parts", ";"), Step("names", {"adm": "Administrator", "guest": None}))
    ),
)


@dataclass
class Scene(Simulated):
    """A tenant that holds the users of a run, the run, and what the mapping names."""

    folder: Path
    run: Run
    outcome: Outcome
    users: pl.DataFrame
    wanted: pl.LazyFrame
    posts: list[tuple[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def again(self) -> None:
        """Bring the tenant and the run's folder back to where nothing was assigned yet."""
        self.tenant.faults.clear()
        self.tenant.restore(self.folder / "before.sqlite")
        shutil.rmtree(self.run.folder / "assigned", ignore_errors=True)
        self.posts.clear()
        self.asked.clear()

    def assign(self, **more: Any) -> Assigned:
        usual = {"outcome": self.outcome, "users": self.users, "pace": PACE}
        return assign_users(self.run, more.pop("wanted", self.wanted), self.session, **usual | more)

    def balance(self, assigned: Assigned) -> Balance:
        none = pl.DataFrame(schema={"__row": pl.Int64, "rule": pl.String, "code": pl.String})
        held = none.rename({"rule": "kind", "code": "decision"})
        rows = self.users.height
        return Balance.of(rows, refused=none, held=held, rows=self.outcome.rows, assigned=assigned.rows)

    def there(self) -> set[tuple[str | None, str | None, str]]:
        """Read what the tenant holds: organization, role, user; and that nobody is anywhere twice."""
        names = {each.id: each.name for each in list_roles(self.session)}
        found = [
            (None, name, user) for role, name in names.items() for user in list_role_users(self.session, role)
        ]
        for each in list_organizations(self.session):
            for member in list_members(self.session, each.id):
                found.append((each.name, None, member.auth0_user_id))
                found += [(each.name, names[role], member.auth0_user_id) for role in member.role_ids]
        assert len(set(found)) == len(found)
        return set(found)

    def note(self, response: Any, **_: Any) -> None:
        """Keep what went over the wire."""
        method, path = response.request.method, response.request.path_url.partition("?")[0]
        self.asked.append(f"{method} {path}")
        if method == "POST" and path.startswith(("/api/v2/roles/", "/api/v2/organizations/")):
            self.posts.append((path, json.loads(response.request.body)))

    def make(self, roles: list[str], organizations: list[str]) -> None:
        for path, names in (("roles", roles), ("organizations", organizations)):
            for name in names:
                self.session.request("POST", f"/api/v2/{path}", json={"name": name}, repeatable=True)


def people(count: int) -> list[dict[str, Any]]:
    """Make users; every third has no id of its own, and the second one the tenant refuses."""
    made = [
        {"email": f"User{number}@Example.com", "password_hash": HASH}
        | ({"user_id": f"id-{number}"} if number % 3 else {})
        for number in range(count)
    ]
    made[1]["email"] = "no address"
    return made


def wanted_of(folder: Path, users: list[dict[str, Any]], groups: list[str], members: str) -> pl.LazyFrame:
    """Read the assignments as a page does."""
    (folder / "members.csv").write_text(members)
    dump = pl.LazyFrame(
        {
            "email": [each["email"] for each in users],
            "id": [str(number) for number in range(len(users))],
            "groups": groups,
        }
    )
    said = Memberships(
        "members.csv", "who", "id", Placed("org"), Placed("as", (Step("parts", "+"), RULES[2].transforms[1]))
    )
    return read_assignments(dump, Mapping(RULES, memberships=said), root=folder)


def sent(tenant: LocalTenant, folder: Path, users: list[dict[str, Any]], wanted: pl.LazyFrame) -> Scene:
    """Send the users, and put everything aside as it is then."""
    session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
    simulation = Simulation(tenant, session)
    cut = [users[at : at + 1000] for at in range(0, len(users), 1000)]
    run = Run.create(folder / "run", order(tenant, write_chunks(folder / "cut", cut), len(users)))
    outcome = run.send(session, **FAST, clock=simulation.clock, sleep=simulation.sleep)
    assert outcome.is_complete
    frame = pl.DataFrame({"__row": range(len(users)), "email": [each["email"] for each in users]})
    scene = Scene(simulation, folder, run, outcome, frame, wanted)
    session._http.hooks["response"].append(scene.note)
    return scene


@pytest.fixture(scope="module")
def small_scene(tmp_path_factory) -> Iterator[Scene]:
    """Fourteen users with two roles, two organizations, and every way in which an assignment can end."""
    folder = tmp_path_factory.mktemp("small")
    users = people(14)
    groups = ["adm;editor", "adm", "adm;ghost", "guest", *["editor"] * 10]
    members = "who,org,as\n" + "".join(f"{number},acme,editor+adm\n" for number in range(12))
    members += "3,nowhere,editor\n4,,editor\n99,acme,editor\n"
    wanted = wanted_of(folder, users, groups, members)
    with LocalTenant(clock=lambda: STARTED) as tenant:
        scene = sent(tenant, folder, users, wanted)
        scene.make(["Administrator", "editor"], ["acme", "globex"])
        tenant.snapshot(folder / "before.sqlite")
        yield scene


@pytest.fixture
def small(small_scene) -> Scene:
    small_scene.again()
    return small_scene


@pytest.fixture(scope="module")
def large_scene(tmp_path_factory) -> Iterator[Scene]:
    """Two and a half thousand users, more roles and organizations than a page holds."""
    folder = tmp_path_factory.mktemp("large")
    users = people(2_500)
    groups = [
        ("adm;role 59" if number % 5 == 0 else "role 3") if number % 2 else "" for number in range(2_500)
    ]
    members = "who,org,as\n" + "".join(
        f"{number},org-{number % 3 * 60},{'adm+role 7' if number % 30 == 0 else ''}\n"
        for number in range(0, 2_500, 2)
    )
    with LocalTenant(clock=lambda: STARTED) as tenant:
        scene = sent(tenant, folder, users, wanted_of(folder, users, groups, members))
        scene.make(
            ["Administrator", *(f"role {number}" for number in range(60))],
            [f"org-{number}" for number in range(130)],
        )
        tenant.snapshot(folder / "before.sqlite")
        yield scene


@pytest.fixture
def large(large_scene) -> Scene:
    large_scene.again()
    return large_scene
