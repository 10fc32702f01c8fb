"""How automatic migration is set up: `params/<name>.lazy.yml`, what the page's parameters have no place for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from userferry.decisions import read_decisions, unknown_name
from userferry.errors import DecisionError
from userferry.mapping import Mapping
from userferry.scripts import KINDS, Store, StoreKind

_LEAST = {"per_form": 1, "days": 1, "people": 1, "seed": 0, "ahead": 1}

ENDS = {
    "no": "the scripts move whoever logs in",
    "yes": "the scripts are replaced by two that know nobody, where nobody remains",
    "anyway": "they are replaced although somebody remains, who then cannot log in",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """How automatic migration is set up.

    Args:
        store: The legacy store, as the scripts reach it.
        began: The day on which the scripts are switched on, in UTC.
        last_login: Where the mapping puts the last log-in, such as `app_metadata.last_login`; empty for nowhere.
        per_form: With how many known passwords of each form of hash the scripts are proven.
        days: How many days of traffic a rehearsal draws.
        people: How many people of known passwords take part in it.
        seed: Of the draw.
        ahead: How many days are foreseen when it is followed.
        applications: Client ids of the applications that may use a connection that is made; without one nobody logs in.
        ends: A word of `ENDS`.
    """

    store: Store
    began: date
    last_login: str = ""
    per_form: int = 100
    days: int = 90
    people: int = 100
    seed: int = 1
    ahead: int = 90
    applications: tuple[str, ...] = ()
    ends: str = "no"


def read_terms(path: Path, mapping: Mapping, columns: Sequence[str]) -> Terms:
    """Read the terms; where there is no file or it is silent, a web service at `/users` and what the mapping tells.

    The key is the column that becomes user_id; people type what becomes email, or username.

    Args:
        path: `params/<name>.lazy.yml`.
        mapping: The migration's.
        columns: The dump's.

    Raises:
        DecisionError: The file cannot be followed, or the mapping has no user_id or email; all complaints at once.
    """
    written = read_decisions(path, what="how users move at their next login") if path.exists() else {}
    known = [
        "store",
        "table",
        "key",
        "email",
        "logins",
        "began",
        "last_login",
        "applications",
        "ends",
        *_LEAST,
    ]
    wrong = [
        unknown_name(name, known, what="term of an automatic migration")
        for name in written
        if name not in known
    ]
    wrong += [
        f"`{name}` is {written[name]!r}; it is a whole number, {least} or more"
        for name, least in _LEAST.items()
        if name in written and (type(written[name]) is not int or written[name] < least)
    ]
    if (ends := written.get("ends", "no")) not in ENDS:
        wrong.append(f"`ends` is {ends!r}; it is one of {', '.join(ENDS)}")
    kind = written.get("store", "webservice")
    if kind not in KINDS:
        wrong.append(unknown_name(str(kind), KINDS, what="store"))
    sources = {target: mapping.source_of(target) for target in ("user_id", "email", "username")}
    wrong += [
        f"no column becomes `{target}`, by which a user is known; map one in 02-map"
        for target in ("user_id", "email")
        if sources[target] is None
    ]
    logins = written.get("logins", [name for name in (sources["email"], sources["username"]) if name])
    if not isinstance(logins, list) or not logins:
        wrong.append(f"`logins` is {logins!r}; it is a list of columns, the address's among them")
    applications = written.get("applications", [])
    if not isinstance(applications, list):
        wrong.append(f"`applications` is {applications!r}; it is a list of client ids")
    began = _day(written.get("began"), wrong)
    if wrong:
        raise DecisionError(str(path), wrong)
    said: dict[str, Any] = {
        name: written[name] for name in ("last_login", "ends", *_LEAST) if name in written
    }
    own = {"key": str(sources["user_id"]), "email": str(sources["email"])}
    names = {name: str(written.get(name, usual)) for name, usual in own.items()}
    table = str(written.get("table", "/users"))
    store = Store(cast("StoreKind", kind), table, tuple(columns), logins=tuple(map(str, logins)), **names)
    return Terms(store, began, applications=tuple(map(str, applications)), **said)


def _day(said: object, wrong: list[str]) -> date:
    today = datetime.now(UTC).date()
    try:
        return today if said is None else date.fromisoformat(str(said))
    except ValueError:
        wrong.append(f"`began` is {said!r}; it is a day such as {today}")
        return today
