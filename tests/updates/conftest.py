"""A tenant with users of all sorts whose hours pass at once, an export of it, edited copies, and what goes over the wire."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from requests import Response
from tests.runs.simulated import Simulated, Simulation

from userferry.api import Session
from userferry.reconcile import export_users
from userferry.runs import Pace
from userferry.tenant import LocalTenant
from userferry.updates import (
    Changes,
    Sheet,
    UpdatePlan,
    UpdateRules,
    carry_out_update,
    find_changes,
    plan_update,
    plan_update_undo,
    read_sheet,
    take_update_back,
    take_users,
)

PACE = Pace(min_poll_seconds=0.25, grace_seconds=0.5, max_requests_per_second=1e6)
User = dict[str, Any]


def person(number: int) -> User:
    """Make a user with metadata of all types, nested, with a point in a key, and some without any."""
    made: User = {
        "user_id": f"auth0|{number:05d}",
        "email": f"user{number}@example.com",
        "username": f"user{number}",
        "email_verified": number % 2 == 0,
        "given_name": f"Given{number}",
        "family_name": "O'Neil" if number % 3 else "Đặng",
        "nickname": "nick",
        "user_metadata": {"plan": "pro", "n": number, "v1.2": True, "deep": {"x": [1, None], "y": "z"}},
        "app_metadata": {"code": f"00{number}", "flags": [], "rate": 1.5},
    }
    if number % 7 == 0:
        made["blocked"] = True
    if number % 11 == 0:
        del made["app_metadata"]
    return made


@dataclass
class Scene(Simulated):
    """A tenant, a session with it, and every request that was made."""

    folder: Path
    wire: list[tuple[str, str, bytes]] = field(default_factory=list)

    def listen(self, response: Response, **_: object) -> None:
        """Note a request as it went."""
        asked = response.request
        body = asked.body or b""
        said = body.encode() if isinstance(body, str) else bytes(body)
        self.wire.append((str(asked.method), str(asked.path_url), said))

    def people(self) -> dict[str, User]:
        """Everybody by id, every field."""
        path = self.folder / "people.ndjson"
        job = {"poll_seconds": 0.25}
        export_users(self.session, self.tenant.connection_id, path, **job)
        found = [json.loads(line) for line in path.read_text().splitlines()]
        return {each["user_id"]: each for each in found}

    def export(self, name: str = "export.ndjson") -> Path:
        """Export everybody, with when they were changed last, as NDJSON."""
        users = take_users(self.session, self.tenant.connection_id, self.folder / "look", pace=PACE)
        path = self.folder / name
        path.write_text("\n".join(users.collect()["user"]))
        return path

    def users(self) -> list[User]:
        """Everybody as the export has them."""
        return [json.loads(line) for line in self.export("now.ndjson").read_text().splitlines()]

    def write(self, name: str, users: list[User]) -> Path:
        """Write a copy as the name's ending says: JSON array, NDJSON or CSV."""
        path = self.folder / name
        if name.endswith(".json"):
            path.write_text(json.dumps(users))
        elif name.endswith(".ndjson"):
            path.write_text("\n".join(map(json.dumps, users)))
        else:
            with path.open("w", newline="") as file:
                writer = csv.DictWriter(file, list(dict.fromkeys(key for user in users for key in user)))
                writer.writeheader()
                writer.writerows(users)
        return path

    def changes(self, export: Path | Sheet, copy: Path | Sheet, **how: bool) -> Changes:
        before, edited = (one if isinstance(one, Sheet) else read_sheet(one) for one in (export, copy))
        return find_changes(before, edited, **how)

    def plan(self, changes: Changes, name: str = "first", **rules: Any) -> UpdatePlan:
        folder = self.folder / "updates" / name
        take_users(self.session, self.tenant.connection_id, folder, pace=PACE)
        asked = UpdateRules(**rules)
        return plan_update(changes, self.session, self.tenant.connection_id, folder, rules=asked)

    def send(self, plan: UpdatePlan, **more: Any):
        return carry_out_update(plan, self.session, pace=PACE, **more)

    def undo(self, plan: UpdatePlan):
        undo = plan_update_undo(plan, self.session, pace=PACE)
        return take_update_back(undo, plan, self.session, pace=PACE)


@pytest.fixture
def make_scene(tmp_path) -> Iterator[Callable[..., Scene]]:
    running: list[LocalTenant] = []

    def make(users: int = 20) -> Scene:
        seed = tmp_path / "seed.ndjson"
        seed.write_text("\n".join(json.dumps(person(number)) for number in range(users)))
        tenant = LocalTenant(clock=lambda: 1_800_000_000.0, job_seconds=1.0, seed=seed).start()
        running.append(tenant)
        session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
        scene = Scene(Simulation(tenant, session), tmp_path)
        session._http.hooks["response"].append(scene.listen)
        scene.simulation.sleep(60.0)
        return scene

    yield make
    for tenant in running:
        tenant.stop()


@pytest.fixture
def scene(make_scene) -> Scene:
    return make_scene()
