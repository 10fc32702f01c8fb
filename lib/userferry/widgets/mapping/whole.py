"""What counting over the whole dump has told, as the panel shows it."""

from collections.abc import Sequence
from typing import Any

from userferry.mapping import Mapping
from userferry.widgets.mapping.shown import columns_of

Json = dict[str, Any]


def nothing_counted(why: str) -> Json:
    """Show that no answer is there."""
    return _shown("waiting", why)


def failed(error: str) -> Json:
    """Show that counting broke off, and why."""
    return _shown("failed", error)


def counted(answer: Json, mapping: Mapping, rows: int) -> Json:
    """Show an answer.

    Args:
        answer: As `counting.answers` gives it.
        mapping: What it was counted with.
        rows: Rows of the dump, by its profile.
    """
    is_all = answer["is_all"]
    seen = answer["rows"]
    said = (
        f"Counted over all {seen:,} rows"
        if is_all
        else f"Counted over the first {seen:,} of {rows:,} rows; the rest is being counted"
    )
    if is_all and "seen" not in answer:
        said += "; held against the mapping a last time"
    columns = [rule.column for rule in mapping.rules]
    return _shown("done" if "seen" in answer else "counting", said) | {
        "is_all": is_all,
        "rows": seen,
        "lost": answer["lost"],
        "refused": [
            {"rule": rule, "code": code, "rows": count, "column": _column_of(rule, mapping)}
            for rule, code, count in answer["refused"]
        ],
        "hashes": [
            {"form": form, "becomes": kind, "way_out": way_out, "rows": count}
            for form, kind, way_out, count in answer["hashes"]
        ],
        "fit": linked([*answer.get("fit", []), *answer.get("drift", [])], columns),
    }


def linked(complaints: Sequence[str], columns: Sequence[str]) -> list[Json]:
    """Give complaints, each with the column that it is about."""
    return [{"text": one, "column": next(iter(columns_of(one, columns)), "")} for one in complaints]


def lost_sentence(counts: Json, rows: int) -> str:
    """Say how many rows are lost on the way, as far as that is counted."""
    if "lost" not in counts:
        return ""
    if counts["is_all"]:
        return f"{counts['lost']:,} of {counts['rows']:,} rows lost"
    return f"{counts['lost']:,} rows lost of the first {counts['rows']:,} of {rows:,}"


def _shown(state: str, said: str) -> Json:
    return {"state": state, "said": said, "refused": [], "hashes": [], "fit": []}


def _column_of(rule: str, mapping: Mapping) -> str:
    """Name the column that becomes what a rule of the checks is about."""
    root = rule.partition(".")[0]
    places = [one for one in mapping.rules if one.target and f"{rule}.".startswith(f"{one.target}.")]
    roots = [one for one in mapping.rules if one.target and one.target.partition(".")[0] == root]
    return next((one.column for one in [*places, *roots]), "")
