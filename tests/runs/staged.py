"""A tenant whose hours pass at once plays schedules of faults, and says what came of each."""

import errno
import json
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from tests.runs.dumps_drawn import DrawnDump
from tests.runs.runs_scene import balance_of, order, write_chunks
from tests.runs.schedules import Schedule
from tests.runs.troubles import HOUR, Killed, World

from userferry.api import Session, create_import
from userferry.errors import TerminalError, TransientError, WorkspaceError
from userferry.runs import Balance, Order, Outcome, Pace, Run
from userferry.tenant import LocalTenant

STARTED = 1_800_000_000.0
PACE = Pace(min_poll_seconds=20.0, max_poll_seconds=600.0, max_requests_per_second=20.0)
MOST_LIVES = 40


@dataclass(frozen=True, slots=True)
class Ending:
    """What came of a run: the tenant's users, the balance, and each row's place."""

    users: dict[str, tuple[Any, ...]]
    balance: Balance
    places: list[tuple[int, str, str | None]]
    happened: Counter[str] = field(compare=False)

    def differences(self, other: "Ending", dump: DrawnDump) -> list[str]:
        """Name in what two endings of a dump are not the same."""
        compared = {"users": self.users == other.users, "balance": self.balance == other.balance}
        if not dump.has_doubles_across:
            compared["places"] = self.places == other.places
        return [name for name, is_same in compared.items() if not is_same]


class Stage:
    """A tenant that plays one schedule after the other.

    Args:
        tenant: Its clock stands at `STARTED`.
        folder: For what the runs write.
    """

    def __init__(self, tenant: LocalTenant, folder: Path) -> None:
        self._tenant = tenant
        self._folder = folder
        self._undisturbed: dict[int, Ending] = {}
        tenant.snapshot(folder / "empty.sqlite")

    def undisturbed(self, dump: DrawnDump) -> Ending:
        """Send a dump without faults, once."""
        if dump.number not in self._undisturbed:
            calm = Schedule(-1, dump, (), (), job_seconds=1.0, release_hours=1.0, pauses=())
            self._undisturbed[dump.number] = self.play(calm)
        return self._undisturbed[dump.number]

    def play(self, schedule: Schedule) -> Ending:
        """Send a schedule's dump through its faults, life after life, until every row has its place."""
        tenant, dump = self._tenant, schedule.dump
        self._prime(dump)
        with tempfile.TemporaryDirectory(dir=self._folder) as name:
            folder = Path(name)
            asked = order(tenant, write_chunks(folder / "cut", dump.chunks), dump.rows, upsert=dump.upsert)
            tenant._state().job_seconds = lambda rows: schedule.job_seconds * (1 + rows / 10)
            for plan in schedule.planned:
                tenant.faults.add(**plan)
            (folder / "run").mkdir()
            world = World(tenant, folder / "run", schedule)
            outcome = self._live(world, asked)
            world.happened.update(
                {fault.kind: fault.happened for fault in tenant.faults.faults if fault.happened}
            )
            tenant.faults.clear()
            for _ in range(2):  # whatever the tenant still has to do of jobs nobody knows of
                tenant.release_jobs()
                world.pass_time(3 * HOUR)
            progress = Run.read(folder / "run").progress()
            assert (progress.done, dict(progress.codes)) == (dump.rows, outcome.codes)
            places = outcome.rows.select("__row", "outcome", "code").collect().rows()
            ending = Ending(self._users(), balance_of(outcome, dump.rows), places, world.happened)
            self._check_ids(outcome, dump)
            return ending

    def _live(self, world: World, asked: Order) -> Outcome:
        for number in range(MOST_LIVES):
            outcome = self._live_once(world, asked, number)
            if outcome is not None and outcome.is_complete:
                return outcome
            pauses = world.schedule.pauses
            world.pass_time(pauses[number] * HOUR if number < len(pauses) else 60.0)
        raise AssertionError(f"After {MOST_LIVES} lives the run is not done.")

    def _live_once(self, world: World, asked: Order, number: int) -> Outcome | None:
        """Begin the run or go on with it; None where that ended in death or in a word to a person."""
        try:
            with world.life(number) as session:
                run = Run.prepare(world.folder, asked)
                return run.send(session, pace=PACE, clock=self._tenant.clock.now, sleep=world.sleep)
        except Killed:
            return None
        except TransientError:
            world.happened["gave_up_for_now"] += 1
            world.pass_time(HOUR)
        except TerminalError as error:
            if error.status != requests.codes.unauthorized:  # a second token in a row was revoked
                raise
        except OSError as error:
            if error.errno != errno.ENOSPC:  # before there was a run to tell of
                raise
        except WorkspaceError as error:
            if not isinstance(error.__cause__, OSError):
                raise
        return None

    def _prime(self, dump: DrawnDump) -> None:
        """Put the tenant back to its beginning, with the users who were there before."""
        tenant = self._tenant
        tenant.faults.clear()
        tenant.restore(self._folder / "empty.sqlite")
        tenant.clock.reset()
        tenant._state().job_seconds = 0.0
        if dump.before:
            session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
            session._http.trust_env = False
            create_import(
                session, connection_id=tenant.connection_id, users=json.dumps(dump.before).encode(), upsert=False,
                external_id="before",
            )  # fmt: skip
            session._http.close()
            tenant.finish_due_jobs()

    def _users(self) -> dict[str, tuple[Any, ...]]:
        """Read every user as it is stored, but for what the tenant itself makes: times, and ids that nobody gave."""
        query = "SELECT user_id, email, username, phone_number, profile, credential_kind, credential, mfa_factors FROM users"
        found: dict[str, tuple[Any, ...]] = {}
        for user_id, email, username, phone, profile, *rest in (
            self._tenant._state().store.reader().execute(query)
        ):
            kept = json.loads(profile)
            for name in ("created_at", "updated_at"):
                del kept[name]
            if "|id-" not in user_id:
                kept["user_id"] = kept["identities"][0]["user_id"] = "made by the tenant"
            assert email not in found, "a user is there twice"
            found[email] = (username, phone, kept, *rest)
        return found

    def _check_ids(self, outcome: Outcome, dump: DrawnDump) -> None:
        """An id that a row's place names is that of the user with its address."""
        rows = [row for rows in dump.chunks for row in rows]
        query = "SELECT user_id, email FROM users"
        emails = dict(map(tuple, self._tenant._state().store.reader().execute(query)))
        said = outcome.rows.select("__row", "outcome", "auth0_user_id").drop_nulls().collect().rows()
        for number, place, user_id in said:
            assert emails[user_id] == rows[number]["email"].lower(), (number, place)
