"""What people decide of shapes that more than one form shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from userferry.errors import HashError
from userferry.passwords.format import GIVEN, Format
from userferry.passwords.registry import BY_NAME, named

FormatChoice = str | Mapping[str, str] | None
"""The form of all values, or for each ambiguous shape the form that its values have."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice of forms that was found fit to be followed.

    Args:
        only: The form of all values; what has another shape is not converted.
        by_shape: For the name of a shape the form that its values have.
    """

    only: Format | None = None
    by_shape: Mapping[str, Format] = field(default_factory=dict)


def decision(chosen: FormatChoice, neighbours: Mapping[str, object]) -> Decision:
    """Make sure that a choice can be followed.

    Args:
        chosen: As in `convert_hashes`.
        neighbours: What is known beside the value, by its name.

    Raises:
        HashError: If a neighbour, a shape or a form has a name that nobody knows, a form is no candidate of
            its shape, or it lacks what it needs; for a form of all values also if it cannot be converted or
            has no use for what it was given.
    """
    check_neighbours(neighbours)
    if chosen is None:
        return Decision()
    if isinstance(chosen, str):
        return Decision(only=_form_of_all(chosen, neighbours))
    return Decision(by_shape={shape: _form_of(shape, name, neighbours) for shape, name in chosen.items()})


def check_neighbours(neighbours: Mapping[str, object]) -> None:
    """Refuse a neighbour that nobody knows.

    Raises:
        HashError: If a name is not in `GIVEN`.
    """
    if unknown := sorted(set(neighbours) - set(GIVEN)):
        raise HashError(
            f"Nothing is known by the name {', '.join(unknown)}. Nothing was converted. "
            f"Give one of: {', '.join(GIVEN)}."
        )


def _form_of_all(name: str, neighbours: Mapping[str, object]) -> Format:
    known = named(name)
    if known.candidates:
        raise HashError(f"{known.title} is a shape and no form. Name one of: {', '.join(known.candidates)}.")
    if known.convert is None:
        why = known.reason or "it holds no password"
        way_out = f" The way out: {known.way_out}." if known.way_out else ""
        raise HashError(f"{known.title} has no form that Auth0 takes: {why}.{way_out}")
    _require_needs(known, neighbours)
    if surplus := [one for one in neighbours if one not in (*known.needs, *known.takes)]:
        raise HashError(
            f"{known.title} has no use for {', '.join(surplus)}. Nothing was converted; leave it out."
        )
    return known


def _form_of(shape: str, name: str, neighbours: Mapping[str, object]) -> Format:
    shapes = {known.name: known for known in BY_NAME.values() if known.candidates}
    if shape not in shapes:
        raise HashError(
            f"No ambiguous shape is called {shape!r}. Nothing was converted. Known are: {', '.join(sorted(shapes))}."
        )
    if name not in shapes[shape].candidates:
        candidates = ", ".join(shapes[shape].candidates)
        raise HashError(
            f"{shapes[shape].title} cannot be {name!r}. Nothing was converted. Name one of: {candidates}."
        )
    _require_needs(BY_NAME[name], neighbours)
    return BY_NAME[name]


def _require_needs(known: Format, neighbours: Mapping[str, object]) -> None:
    if lacking := [need for need in known.needs if neighbours.get(need) is None]:
        raise HashError(
            f"{known.title} cannot be converted without {', '.join(lacking)}. Nothing was converted. "
            f"Give it as {lacking[0]}=."
        )
