"""One value at a time, by the same expressions that a column takes."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from userferry.display import table
from userferry.errors import HashError
from userferry.passwords.columns import check_neighbours, chosen, convert_hashes, without_nulls
from userferry.passwords.format import Kind
from userferry.passwords.partition import captured, partition
from userferry.passwords.registry import named


@dataclass(frozen=True, slots=True)
class HashFinding:
    """What one value is, and what becomes of it; it never holds the value.

    Args:
        format: The form's name, None where there is none or more than one.
        kind: "converted", "ambiguous", "unconvertible" or "none" (there is no password).
        title: The form or shape for people.
        candidates: The forms that it may have; one where it is certain.
        parameters: What the value says of its own cost, such as rounds.
        reason: Why it is not converted, empty where it is.
        way_out: What to do instead, empty where it is converted.
        caveat: What is not certain although it is converted, empty where all is.
    """

    format: str | None
    kind: Kind
    title: str
    candidates: tuple[str, ...] = ()
    parameters: dict[str, int | str] = field(default_factory=dict)
    reason: str = ""
    way_out: str = ""
    caveat: str = ""

    def __repr__(self) -> str:
        cost = "".join(f", {name} {value}" for name, value in self.parameters.items())
        return f"HashFinding({self.kind}: {self.title}{cost})"

    def _repr_html_(self) -> str:
        facts = {
            "form": self.title,
            "becomes": self.kind,
            "may be": ", ".join(self.candidates),
            "costs": ", ".join(f"{name} {value}" for name, value in self.parameters.items()),
            "reason": self.reason,
            "way out": self.way_out,
            "caveat": self.caveat,
        }
        return table("Password hash", ("", ""), [(name, fact) for name, fact in facts.items() if fact])


def identify_hash(value: str | None, **neighbours: str) -> HashFinding:
    """Say what form a value has and what becomes of it.

    Args:
        value: The hash as the legacy system kept it.
        neighbours: What is known beside it, as in `convert_hashes`; candidates that have no use for one of
            these drop out, and a person still has to name the form.

    Raises:
        HashError: If a neighbour has a name that nobody knows; never because of the value.
    """
    check_neighbours(neighbours)
    frame = pl.DataFrame({"value": _column(value)})
    ((known, _),) = partition(frame)
    candidates = _fitting(known.candidates, neighbours) or known.candidates
    facts: dict[str, Any] = {}
    if known.parameters or known.caveat is not None:
        caveat = pl.lit(None, pl.String) if known.caveat is None else known.caveat
        columns = captured(frame, known, [caveat, *known.parameters.values()])
        facts = columns.select(caveat=caveat, **known.parameters).row(0, named=True)
    return HashFinding(
        format=None if candidates else known.name or None,
        kind=known.kind,
        title=known.title,
        candidates=candidates or ((known.name,) if known.name else ()),
        parameters={name: facts[name] for name in known.parameters},
        reason=known.reason,
        way_out=known.way_out,
        caveat=facts.get("caveat") or "",
    )


def to_custom_password_hash(
    value: str | None,
    format: str | None = None,  # noqa: A002 the word that people use
    **neighbours: str,
) -> dict[str, Any]:
    """Convert one hash to the JSON that Auth0 takes, without nulls.

    Args:
        value: The hash as the legacy system kept it.
        format: Its form, where more than one has this shape.
        neighbours: What is known beside it, as in `convert_hashes`.

    Raises:
        HashError: If it cannot be converted, with the reason and the way out, never the value.
    """
    check_neighbours(neighbours)
    if format is not None:
        title = chosen(format, neighbours).title
    told = pl.select(convert_hashes(pl.lit(_column(value)), format, **neighbours)).to_series()[0]
    if told is not None:
        return without_nulls(told)
    if format is not None:
        raise HashError(f"This value has not the shape of {title}. Nothing was converted; name another form.")
    finding = identify_hash(value)
    if finding.kind == "ambiguous":
        names = ", ".join(finding.candidates)
        raise HashError(f"{finding.title} may be any of {names}. Nothing was converted; name one as format=.")
    if finding.kind == "none":
        raise HashError(
            f"There is no password here: {finding.reason}. Leave the hash out and let the user reset."
        )
    way_out = f" The way out: {finding.way_out}." if finding.way_out else ""
    raise HashError(f"This hash ({finding.title}) has no form that Auth0 takes: {finding.reason}.{way_out}")


def _fitting(candidates: tuple[str, ...], neighbours: dict[str, str]) -> tuple[str, ...]:
    forms = [named(name) for name in candidates]
    return tuple(one.name for one in forms if set(neighbours) <= {*one.needs, *one.takes})


def _column(value: str | None) -> pl.Series:
    return pl.Series("value", [value], dtype=pl.String)
