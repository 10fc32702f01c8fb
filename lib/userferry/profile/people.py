"""Names of people: given, family or both, by known names, capitals and the number of words."""

from userferry.profile.evidence import Evidence
from userferry.profile.shapes import SHAPES
from userferry.profile.verdict import MOST, NEARLY_ALL, Verdict

_SHAPE = f"{SHAPES['one word']}|{SHAPES['words']}|{SHAPES['scripted name']}"
_KNOWN = 0.15
"""The share of known names from which a column of words is one of names, whatever it is called."""


def person(found: Evidence) -> Verdict | None:
    """Say whether a column holds names of people.

    Args:
        found: What its values show.
    """
    single, several = found.share("one word", "scripted name"), found.share("words")
    if single + several < MOST or found.longest > 80:  # noqa: PLR2004 a sentence
        return None
    given, family = found.share("given"), found.share("family")
    is_known = max(given, family) >= _KNOWN
    asked = found.hints & {"given_name", "family_name"} or found.hints & {"name"}
    is_other = bool(found.hints & {"place", "status", "username"}) and not asked
    if is_other or not (is_known or (asked and found.distinct > 1 and _looks_so(found))):
        return None
    known = f"{max(given, family):.0%} of them begin or end with a known name"
    reason = (
        f"words of letters, {known}" if is_known else "words of letters as names have them, and named one"
    )
    return Verdict(
        _which(found, several, given, family),
        0.9 if asked and is_known else 0.75 if is_known else 0.65,
        reason,
        _SHAPE,
    )


def _which(found: Evidence, several: float, given: float, family: float) -> str:
    hints = found.hints
    if "given_name" in hints and not (family > 0.3 and given < 0.1):  # noqa: PLR2004 the values say the contrary
        return "name" if several >= MOST and family >= 0.3 else "given_name"  # noqa: PLR2004 both parts after all
    if "family_name" in hints and not (given > 0.5 and family < 0.1):  # noqa: PLR2004 the same
        return "name" if several >= MOST and given >= 0.4 else "family_name"  # noqa: PLR2004 the same
    if several >= 0.5 or max(given, family) < 0.05 or ("name" in hints and abs(given - family) < 0.05):  # noqa: PLR2004 two words
        return "name"
    return "given_name" if given >= family else "family_name"


def _looks_so(found: Evidence) -> bool:
    is_capital = (
        found.share("capital") >= NEARLY_ALL
        or found.share("scripted name") >= MOST
        or found.share("one word") < 1
    )
    return is_capital and found.share("has digits") < 0.1  # noqa: PLR2004 a Louis XIV may be 14th
