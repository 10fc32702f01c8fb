"""What is said of a value, as a row of `HASH_FINDING`."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import polars as pl

from userferry.passwords.format import ASKED, Format, Kind
from userferry.passwords.registry import BY_NAME

_TEXT = pl.String()
HASH_FINDING = pl.Struct(
    {
        "format": _TEXT,
        "kind": _TEXT,
        "reason": _TEXT,
        "way_out": _TEXT,
        "candidates": pl.List(_TEXT),
        "needs": pl.List(_TEXT),
    }
)
"""What `identify_hashes` says of a value.

`format` is null where there is none or more than one, `kind` never is; `reason` and `way_out` are null where
the value is converted. `candidates` are the forms that it may have, one where that is certain; `needs` are
those of `GIVEN` that have to be known, or known not to exist, before it can be converted. Both may be empty,
neither is null.
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of all values of one part; its fields are those of `HASH_FINDING`."""

    format: str | None
    kind: Kind
    reason: str | None = None
    way_out: str | None = None
    candidates: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @classmethod
    def of(cls, known: Format) -> "Verdict":
        """What the shape alone says."""
        return cls(
            format=None if known.candidates else known.name or None,
            kind=known.kind,
            reason=known.reason or None,
            way_out=known.way_out or None,
            candidates=known.candidates or ((known.name,) if known.name else ()),
            needs=asked_of(known),
        )


def asked_of(known: Format) -> tuple[str, ...]:
    """What a form cannot be converted without; of a shape, what any of its candidates is computed with."""
    if not known.candidates:
        return known.needs
    forms = [BY_NAME[name] for name in known.candidates]
    wanted = {one for form in forms for one in (*form.needs, *(set(form.takes) & set(ASKED)))}
    return tuple(one for one in ASKED if one in wanted)


def verdict_table(verdicts: Iterable[Verdict]) -> pl.Series:
    """One `HASH_FINDING` for each verdict, to be gathered for the rows."""
    return pl.Series("finding", [asdict(one) for one in verdicts], dtype=HASH_FINDING)
