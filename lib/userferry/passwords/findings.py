"""One value at a time, by the same expressions that a column takes."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from userferry.display import table
from userferry.errors import HashError
from userferry.passwords.cases import decide
from userferry.passwords.columns import hash_verdicts, without_nulls
from userferry.passwords.deciding import FormatChoice, decision
from userferry.passwords.format import Kind
from userferry.passwords.partition import captured
from userferry.passwords.registry import named


@dataclass(frozen=True, slots=True)
class HashFinding:
    """What one value is, and what becomes of it; it never holds the value.

    Args:
        format: The form's name, None where there is none or more than one.
        kind: "converted", "ambiguous", "unconvertible" or "none" (there is no password).
        title: The form or shape for people.
        candidates: The forms that it may have; one where it is certain.
        needs: Those of `GIVEN` to give beside the value before it can be converted.
        parameters: What the value says of its own cost, such as rounds.
        reason: Why it is not converted, empty where it is.
        way_out: What to do instead, empty where it is converted.
        caveat: What is not certain although it is converted, empty where all is.
    """

    format: str | None
    kind: Kind
    title: str
    candidates: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
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
            "asks for": ", ".join(self.needs),
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
            these drop out, and a person still has to name the form, by `form` or later.

    Raises:
        HashError: If a neighbour has a name that nobody knows; never because of the value.
    """
    decided = decision(None, neighbours)
    ((verdict, known, frame),) = (
        (case.verdict, case.known, case.part) for case in decide(_frame(value, neighbours), decided)
    )
    candidates = verdict.candidates
    if verdict.kind == "ambiguous":
        candidates = _fitting(candidates, {*neighbours} - {"form"}) or candidates
    facts: dict[str, Any] = {}
    if known.parameters or known.caveat is not None:
        caveat = pl.lit(None, pl.String) if known.caveat is None else known.caveat
        columns = captured(frame, known, [caveat, *known.parameters.values()])
        facts = columns.select(caveat=caveat, **known.parameters).row(0, named=True)
    return HashFinding(
        format=verdict.format,
        kind=verdict.kind,
        title=known.title,
        candidates=candidates,
        needs=verdict.needs,
        parameters={name: facts[name] for name in known.parameters},
        reason=verdict.reason or "",
        way_out=verdict.way_out or "",
        caveat=facts.get("caveat") or "",
    )


def to_custom_password_hash(
    value: str | None,
    format: FormatChoice = None,  # noqa: A002 the word that people use
    **neighbours: str,
) -> dict[str, Any]:
    """Convert one hash to the JSON that Auth0 takes, without nulls.

    Args:
        value: The hash as the legacy system kept it.
        format: Its form, where more than one has this shape; or a form for each shape, as in `convert_hashes`.
        neighbours: What is known beside it, as in `convert_hashes`.

    Raises:
        HashError: If it cannot be converted, with the reason and the way out, never the value.
    """
    verdict = hash_verdicts(pl.col("value"), format, **{name: pl.col(f"given_{name}") for name in neighbours})
    found = _frame(value, neighbours).select(verdict.alias("found")).to_series()[0]
    finding, told = found["finding"], found["told"]
    if told is not None:
        return without_nulls(told)
    if isinstance(format, str) and finding["kind"] == "unconvertible":
        raise HashError(
            f"This value cannot be converted as {named(format).title}: {finding['reason']}. Nothing was "
            f"converted; {finding['way_out']}."
        )
    if finding["kind"] == "ambiguous":
        names = ", ".join(finding["candidates"])
        raise HashError(f"{finding['reason']}. Nothing was converted; name one of {names} as format=.")
    if finding["kind"] == "none":
        raise HashError(
            f"There is no password here: {finding['reason']}. Leave the hash out and let the user reset."
        )
    raise HashError(
        f"This hash has no form that Auth0 takes: {finding['reason']}. The way out: {finding['way_out']}."
    )


def _fitting(candidates: tuple[str, ...], neighbours: set[str]) -> tuple[str, ...]:
    forms = [named(name) for name in candidates]
    return tuple(one.name for one in forms if neighbours <= {*one.needs, *one.takes})


def _frame(value: str | None, neighbours: dict[str, str]) -> pl.DataFrame:
    given = {f"given_{name}": text or None for name, text in neighbours.items()}
    return pl.DataFrame({"value": value, **given}, schema=dict.fromkeys(["value", *given], pl.String))
