"""Is automatic migration ended as it has to be? A checklist that reads the tenant, point by point."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from userferry.api import Connection, Session, count_users, get_connection, update_connection
from userferry.display import headline, table
from userferry.durable import write_frame
from userferry.errors import DecisionError, VerificationError
from userferry.lazy.followed import MOVED, REMAINING, Followed

POINTS = {
    "point": pl.String, "is_met": pl.Boolean, "seen": pl.String, "way_out": pl.String,
}  # fmt: skip

_NO_OP = """\
// Automatic migration is ended: everybody is in Auth0, and nobody is asked for anywhere else.
// "Import Users to Auth0" stays on: switched off, Auth0 would rely on the scripts alone.
function {name}({arguments}, callback) {{
  callback(null, null);
}}
"""
_ARGUMENTS = {"login": ("login", "userNameOrEmail, password"), "get_user": ("getByEmail", "email")}
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)


def no_op_scripts() -> dict[str, str]:
    """Give the `login` and `get_user` that know nobody (`behaviour.md` §7), by name."""
    return {
        script: _NO_OP.format(name=name, arguments=arguments)
        for script, (name, arguments) in _ARGUMENTS.items()
    }


def end_migration(
    session: Session, connection: str, followed: Followed | None, *, leaves_behind: bool
) -> Connection:
    """Replace a connection's scripts by those that know nobody, empty its configuration, and leave import mode on.

    Args:
        session: With the tenant; wants `read:connections` and `update:connections`.
        connection: The connection's id or name.
        followed: Who remained when the tenant was asked last; None where it never was.
        leaves_behind: Whether to go on although somebody remains, who then can neither log in nor be found.

    Raises:
        DecisionError: Somebody remains, or nobody knows; nothing was changed.
        TenantError: The tenant refuses or does not answer.
    """
    waiting = None if followed is None else followed.of(REMAINING)
    if waiting != 0 and not leaves_behind:
        why = f"{waiting} users of the dump have not moved, and nobody would know them: import them, and follow again"
        why = "nobody has looked who remains: run the page once before" if waiting is None else why
        raise DecisionError("The end of the migration", [f"{why}; or say `ends: anyway`"])
    found = get_connection(session, connection)
    ended = {"import_mode": True, "customScripts": no_op_scripts(), "configuration": {}}
    return update_connection(session, found.id, options={**found.options, **ended})


@dataclass(frozen=True, slots=True, repr=False)
class Ending:
    """What the tenant says of each point.

    Args:
        points: `POINTS`: `seen` says what there is, `way_out` what to do, null where the point is met.
    """

    points: pl.DataFrame = field(repr=False)

    @property
    def is_done(self) -> bool:
        """Whether every point is met, so that the legacy store can be switched off."""
        return bool(self.points["is_met"].all())

    def require_done(self) -> "Ending":
        """Return the checklist, if every point is met.

        Raises:
            VerificationError: with each point that is not, and what to do.
        """
        if self.is_done:
            return self
        lacking = self.points.filter(~pl.col("is_met")).select("point", "seen", "way_out").iter_rows()
        listed = "\n".join(f"  - {point}: {seen}; {way_out}" for point, seen, way_out in lacking)
        raise VerificationError(
            f"Automatic migration is not ended. Nothing was changed; keep the legacy store running.\n{listed}"
        )

    def __repr__(self) -> str:
        """Say how many points are met."""
        met = int(self.points["is_met"].sum())
        then = "the legacy store can be switched off" if self.is_done else "keep the legacy store running"
        return f"Ending({met} of {self.points.height} points are met; {then})"

    def _repr_html_(self) -> str:
        return table(headline(self), ["point", "met", "seen", "what to do"], self.points.iter_rows())

    def write(self, folder: Path) -> Path:
        """Write `ending.parquet` into the folder."""
        return write_frame(folder / "ending.parquet", self.points)

    @classmethod
    def read(cls, folder: Path) -> "Ending":
        """Read what `write` wrote."""
        return cls(pl.read_parquet(folder / "ending.parquet"))


def check_ending(session: Session, connection: str, followed: Followed) -> Ending:
    """Ask the tenant about each point of the ending; nothing is changed.

    Args:
        session: With the tenant.
        connection: The connection's id or name.
        followed: Made just now, from a fresh export.

    Raises:
        TenantError: the tenant does not answer, or has no such connection.
    """
    found = get_connection(session, connection)
    options = found.options
    scripts: Mapping[str, str] = options.get("customScripts") or {}
    others = sorted(name for name, source in scripts.items() if name not in _ARGUMENTS and source.strip())
    settings = sorted(options.get("configuration") or {})
    waiting, there = followed.of(REMAINING), count_users(session, f'identities.connection:"{found.name}"')
    meant = followed.rows.height - followed.remain + followed.signed_up
    points = [
        (
            "nobody of the dump remains",
            not waiting,
            f"{waiting:,} remain, {followed.remain - waiting:,} are left out, {followed.of(MOVED):,} moved by a login",
            "wait, or import the rest and follow again",
        ),
        (
            "the tenant holds as many users as were counted",
            there >= meant,
            f"{there:,} found, {meant:,} counted at {followed.at:%Y-%m-%d %H:%M}",
            "a search may be some seconds behind: follow again, and look who was deleted",
        ),
        (
            "the connection keeps its own database",
            found.is_custom_database,
            "scripts are on" if found.is_custom_database else "scripts are off",
            "a database with users refuses the change; leave it as it is, and the scripts with it",
        ),
        (
            "Import Users to Auth0 is on",
            found.has_import_mode,
            "on" if found.has_import_mode else "off: every login asks the scripts, and nobody can log in",
            "set options.import_mode to true",
        ),
        *(
            (
                f"{name} knows nobody",
                _code(scripts.get(name, "")) == _code(source),
                _told(scripts.get(name, ""), source),
                f"set options.customScripts.{name} to the one of no_op_scripts()",
            )
            for name, source in no_op_scripts().items()
        ),
        (
            "no other script is left",
            not others,
            ", ".join(others) or "none",
            "take them out of options.customScripts: they reach for the legacy store",
        ),
        (
            "no settings of the legacy store are left",
            not settings,
            ", ".join(settings) or "none",
            "empty options.configuration, and change the password that stood in it",
        ),
        (
            "an application uses the connection",
            bool(found.enabled_clients),
            f"{len(found.enabled_clients)} do",
            "enable it for an application: without one nobody logs in, and no import is taken",
        ),
    ]
    rows = [(point, met, seen, None if met else way_out) for point, met, seen, way_out in points]
    return Ending(pl.DataFrame(rows, schema=POINTS, orient="row"))


def _told(source: str, wanted: str) -> str:
    if not source:
        return "there is none"
    return "it calls back with nobody" if _code(source) == _code(wanted) else "another script"


def _code(source: str) -> str:
    """Leave comments and blanks out, in which one script may differ from the same script."""
    return "".join(_COMMENT.sub("", source).split())
