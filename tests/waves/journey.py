"""A migration run by its library alone, as the pages run it, into an embedded tenant that runs already."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.checks import check_users
from userferry.chunks import split_users
from userferry.conflicts import Resolutions, resolve
from userferry.dumps import read_dump
from userferry.forecast import Forecast, forecast_import
from userferry.holdings import ask_target
from userferry.mapping import Mapping, apply_mapping, legacy_hashes
from userferry.reconcile import export_users, reconcile
from userferry.runs import Balance, Manifest, Order, Outcome, Pace, Run
from userferry.targets import Target, reach_target
from userferry.tenant import LocalTenant
from userferry.waves import Counted, Going, choose_users, read_repairs, write_retry_dump
from userferry.workspace import Workspace

CONNECTION = "Username-Password-Authentication"
QUICK = Pace(min_poll_seconds=0.01, max_requests_per_second=1e6, grace_seconds=0.05, patience_seconds=60)
MAPPING = """\
version: 1
columns:
  id: {target: user_id}
  email: {target: email}
  username: {target: username}
  name: {target: name}
  plan: {target: app_metadata.plan}
  language: {target: user_metadata.language}
  blocked: {target: blocked, transforms: [boolean]}
  password: {target: custom_password_hash}
"""
COLUMNS = ("id", "email", "username", "name", "plan", "language", "blocked", "password")


def md5(password: str) -> str:
    """Hash as Django once did."""
    return f"md5$salt${hashlib.md5(f'salt{password}'.encode()).hexdigest()}"


@dataclass(frozen=True)
class Passage:
    """What one run left behind."""

    going: Going
    forecast: Forecast
    outcome: Outcome
    balance: Balance
    folder: Path

    @property
    def sent(self):
        """Everybody in the very bytes that were sent, by address."""
        manifest = Manifest.read(self.folder)
        files = [self.folder / "chunks" / each.file for each in manifest.chunks]
        users = [user for file in files for user in json.loads(file.read_bytes())]
        found = {user["email"]: user for user in users}
        assert len(found) == len(users)
        return found


@dataclass(frozen=True)
class Journey:
    """A workspace, and the tenant into which it goes."""

    workspace: Workspace
    tenant: LocalTenant
    mapping: Path

    def reach(self) -> Target:
        return reach_target(self.tenant.url, self.workspace, connection=CONNECTION)

    def go(self, dump, run, *, ask="once", upsert=False, wave="", since="", retry="") -> Passage:
        """Do what 03-conflicts to 06-verify do."""
        legacy, mapping = read_dump(dump), Mapping.read(self.mapping)
        repairs = read_repairs(legacy, self.workspace.folder("runs"), retry)
        legacy = repairs.dump
        with self.reach() as reached:
            held = ask_target(reached, self.workspace, ask=ask, upsert=upsert)
        users = apply_mapping(legacy.frame, mapping)
        good, failure = check_users(users, held.settings)
        resolved = resolve(good, Resolutions())
        said = {"run": run, "wave": wave, "since": since}
        going = choose_users(
            users, failure, resolved, held, repairs=repairs, workspace=self.workspace, **said
        )
        made_from = {"dump": legacy.digest, "mapping": "m"} | held.words | going.digests
        there = {"target": held.users, "connection": held.settings, "upsert": held.upsert}
        hashes = legacy_hashes(legacy.frame, mapping)
        forecast = forecast_import(
            going.users, failure, going.resolved, hashes, left=going.left, made_from=made_from, **there
        )
        chunks = split_users(going.kept, self.workspace.folder("chunks"))
        going.write_digests(chunks)
        going.write(self.workspace.folder("checked"))
        forecast.write(self.workspace.folder("checked"))
        folder = self.workspace.folder("runs", run)
        with self.reach() as reached:
            where = {
                "target": reached.session.domain,
                "connection_id": reached.connection.id,
                "upsert": upsert,
            }
            order = Order(chunks.folder, **where, digests=forecast.digests, dump_rows=forecast.rows)
            outcome = Run.prepare(folder, order).send(reached.session, pace=QUICK)
            write_retry_dump(legacy.frame, outcome, folder)
            exported = export_users(
                reached.session, reached.connection.id, folder / "export.ndjson", poll_seconds=0.02
            )
        arrived = going.sent.join(outcome.arrived(), on="__row", how="semi")
        assert reconcile(arrived, exported, updated=outcome.updated()).is_clean
        foretold = (
            forecast.standing.filter(pl.col("place") == "sent")
            .select("__row", "outcome", "code")
            .sort("__row")
        )
        assert (
            foretold.rows() == outcome.rows.select("__row", "outcome", "code").sort("__row").collect().rows()
        )
        counted = Counted.until(folder.parent, run)
        balance = Balance.of(
            forecast.rows,
            refused=failure.findings,
            held=going.resolved.held,
            rows=counted.rows(forecast.unsent),
        )
        return Passage(going, forecast, outcome, balance, folder)

    def everybody(self) -> dict[str, dict]:
        """Whom the tenant holds, by address."""
        to = self.workspace.path("everybody.ndjson")
        with self.reach() as reached:
            export_users(reached.session, reached.connection.id, to, poll_seconds=0.02)
        return {user["email"]: user for user in map(json.loads, to.read_text().splitlines())}


def places(balance: Balance) -> dict[str, int]:
    return {entry.place: entry.rows for entry in balance.entries if entry.rows}
