"""The connection whose scripts move users in: made or changed, reached again, and followed."""

from collections.abc import Mapping as Table
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from userferry.api import Session, get_connection
from userferry.display import headline, table
from userferry.dumps import Dump
from userferry.durable import write_frame
from userferry.errors import DecisionError, TerminalError
from userferry.lazy.activity import read_activity
from userferry.lazy.deploying import Deployed, deploy_scripts
from userferry.lazy.ending import end_migration
from userferry.lazy.finishing import Remainder, write_remainder
from userferry.lazy.followed import STATES, Followed
from userferry.lazy.following import follow
from userferry.lazy.moved import ask_moved
from userferry.lazy.rehearsing import reach_store
from userferry.lazy.resets import find_resets, list_resets, write_resets
from userferry.lazy.terms import Terms
from userferry.logs import log_work
from userferry.mapping import Mapping, apply_mapping, legacy_hashes
from userferry.runs import Outcome
from userferry.scripts import Scripts, namespaced
from userferry.targets import Target, UnknownConnectionError, open_session, reach_target
from userferry.workspace import REHEARSAL, Workspace

_NOT_FOUND = 404


@dataclass(frozen=True, slots=True, repr=False)
class ToPlace:
    """What putting the scripts in place would do.

    Args:
        target: As the parameters say it.
        connection: The connection's name.
        is_there: Whether the tenant has it.
        settings: What the scripts read as `configuration` → what that is.
    """

    target: str
    connection: str
    is_there: bool
    settings: Table[str, str]

    def __repr__(self) -> str:
        """Say what would be done."""
        how = "be changed" if self.is_there else "be made"
        return f"ToPlace({self.connection} of {self.target} would {how}; nothing was done)"

    def _repr_html_(self) -> str:
        note = "`carry_out: true` does it. The settings' values are taken from the environment."
        return table(headline(self), ["setting", "what it is"], self.settings.items(), note=note)


@dataclass(frozen=True, slots=True, repr=False)
class Ended:
    """A connection whose scripts know nobody any more.

    Args:
        domain: The tenant's.
        connection: The connection's name.
    """

    domain: str
    connection: str

    def __repr__(self) -> str:
        """Say that it is so."""
        return f"Ended({self.connection} of {self.domain}: its scripts know nobody, import mode is on)"

    def _repr_html_(self) -> str:
        return table(
            headline(self), ["what is left"], [("the checklist below reads the tenant, point by point",)]
        )


def place_scripts(
    scripts: Scripts,
    legacy: Dump,
    target: str,
    workspace: Workspace,
    *,
    terms: Terms,
    confirm: str,
    carry_out: bool,
) -> Deployed | Ended | ToPlace:
    """Put the scripts of import mode behind their connection in the target, or end with it, or say what that would do.

    A rehearsal has put them there already, in a tenant of its own.

    Args:
        scripts: Of `write_scripts`.
        legacy: The dump; where it is a database's, its address is what the scripts are given, unless the environment
            has another.
        target: `rehearsal`, an embedded tenant's URL, or a tenant's domain.
        workspace: The migration's.
        terms: Whether it ends, and which applications may use a connection that is made.
        confirm: The domain once more, for a tenant that is not on this machine.
        carry_out: Whether to do it.

    Raises:
        DecisionError: Not confirmed, no credentials, a setting without a value, a connection that does not fit, or an
            end although somebody remains.
        TenantError: The tenant refuses or does not answer.
    """
    inner = workspace.below("lazy").root
    if target == REHEARSAL:
        made = (inner / "deployed.json").exists()
        if not (carry_out and made and terms.ends != "no"):
            plan = ToPlace(target, scripts.connection, False, scripts.settings)
            return Deployed.read(inner) if made else plan
        reached = reach_database(target, workspace, scripts.connection)
        try:
            return _end(reached.session, scripts.connection, inner, ends=terms.ends)
        finally:
            reached.close()
    session = open_session(target, confirm=confirm if carry_out else None)
    if not carry_out:
        return ToPlace(target, scripts.connection, _is_there(session, scripts.connection), scripts.settings)
    if terms.ends != "no":
        return _end(session, scripts.connection, inner, ends=terms.ends)
    with log_work("lazy", step="place"), reach_store(scripts, legacy, serves=False) as (configuration, _):
        deployed = deploy_scripts(
            session,
            scripts.connection,
            scripts.for_import_mode,
            configuration,
            enabled_clients=terms.applications,
        )
    deployed.write(inner)
    return deployed


@log_work("lazy", step="end")
def _end(session: Session, connection: str, folder: Path, *, ends: str) -> Ended:
    followed = Followed.read(folder) if (folder / "followed.json").exists() else None
    ended = end_migration(session, connection, followed, leaves_behind=ends == "anyway")
    return Ended(session.domain, ended.name)


def _is_there(session: Session, connection: str) -> bool:
    try:
        get_connection(session, connection)
    except TerminalError as error:
        if error.status != _NOT_FOUND:
            raise
        return False
    return True


@dataclass(frozen=True, slots=True, repr=False)
class Rest:
    """What is to be done for those who remain.

    Args:
        remainder: Their dump.
        resets: How many of them no import gives their password: they are in `lazy/resets.csv`, nobody was written to.
    """

    remainder: Remainder
    resets: int

    def __repr__(self) -> str:
        """Count them."""
        return f"Rest({headline(self.remainder)}, {self.resets:,} of them to be written to)"

    def _repr_html_(self) -> str:
        said = f"{self.resets:,} of them must set a new password: lazy/resets.csv lists them. Nobody was written to."
        return self.remainder._repr_html_() + f"<p>{said}</p>"


def reach_database(target: str, workspace: Workspace, connection: str) -> Target:
    """Reach the connection whose scripts move users in, to look at it; a rehearsal's is in a tenant of its own.

    Raises:
        DecisionError: The target has no such connection yet, or no credentials are there.
        TenantError: The tenant refuses or does not answer.
    """
    place = workspace.below("lazy") if target == REHEARSAL else workspace
    try:
        return reach_target(target, place, connection=connection)
    except UnknownConnectionError:
        why = f"{target} has no connection {connection!r} yet, so nobody can be followed; `carry_out: true` makes it"
        raise DecisionError("The parameters", [why]) from None


def follow_users(
    reached: Target, scripts: Scripts, legacy: Dump, mapping: Mapping, *, terms: Terms, workspace: Workspace
) -> Followed:
    """Ask the tenant who is in the connection, and say who of the dump has moved, who remains, and who will.

    What was seen is kept in `lazy/` of the workspace, a file for each day that changed something.

    Args:
        reached: Of `reach_database`.
        scripts: Whose connection it is; they tell the ids.
        legacy: The dump.
        mapping: The migration's.
        terms: When the scripts were switched on, and how far to look ahead.
        workspace: The migration's.
    """
    place = workspace.folder("lazy")
    with log_work("lazy", step="follow") as told:
        users = apply_mapping(legacy.frame, namespaced(mapping, scripts.connection))
        activity = read_activity(users, terms.last_login, began=terms.began)
        write_frame(place / "activity.parquet", activity)
        followed = _follow(reached, terms, workspace, place)
        told(users=followed.rows.height, places={state: followed.of(state) for state in STATES})
    return followed


def _follow(reached: Target, terms: Terms, workspace: Workspace, place: Path) -> Followed:
    """Ask the tenant, and set what it holds beside the dump."""
    moved = ask_moved(reached.session, reached.connection.id, place / "moved.parquet")
    at = datetime.fromtimestamp(reached.clock(), UTC)
    brought = [Outcome.read(path.parent).rows for path in sorted(workspace.root.glob("runs/*/rows.parquet"))]
    followed = follow(
        moved, pl.scan_parquet(place / "activity.parquet"), began=terms.began, at=at, days=place / "days",
        brought=pl.concat([each.lazy().select("auth0_user_id") for each in brought]) if brought else None,
        ahead=terms.ahead,
    )  # fmt: skip
    followed.write(place)
    return followed


def prepare_rest(
    legacy: Dump, mapping: Mapping, connection: str, followed: Followed, workspace: Workspace
) -> Rest:
    """Write those who remain as a dump of their own, and whom of them to write to since no import takes their hash.

    Args:
        legacy: The dump.
        mapping: The migration's.
        connection: Whose ids they get.
        followed: Who remains.
        workspace: The migration's.
    """
    place = workspace.folder("lazy")
    with log_work("lazy", step="rest") as told:
        users = apply_mapping(legacy.frame, namespaced(mapping, connection))
        resets = list_resets(users, find_resets(legacy_hashes(legacy.frame, mapping), followed))
        write_resets(resets, place)
        remainder = write_remainder(legacy.frame, followed, place)
        told(users=remainder.rows)
    return Rest(remainder, resets.height)
