"""On what terms users move: `params/<name>.transfer.yml`, what the page's parameters have no place for."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from userferry.decisions import read_decisions, unknown_name
from userferry.errors import DecisionError

ASK_EACH = {
    "nobody": "no user is asked for; factors, passkeys and permissions given directly are not known",
    "enrolled": "those whose profile names a second factor are asked for theirs",
    "everybody": "each user is asked for factors, passkeys and permissions given directly: two requests a user",
}
MAKE = {
    "roles": "roles that the destination lacks are made, with their permissions",
    "organizations": "organizations that the destination lacks are made",
}
HISTORY = ("created_at", "last_login", "logins_count", "last_password_reset", "last_ip")
"""What no import takes and app_metadata may keep."""

_LISTS = {"make": tuple(MAKE), "history": HISTORY}
_WORDS = {"ask_each": tuple(ASK_EACH)}


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms users move.

    Args:
        run: The run's name.
        new_ids: Put before each id, so that it is a new one; empty keeps the ids.
        ask_each: A word of `ASK_EACH`.
        make: Of `MAKE`: what is made at the destination where it is missing; what is not made and lacks, fails.
        history: Of `HISTORY`: what goes into `app_metadata.before_transfer`.
        accept_resets: Whether users go whose password cannot, so that they must reset it.
        gnupg: The folder of gpg's keys that opens an encrypted hash file; empty for the one made here.
        like: A rehearsal of the destination is made like this tenant, which is only looked at; empty: a bare one.
        like_users: Whether that tenant's users are copied too.
        answer_key: A CSV of known passwords, `user_id` or `email` and `password`; empty for none.
    """

    run: str = "first"
    new_ids: str = ""
    ask_each: str = "enrolled"
    make: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    accept_resets: bool = False
    gnupg: str = ""
    like: str = ""
    like_users: bool = False
    answer_key: str = ""


def read_terms(path: Path) -> Terms:
    """Read the terms; those of `Terms` where there is no file or it is silent.

    Args:
        path: `params/<name>.transfer.yml`.

    Raises:
        DecisionError: the file cannot be followed; all complaints about it at once.
    """
    written = read_decisions(path, what="the terms of the transfer") if path.exists() else {}
    complaints = [complaint for name, value in written.items() for complaint in _complaints(name, value)]
    if complaints:
        raise DecisionError(str(path), complaints)
    said: dict[str, Any] = {
        name: tuple(value) if name in _LISTS else value for name, value in written.items()
    }
    return Terms(**said)


def _complaints(name: str, value: Any) -> list[str]:
    known: dict[str, Any] = {each.name: each.default for each in fields(Terms)}
    if name not in known:
        return [unknown_name(name, list(known), what="term of a transfer")]
    words = _LISTS.get(name, _WORDS.get(name))
    if name in _LISTS and not isinstance(value, list):
        return [f"`{name}` is {value!r}; it is a list, of {', '.join(_LISTS[name])}"]
    if name not in _LISTS and type(value) is not type(known[name]):
        return [f"`{name}` is {value!r}; it must be {type(known[name]).__name__}"]
    if words is not None:
        said = [str(one) for one in value] if isinstance(value, list) else [value]
        return [unknown_name(one, words, what=f"word of `{name}`") for one in said if one not in words]
    has_space = name == "new_ids" and any(sign.isspace() for sign in value)
    return ["`new_ids` holds a space, which no user_id may"] * has_space
