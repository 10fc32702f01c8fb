"""Ask for single users what no list tells: their factors and passkeys, and permissions given directly."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from userferry.api import Session, list_authentication_methods, list_direct_permissions
from userferry.durable import keep, private
from userferry.errors import TerminalError
from userferry.transfer.source import ASKED, USERS

_NOT_FOUND = 404
_REFUSED = frozenset({401, 403})
ANSWER = {
    "user_id": pl.String(),
    "methods": pl.List(pl.Struct({"type": pl.String(), "phone_number": pl.String(), "email": pl.String()})),
    "permissions": pl.List(pl.Struct({"api": pl.String(), "permission": pl.String()})),
    "refused": pl.List(pl.String()),
}
"""A line of `asked.ndjson`; `refused` names what this application may not ask for."""


def ask_users(session: Session, folder: Path, *, ask_each: str) -> int:
    """Ask for users one after another; what was asked before a stop is not asked again.

    Args:
        session: With the source; its requests keep the pace that it was given.
        folder: Holds `users.ndjson`; `asked.ndjson` appears there, a line a user, once all were asked for.
        ask_each: A word of `ASK_EACH`.

    Returns:
        How many users were asked for.

    Raises TenantError where the tenant does not answer.
    """
    whole, part = folder / ASKED, folder / f"{ASKED}.part"
    if not whole.exists():
        known = _known(part)
        with open(part, "ab", opener=private) as file:
            for user_id in _wanted(folder / USERS, ask_each):
                if user_id not in known:
                    file.write(json.dumps(_asked(session, user_id)).encode() + b"\n")
                    file.flush()
        keep(part, whole)
    with whole.open("rb") as lines:
        return sum(1 for _ in lines)


def read_answers(folder: Path) -> pl.LazyFrame:
    """Read what was asked as `ANSWER`, lazily."""
    lines = pl.scan_lines(folder / ASKED, name="line").filter(pl.col("line") != "")
    return lines.select(pl.col("line").str.json_decode(pl.Struct(ANSWER)).alias("one")).unnest("one")


def _known(part: Path) -> set[str]:
    """Read who was asked before a stop; what was torn by a kill is cut off."""
    if not part.exists():
        return set()
    whole = part.read_bytes().rpartition(b"\n")[0]
    lines = whole.split(b"\n") if whole else []
    with open(part, "wb", opener=private) as file:
        file.write(b"".join(line + b"\n" for line in lines))
    return {json.loads(line)["user_id"] for line in lines}


def _wanted(users: Path, ask_each: str) -> Iterator[str]:
    if ask_each == "nobody":
        return
    line = pl.col("line")
    people = pl.scan_lines(users, name="line").filter(line != "")
    if ask_each == "enrolled":
        people = people.filter(is_enrolled(line))
    ids = people.select(line.str.json_path_match("$.user_id").alias("user_id"))
    for batch in ids.collect_batches(maintain_order=True, engine="streaming"):
        yield from batch["user_id"]


def is_enrolled(line: pl.Expr) -> pl.Expr:
    """Tell whether a user's profile names a second factor; the export has a list of their providers (§4)."""
    named = line.str.json_path_match("$.multifactor").fill_null("[]")
    return ~named.is_in(["[]", "null", ""])


def _asked(session: Session, user_id: str) -> dict[str, Any]:
    refused: list[str] = []
    methods = _answered(lambda: list_authentication_methods(session, user_id), "factors", refused)
    allowed = _answered(lambda: list_direct_permissions(session, user_id), "permissions", refused)
    return {
        "user_id": user_id,
        "methods": [
            {name: each[name] for name in ("type", "phone_number", "email") if each.get(name)}
            for each in methods
        ],
        "permissions": [{"api": each.api, "permission": each.name} for each in allowed],
        "refused": refused,
    }


def _answered(ask: Callable[[], list[Any]], what: str, refused: list[str]) -> list[Any]:
    """Ask; whoever is gone since the export has nothing, and what this application may not see is noted."""
    try:
        return ask()
    except TerminalError as error:
        if error.status in _REFUSED:
            refused.append(what)
        elif error.status != _NOT_FOUND:
            raise
        return []
