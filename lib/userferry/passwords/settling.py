"""What a proof says beyond red and green: which change, or which form of several, verifies."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from userferry.errors import HashError
from userferry.passwords.columns import without_nulls
from userferry.passwords.registry import SHAPE_OF
from userferry.passwords.sampling import told_as
from userferry.passwords.search import search_conversion
from userferry.passwords.verify import verify_password

_SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an ambiguous shape.

    Args:
        works_with: "hex_32: nt_hash", as a mapping says it, several forms with " or " between them, or a form with
            what has to change in it; None where nothing was found.
        is_settled: Whether one form, and only one, verifies as it stands.
    """

    works_with: str | None
    is_settled: bool


def find_what_works(refused: pl.DataFrame, *, peppers: Sequence[str], max_seconds: float) -> str | None:
    """Search the first five rows of a form for what would verify them.

    Args:
        refused: `told` (`CUSTOM_PASSWORD_HASH`) and `password` (String), of one form.
        peppers: As in `search_conversion`.
        max_seconds: As in `search_conversion`.

    Returns:
        The search's verdict, None where nothing was found or nothing was refused.
    """
    if refused.is_empty():
        return None
    samples = [
        (without_nulls(told), password)
        for told, password in refused.head(_SAMPLES).select("told", "password").iter_rows()
    ]
    found = search_conversion(samples, peppers=peppers, max_seconds=max_seconds)
    return found.verdict if found.fits else None


def settle_form(
    rows: pl.DataFrame, candidates: Sequence[str], *, peppers: Sequence[str], max_seconds: float
) -> Settled:
    """Try each form that a shape may have on rows whose password is known.

    Args:
        rows: `hash`, `password` and `given_…` (String), of one ambiguous shape.
        candidates: The forms that it may have.
        peppers: As in `search_conversion`.
        max_seconds: How long to search where no form verifies as it stands, all forms together.
    """
    shape, passwords = SHAPE_OF[tuple(candidates)], rows["password"].to_list()
    told = {form: list(zip(told_as(rows, form), passwords, strict=False)) for form in candidates}
    possible = {form: samples for form, samples in told.items() if samples}
    fitting = [form for form, samples in possible.items() if all(_verifies(*sample) for sample in samples)]
    if fitting:
        return Settled(f"{shape}: {' or '.join(fitting)}", is_settled=len(fitting) == 1)
    hints = []
    for form, samples in possible.items():
        found = search_conversion(
            samples[:_SAMPLES], peppers=peppers, max_seconds=max_seconds / len(possible)
        )
        if found.fits:
            hints.append(f"{shape}: {form}, {found.verdict}")
    return Settled(" / ".join(hints) or None, is_settled=False)


def _verifies(told: dict[str, object], password: str) -> bool:
    try:
        return verify_password(told, password) and not verify_password(told, f"~{password}")
    except HashError:
        return False
