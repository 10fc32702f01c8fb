"""One user whom a run touched: may that be taken back, and what has to be changed for it?

was there before ──▶ who signed in since ──▶ what differs from before, and was not sent ──▶ restore, field by field
     new         ──▶    is held          ──▶  is somebody else's doing: held            ──▶ delete
"""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from userferry.jsonvalues import kinded
from userferry.schema import ATTRIBUTES

_METADATA = ("user_metadata", "app_metadata")
_LOWERED = ("email", "username")
_UNSET = ("phone_verified", "blocked")
_DEFAULTED = frozenset({"name", "nickname", "picture"})  # Auth0 makes them where nothing was sent
_SHOWN = {name: each for name, each in ATTRIBUTES.items() if not each.is_credential and name != "user_id"}
_RESTORABLE = tuple(name for name, each in _SHOWN.items() if each.upsertable)
_UNSEEN = ("custom_password_hash", "mfa_factors")

SIGNED_IN = "signed in since"
CHANGED = "changed since by someone else"
NOT_SAVED = "what they were before was not saved"


class Action(StrEnum):
    """What taking back means for a user."""

    DELETE = "delete"
    RESTORE = "restore"
    HOLD = "hold"
    UNCHANGED = "unchanged"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done with a user.

    Args:
        action: What.
        reason: Why they are held; empty for the others.
        changes: A PATCH that restores them.
        lost: Attributes that no call brings back: an imported hash or factor, an empty value in metadata.
    """

    action: Action
    reason: str = ""
    changes: dict[str, Any] = field(default_factory=dict, repr=False)
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """What a run did to a user.

    Args:
        auth0_user_id: Theirs.
        is_inserted: Whether the run brought them; else it updated them.
        sent: The row without its credentials.
        saved: Who they were before, of an updated one; None where an older run did not save that.
        brought: Credentials that the row carried to someone who was there.
        proofs: How often we logged them in ourselves, to prove their password.
        patched: What no import changes and a PATCH of ours has, such as the address.
    """

    auth0_user_id: str
    is_inserted: bool
    sent: dict[str, Any] = field(repr=False)
    saved: dict[str, Any] | None = field(default=None, repr=False)
    brought: tuple[str, ...] = ()
    proofs: int = 0
    patched: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        auth0_user_id: str,
        row: dict[str, Any],
        saved: dict[str, Any] | None,
        *,
        is_inserted: bool,
        proofs: int = 0,
    ) -> "Case":
        """Make it of a row as it was sent, keeping no credential."""
        sent = {name: value for name, value in row.items() if name in _SHOWN}
        kept = None if saved is None else {name: saved.get(name) for name in (*_RESTORABLE, *_SEEN)}
        brought = () if is_inserted else tuple(name for name in _UNSEEN if name in row)
        return cls(auth0_user_id, is_inserted, sent, kept, brought, proofs)

    @classmethod
    def of_update(cls, auth0_user_id: str, wanted: dict[str, Any], saved: dict[str, Any]) -> "Case":
        """Make it of the attributes that an update set, by import or by PATCH; null for those it took away."""
        patched = tuple(name for name in wanted if name in _SHOWN and name not in _RESTORABLE)
        kept = {name: saved.get(name) for name in (*_RESTORABLE, *patched, *_SEEN)}
        return cls(auth0_user_id, is_inserted=False, sent=wanted, saved=kept, patched=patched)

    @classmethod
    def of_facts(cls, facts: dict[str, Any]) -> "Case":
        """Read what `facts` gave, after a way through JSON."""
        tuples = {name: tuple(facts.get(name, ())) for name in ("brought", "patched")}
        return cls(**facts | tuples)

    def facts(self) -> dict[str, Any]:
        """Give it as JSON can say it."""
        return asdict(self)


_SEEN = ("logins_count", "last_login")


def judge(case: Case, now: dict[str, Any] | None, *, holds_changed: bool = True) -> Verdict:
    """Say what is to be done with a user as the tenant has them now.

    Whoever signed in since is held. So is whom somebody else changed: who was inserted and is no longer what was sent,
    or who was updated and has a value that was neither sent nor there before.

    Args:
        case: What the run did.
        now: The user, None where there is none.
        holds_changed: Whether those whom somebody else changed are held.
    """
    if now is None:
        return Verdict(Action.GONE)
    if not case.is_inserted and case.saved is None:
        return Verdict(Action.HOLD, NOT_SAVED)
    if _has_signed_in(now, case.saved or {}, case.proofs):
        return Verdict(Action.HOLD, SIGNED_IN)
    return (_judge_inserted if case.is_inserted else _judge_updated)(case, now, holds_changed=holds_changed)


def _judge_inserted(case: Case, now: dict[str, Any], *, holds_changed: bool) -> Verdict:
    others = [name for name in _SHOWN if not _is_as_sent(name, now, case.sent)]
    return Verdict(Action.HOLD, _named(others)) if others and holds_changed else Verdict(Action.DELETE)


def _judge_updated(case: Case, now: dict[str, Any], *, holds_changed: bool) -> Verdict:
    was = case.saved or {}
    names = (*_RESTORABLE, *case.patched)
    differing = [name for name in names if not _is_restored(name, now.get(name), was.get(name))]
    others = [
        name
        for name in differing
        if not any(_is_same(name, now.get(name), known.get(name)) for known in (was, case.sent))
    ]
    if others and holds_changed:
        return Verdict(Action.HOLD, _named(others))
    lost = (*case.brought, *(name for name in _METADATA if _loses_nulls(was.get(name), now.get(name))))
    if not differing:
        return Verdict(Action.UNCHANGED, lost=lost)
    changes = {name: _change(name, was.get(name), now.get(name)) for name in differing}
    if "email" in changes:  # a new address counts as unproven where the call does not say (behaviour.md §1.1)
        changes |= {"email_verified": bool(was.get("email_verified")), "verify_email": False}
    return Verdict(Action.RESTORE, changes=changes, lost=lost)


def _has_signed_in(now: dict[str, Any], before: dict[str, Any], proofs: int) -> bool:
    if (now.get("logins_count") or 0) > (before.get("logins_count") or 0) + proofs:
        return True
    # the last one is ours where we logged them in, and tells nothing then
    return not proofs and str(now.get("last_login") or "") > str(before.get("last_login") or "")


def _named(names: list[str]) -> str:
    return f"{CHANGED}: {', '.join(names)}"


def _is_as_sent(name: str, now: dict[str, Any], sent: dict[str, Any]) -> bool:
    """Whether a new user's attribute is what was sent; of one that was not, whether it is what Auth0 makes itself."""
    if sent.get(name) is not None:
        return _is_same(name, now.get(name), sent[name])
    return name in _DEFAULTED or not now.get(name)


def _is_restored(name: str, now: Any, was: Any) -> bool:
    """Whether an attribute is what it was; metadata that is there and empty can be removed, and is, where none was."""
    return _is_same(name, now, was) and not (name in _METADATA and was is None and now is not None)


def _is_same(name: str, one: Any, other: Any) -> bool:
    return bool(_plain(name, one) == _plain(name, other))


def _plain(name: str, value: Any) -> Any:
    """Give a value as it is compared: empty metadata says as much as none, and case says nothing in a login.

    A number's flag or a block that is not there says as much as false.
    """
    if name in _UNSET:
        return bool(value)
    if name in _METADATA:
        return kinded({key: one for key, one in (value or {}).items() if one is not None})
    return value.lower() if name in _LOWERED and isinstance(value, str) else value


def _change(name: str, was: Any, now: Any) -> Any:
    """Say what a PATCH has to give for an attribute to be what it was.

    It merges metadata at its first level, removes a key that is null, and all metadata where it is an empty object;
    null unsets a text, and a flag knows true and false only (behaviour.md §5.4).
    """
    if name in _METADATA and was is not None:
        there = now or {}
        gone = {key: None for key in there if key not in was}
        return {key: one for key, one in was.items() if kinded(there.get(key)) != kinded(one)} | gone
    if name in _METADATA:
        return {}
    return bool(was) if name == "email_verified" or name in _UNSET else was


def _loses_nulls(was: Any, now: Any) -> bool:
    """Whether metadata held an empty value that is no longer there: a PATCH cannot put one."""
    return any(one is None and (now or {}).get(key, key) is not None for key, one in (was or {}).items())
