"""One user who is to be changed: who they are now, whether they may be changed, and by which one call.

not there any more ──▶ changed since the export ──▶ nothing left to change ──▶ held, held, unchanged
                                                    else: an import file, or where any part of it needs that, a PATCH
"""

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from userferry.schema import FORBIDDEN_APP_METADATA
from userferry.updates.cells import Cell, is_same, put_at, read_value, take_out
from userferry.updates.fields import METADATA, Parts, field_of, find_at, meet_keys

GONE = "not in the connection any more"
SINCE = "changed since the export"
AS_IT_IS = "as the tenant has it already"
ENDPOINT = "PATCH /api/v2/users/{id}"
_SENT_ALONG = ("username", "phone_number", "email_verified")


@dataclass(frozen=True, slots=True)
class Edit:
    """A change that somebody wants.

    Args:
        parts: Where.
        was: The export's value, None for nothing.
        value: The new one, None to clear it.
        cell: A table's text, which is read by what the tenant holds; None where the value is typed.
        way: Of `call_of`: `upsert`, `PATCH` or `refused`.
        why: Why it is refused.
    """

    parts: Parts
    was: Any
    value: Any
    cell: str | None
    way: str
    why: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """What becomes of a user.

    Args:
        place: `import`, `PATCH`, `unchanged`, `refused` or `held`.
        reason: Of the last three; of the first two, what of it is refused.
        sent: The user in an import file, or the body of the PATCH.
        wanted: The attributes that change, as they will be; null for those that go.
        refused: (field, why) of each change that is not sent.
    """

    place: str
    reason: str = ""
    sent: dict[str, Any] = field(default_factory=dict, repr=False)
    wanted: dict[str, Any] = field(default_factory=dict, repr=False)
    refused: tuple[tuple[str, str], ...] = ()


def weigh(
    edits: Iterable[Edit],
    now: dict[str, Any] | None,
    *,
    updated_at: str | None,
    patch: bool,
    hold_changed: bool = True,
) -> Weighed:
    """Say what becomes of a user.

    Args:
        edits: What is wanted of them.
        now: The user as the tenant has them, None where there is none.
        updated_at: When the export says that they were changed last; where it does not say, the edited fields must
            still be the export's.
        patch: Whether a PATCH may be made.
        hold_changed: Whether who was changed since the export is held.
    """
    kept = list(edits)
    if now is None:
        return Weighed("held", GONE)
    after, open_edits, refused = copy.deepcopy(now), [], []
    for edit in kept:
        placed, why = _place(edit, after)
        if why:
            refused.append((field_of(edit.parts), why))
        elif placed is not None:
            open_edits.append(placed)
    if not open_edits:
        return _nothing(refused)
    if hold_changed and _is_changed(open_edits, now, updated_at):
        return Weighed("held", SINCE)
    has_patch = any(edit.way == "PATCH" for edit in open_edits) or not now.get("email")
    if has_patch and not patch:
        refused += [(field_of(edit.parts), ENDPOINT) for edit in open_edits if _needs_patch(edit, now)]
        open_edits = [edit for edit in open_edits if not _needs_patch(edit, now)]
        has_patch = False
        if not open_edits:
            return _nothing(refused)
    wanted = _wanted(open_edits, now)
    reason = f"but not {', '.join(name for name, _ in refused)}" if refused else ""
    sent = _body(wanted, now) if has_patch else _row(wanted, now)
    return Weighed("PATCH" if has_patch else "import", reason, sent, wanted, tuple(refused))


def _needs_patch(edit: Edit, now: dict[str, Any]) -> bool:
    return edit.way == "PATCH" or not now.get("email")


def _nothing(refused: list[tuple[str, str]]) -> Weighed:
    if not refused:
        return Weighed("unchanged", AS_IT_IS)
    reasons = "; ".join(dict.fromkeys(f"{name}: {why}" for name, why in refused))
    return Weighed("refused", reasons, refused=tuple(refused))


def _place(edit: Edit, after: dict[str, Any]) -> tuple[Edit | None, str]:
    """Read an edit's value by what the tenant holds; None where that is so already, or why it is refused."""
    if edit.way == "refused":
        return None, edit.why
    parts = (
        meet_keys(after, edit.parts) if edit.cell is not None and edit.parts[0] in METADATA else edit.parts
    )
    if parts[0] == "app_metadata" and (key := _forbidden(parts, edit.value)):
        return None, f"app_metadata may not hold `{key}`"
    held, value = find_at(after, parts), edit.value
    if edit.cell is not None and value is not None:
        try:
            value = read_value(Cell(parts, edit.cell, is_text=True), held)
        except ValueError as error:
            return None, str(error)
    if is_same(value, held, name=parts[0]) and not (value is None and held is not None):
        return None, ""
    return Edit(parts, edit.was, value, edit.cell, edit.way, ""), ""


def _forbidden(parts: Parts, value: Any) -> str:
    keys = parts[1:2] if len(parts) > 1 else tuple(value or {})
    return next((key for key in keys if key in FORBIDDEN_APP_METADATA), "")


def _is_changed(edits: Iterable[Edit], now: dict[str, Any], updated_at: str | None) -> bool:
    """Whether somebody changed the user since the export: by its time, else by the edited fields."""
    if updated_at:
        return bool(updated_at != now.get("updated_at"))
    return any(not _is_as_exported(edit, find_at(now, edit.parts)) for edit in edits)


def _is_as_exported(edit: Edit, held: Any) -> bool:
    if edit.was is None or held is None:
        return edit.was in (None, "") and held in (None, "", False)
    if isinstance(edit.was, str) and not isinstance(held, str):
        try:
            return is_same(read_value(Cell(edit.parts, edit.was, is_text=True), held), held)
        except ValueError:
            return False
    return is_same(edit.was, held, name=edit.parts[0])


def _wanted(edits: Iterable[Edit], now: dict[str, Any]) -> dict[str, Any]:
    """Give the changed attributes as they shall be, metadata whole with what the tenant holds of it."""
    after = copy.deepcopy({name: now[name] for name in METADATA if isinstance(now.get(name), dict)})
    wanted: dict[str, Any] = {}
    for edit in edits:
        name = edit.parts[0]
        if name not in METADATA or (len(edit.parts) == 1 and edit.value is not None):
            wanted[name] = after[name] = edit.value
            continue
        if len(edit.parts) == 1:
            after[name] = {}
        elif edit.value is None:
            take_out(after, edit.parts)
        else:
            put_at(after, edit.parts, edit.value)
        wanted[name] = after.get(name, {})
    if wanted.get("email") is not None:
        # nobody has proven the new address, unless the copy says so (`behaviour.md` §1.1)
        wanted.setdefault("email_verified", False)
    return {
        name: value.lower() if name in {"email", "username"} and value else value
        for name, value in wanted.items()
    }


def _row(wanted: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """Write a user for an import file: found by the address, and with what a connection may demand of each row.

    Whether a proven address stays proven where a row is silent is not documented (`behaviour.md` §1.1), so none is.
    """
    known = {name: now[name] for name in ("email", *_SENT_ALONG) if now.get(name) is not None}
    return known | wanted


def _body(wanted: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """Write a PATCH: of metadata, which it merges at its first level, only the keys that change (§5.4)."""
    body = dict(wanted)
    for name in METADATA:
        if meant := body.get(name):
            held = now.get(name) or {}
            body[name] = {
                key: one for key, one in meant.items() if key not in held or not is_same(one, held[key])
            }
            body[name] |= dict.fromkeys(held.keys() - meant.keys())
    if body.get("email"):
        body["verify_email"] = False  # an update of many sends no mail that nobody asked for
    return body


def is_as_wanted(now: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Whether every attribute that an update sets is what it shall be; metadata that is empty is as good as none."""
    return all(differing(now, wanted, name) is None for name in wanted)


def differing(now: dict[str, Any], meant: dict[str, Any], name: str) -> tuple[Any, Any] | None:
    """Give what was meant of an attribute and what is there, None where that is the same."""
    want, have = meant.get(name), now.get(name)
    is_metadata = name in METADATA
    same = is_same(want or {}, have or {}) if is_metadata else is_same(want, have, name=name)
    return None if same else (want, have)
