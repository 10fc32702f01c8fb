"""What counting over the whole dump has told, as the panel shows it."""

from collections.abc import Iterable, Sequence
from typing import Any

from userferry.fixing import Fixes, Offer
from userferry.mapping import Mapping
from userferry.widgets.mapping.shown import columns_of

Json = dict[str, Any]

ALL = "all"
"""The key of all fixes that go together."""

_NOTHING_TRIED: Json = {"state": "", "said": "", "together": "", "by_rule": {}, "rest": {}, "changed": []}
_NOT_TRIED = "The fixes could not be tried; the counts stand. Change a choice to try them again"


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
        "fixes": _fixes_shown(answer),
    }


def linked(complaints: Sequence[str], columns: Sequence[str]) -> list[Json]:
    """Give complaints, each with the column that it is about."""
    return [{"text": one, "column": next(iter(columns_of(one, columns)), "")} for one in complaints]


def lost_sentence(counts: Json, rows: int) -> str:
    """Say how many rows are lost on the way, as far as that is counted."""
    if "lost" not in counts:
        return ""
    if counts["is_all"]:
        return f"{counts['lost']:,} of {counts['rows']:,} rows would be refused"
    return f"{counts['lost']:,} of the first {counts['rows']:,} rows would be refused, of {rows:,}"


def offers_shown(offers: Iterable[tuple[str, Offer]]) -> list[Json]:
    """Show fixes, each by the key that the page names it by."""
    return [
        {"key": key, "column": one.column, "words": one.words, "loses": one.loses, "effect": one.effect}
        for key, one in offers
    ]


def _fixes_shown(answer: Json) -> Json:
    if "seen" not in answer:
        return _NOTHING_TRIED
    if "fixes" not in answer:
        return _NOTHING_TRIED | {"state": "trying", "said": "Fixes are being tried on these rows"}
    if answer["fixes"] is None:
        return _NOTHING_TRIED | {"state": "failed", "said": _NOT_TRIED}
    fixes = Fixes.as_read(answer["fixes"])
    offers = [(str(place), one) for place, one in enumerate(fixes.offers)]
    rules = {rule for one in fixes.offers for rule in one.rules if one.is_refused}
    many = f"{len(fixes.chosen)} fixes together repair {fixes.repairs:,} of {fixes.refused:,} refused rows"
    return {
        "state": "done",
        "said": many if len(fixes.chosen) > 1 else "",
        "together": ALL if len(fixes.chosen) > 1 else "",
        "by_rule": {
            rule: offers_shown((key, one) for key, one in offers if rule in one.rules) for rule in rules
        },
        "rest": {one.rule: {"rows": one.rows, "otherwise": one.otherwise} for one in fixes.remainders},
        "changed": offers_shown((key, one) for key, one in offers if not one.is_refused),
    }


def _shown(state: str, said: str) -> Json:
    return {"state": state, "said": said, "refused": [], "hashes": [], "fit": [], "fixes": _NOTHING_TRIED}


def _column_of(rule: str, mapping: Mapping) -> str:
    """Name the column that becomes what a rule of the checks is about."""
    root = rule.partition(".")[0]
    places = [one for one in mapping.rules if one.target and f"{rule}.".startswith(f"{one.target}.")]
    roots = [one for one in mapping.rules if one.target and one.target.partition(".")[0] == root]
    return next((one.column for one in [*places, *roots]), "")
