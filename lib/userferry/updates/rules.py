"""How each update is done, as a person wrote it: `params/<name>.update.yml`, one line an update."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from userferry.decisions import read_decisions, unknown_name
from userferry.display import table
from userferry.errors import DecisionError
from userferry.forecast import TIERS

METADATA_WAYS = {
    "merge": "the copy's keys are laid over those that the tenant holds",
    "replace": "the copy's metadata is all that a user has afterwards",
}
"""What becomes of metadata that the copy names, and what that means."""


@dataclass(frozen=True, slots=True)
class UpdateRules:
    """How an update is done; the defaults change the least.

    Args:
        clear_empty: Whether an empty cell, or null, takes away what is there.
        metadata: A word of `METADATA_WAYS`.
        patch: Whether what no import file changes goes by PATCH, one call a user: email, username, blocked, phone.
        hold_changed: Whether those whom somebody changed since the export are held.
        mapping: Whether the copy is a dump, of which `params/<name>.mapping.yml` makes users.
        tier: The plan whose pace is reckoned with.
        take_back: Whether an update that was sent is taken back, instead of being sent.
    """

    clear_empty: bool = False
    metadata: str = "merge"
    patch: bool = False
    hold_changed: bool = True
    mapping: bool = False
    tier: str = "free"
    take_back: bool = False

    def _repr_html_(self) -> str:
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        rows = [(name, value, _MEANINGS[name].get(value, "")) for name, value in said.items()]
        return table("How this update is done", ["", "", "that is"], rows)


_MEANINGS: dict[str, dict[Any, str]] = {
    "clear_empty": {True: "an empty cell takes away what is there", False: "an empty cell changes nothing"},
    "metadata": METADATA_WAYS,
    "patch": {
        True: "what no import file changes goes by PATCH, one call a user: email, username, blocked, phone",
        False: "who has a change that no import file makes is refused: email, username, blocked, phone",
    },
    "hold_changed": {
        True: "who was changed by somebody else since the export is held",
        False: "who was changed by somebody else since the export is changed all the same",
    },
    "mapping": {
        True: "the copy is a dump, of which the mapping makes users",
        False: "the copy has the columns of the export",
    },
    "tier": dict.fromkeys(TIERS, "the plan at whose pace the time is reckoned"),
    "take_back": {True: "the update is taken back, where it was sent", False: "the update is sent"},
}


_KINDS = {each.name: type(each.default) for each in fields(UpdateRules)}


def read_rules(path: Path, update: str) -> UpdateRules:
    """Read how an update is done; as `UpdateRules` has it by default, where there is no file or it says nothing of it.

    Args:
        path: `params/<name>.update.yml`, such as `first: {patch: true, metadata: replace}`.
        update: The update's name.

    Raises:
        DecisionError: the file cannot be followed; all complaints about it at once.
    """
    written = read_decisions(path, what="how each update is done") if path.exists() else {}
    complaints = []
    for name, said in written.items():
        if not isinstance(said, dict):
            complaints.append(f"`{name}` says {said!r}; an update says such as `{{patch: true}}`")
            continue
        for word, value in said.items():
            if word not in _KINDS:
                complaints.append(f"`{name}`: {unknown_name(str(word), list(_KINDS), what='word')}")
            elif type(value) is not _KINDS[word]:
                kind = "true or false" if _KINDS[word] is bool else "a text"
                complaints.append(f"`{name}` says `{word}: {value!r}`; it takes {kind}")
            elif word == "metadata" and value not in METADATA_WAYS:
                known = "; ".join(f"`{way}`: {meaning}" for way, meaning in METADATA_WAYS.items())
                complaints.append(f"`{name}` says `metadata: {value!r}`; it takes {known}")
    if complaints:
        raise DecisionError(str(path), complaints)
    return UpdateRules(**written.get(update, {}))
