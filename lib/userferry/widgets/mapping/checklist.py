"""What a migration has to have settled before its users can be sent, held against the mapping."""

from collections.abc import Iterator, Sequence
from typing import Any

from userferry.mapping import TRANSFORMS, Mapping
from userferry.mapping.steps import Word
from userferry.profile import Profile

Json = dict[str, Any]


def checklist(mapping: Mapping, profile: Profile, states: Sequence[str] = ()) -> list[Json]:
    """List what has to be settled: `what`, `state` ("done", "look" or "open"), `why` and the column it is about.

    Args:
        mapping: What is decided.
        profile: The dump's profile.
        states: Columns whose words say whom they keep out.
    """
    return [
        {"what": what, "state": state, "why": why, "column": column or ""}
        for what, state, why, column in _items(mapping, profile, states)
    ]


_Item = tuple[str, str, str, str | None]


def _items(mapping: Mapping, profile: Profile, states: Sequence[str]) -> Iterator[_Item]:
    facts = {str(row["column"]): row for row in profile.columns.iter_rows(named=True)}
    yield _email(mapping, facts, profile.rows)
    yield _user_id(mapping, facts, profile.rows)
    yield _password(mapping, facts)
    yield _flag(
        mapping,
        "email_verified",
        "left out: Auth0 takes every address as not proven; place a column there if the old system proved them",
    )
    yield _blocked(mapping, states)
    secrets = [name for name, row in facts.items() if row["kind"] == "totp_secret"]
    if secrets and not mapping.source_of("mfa_factors"):
        why = f"`{secrets[0]}` holds second factors, and they are left behind"
        yield "mfa_factors", "look", why, secrets[0]
    left = [rule.column for rule in mapping.rules if rule.is_open]
    if left:
        yield (
            "every column",
            "look",
            f"{len(left)} left open; place each, or accept that it is left behind",
            left[0],
        )
    else:
        yield "every column", "done", "each is placed, or left behind by a decision", None
    if mapping.seen is None:
        yield (
            "the dump remembered",
            "look",
            "not yet, and need not be: “Remember this dump” lets the next one be compared with it",
            None,
        )
    else:
        yield (
            "the dump remembered",
            "done",
            f"{mapping.seen.rows:,} rows; the next dump is held against it",
            None,
        )


def _email(mapping: Mapping, facts: dict[str, Any], rows: int) -> _Item:
    column = mapping.source_of("email")
    if column is None:
        return "email", "open", "no column becomes it, and Auth0 imports no user without one", None
    row = facts.get(column)
    fills = any(TRANSFORMS[str(word)].fills for word in _steps(mapping, column) if str(word) in TRANSFORMS)
    missing = rows - row["filled"] if row and not fills else 0
    if missing > 0:
        return "email", "look", f"from `{column}`; {missing:,} rows have none and would be refused", column
    return "email", "done", f"from `{column}`", column


def _user_id(mapping: Mapping, facts: dict[str, Any], rows: int) -> _Item:
    column = mapping.source_of("user_id")
    if column is None:
        why = "left out: Auth0 makes new ids, and what refers to the old ones finds nobody"
        return "user_id", "look", why, None
    row = facts.get(column)
    if row and (row["filled"] < rows or not row["is_key"]):
        return "user_id", "look", f"from `{column}`, which does not differ in every row", column
    return "user_id", "done", f"from `{column}`, which differs in every row", column


def _password(mapping: Mapping, facts: dict[str, Any]) -> _Item:
    column = mapping.source_of("custom_password_hash") or mapping.source_of("password_hash")
    if column:
        why = f"from `{column}`; 04-check proves it on known passwords before anything is sent"
        return "password", "done", why, column
    held = [name for name, row in facts.items() if row["kind"] in ("hash", "password")]
    if held:
        why = (
            f"`{held[0]}` holds passwords, and none goes along: a hash can be given only at the first import"
        )
        return "password", "open", why, held[0]
    return "password", "look", "none goes along: everybody has to reset", None


def _blocked(mapping: Mapping, states: Sequence[str]) -> _Item:
    if states and not mapping.source_of("blocked"):
        why = f"left out: nobody is kept from logging in, though `{states[0]}` says whom to keep out"
        return "blocked", "look", why, states[0]
    return _flag(mapping, "blocked", "left out: nobody is kept from logging in")


def _flag(mapping: Mapping, attribute: str, otherwise: str) -> _Item:
    column = mapping.source_of(attribute)
    return (attribute, "done", f"from `{column}`", column) if column else (attribute, "look", otherwise, None)


def _steps(mapping: Mapping, column: str) -> Sequence[Word]:
    return next(rule.transforms for rule in mapping.rules if rule.column == column)
