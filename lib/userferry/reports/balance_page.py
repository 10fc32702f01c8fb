"""The balance sheet as one self-contained HTML page, with what was verified under it."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl
from jinja2 import Environment, PackageLoader

from userferry.api import LoginVerdict
from userferry.durable import write_whole
from userferry.forecast import Forecast
from userferry.proof import LoginProof
from userferry.reconcile import Reconciliation
from userferry.runs import Balance

COLOURS = {
    "inserted": "#0072b2",
    "updated": "#56b4e9",
    "unchanged": "#999999",
    "refused": "#d55e00",
    "held back": "#e69f00",
    "failed": "#cc79a7",
}
"""Okabe and Ito's palette: told apart by people who see colours differently, and on paper."""

_UNSETTLED = "#000000"
_TEMPLATES = Environment(
    loader=PackageLoader("userferry.reports"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True, slots=True)
class _Section:
    title: str
    verdict: str
    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]


def write_balance_page(
    path: Path,
    name: str,
    *,
    balance: Balance,
    reconciliation: Reconciliation,
    logins: LoginProof,
    forecast: Forecast,
) -> Path:
    """Write the page (0600); it opens without a network and holds counts only, nobody's data.

    Args:
        path: The HTML file.
        name: The migration's.
        balance: Where each row is.
        reconciliation: Whether what is there is what was meant.
        logins: Whether the old passwords work.
        forecast: Who was promised what.
    """
    places = [
        {"name": e.place, "rows": e.rows, "reasons": e.reasons, "colour": COLOURS.get(e.place, _UNSETTLED)}
        for e in balance.entries
    ]
    bars, x = [], 0.0
    for entry, place in zip(balance.entries, places, strict=True):
        width = 100 * entry.rows / max(balance.dump_rows, 1)
        bars.append({**place, "x": f"{x:.3f}", "width": f"{width:.3f}"})
        x += width
    sections = [_reconciled(reconciliation), _proven(logins), _promised(forecast)]
    if balance.assignments:
        sections.insert(0, _assigned(balance))
    page = _TEMPLATES.get_template("balance.html.j2").render(
        title=f"Where everybody is: {name}",
        lead=repr(balance)[len("Balance(") : -1],
        places=places,
        bars=bars,
        total=balance.dump_rows,
        sections=sections,
        is_good=balance.is_settled and reconciliation.is_clean and logins.is_proven,
    )
    write_whole(path, page)
    return path


def _assigned(balance: Balance) -> _Section:
    places = ((each.place, each.rows) for each in balance.assignments if each.rows)
    counted = ", ".join(f"{rows:,} {place}" for place, rows in places)
    rows: list[tuple[object, ...]] = []
    for each in balance.assignments:
        rows.append((each.place, "", each.rows))
        rows += [("", why, count) for why, count in each.reasons]
    verdict = f"{balance.wanted:,} assignments were wanted after the import: {counted}."
    return _Section("Roles and memberships", verdict, ("outcome", "why", "assignments"), rows)


def _reconciled(found: Reconciliation) -> _Section:
    verdict = f"{found.users:,} users were compared in {len(found.fields)} fields with an export of the connection: "
    verdict += "no difference." if found.is_clean else f"{found.differences.height:,} differences."
    return _Section("Field by field", verdict, ("field", "kind", "users"), found.counts().rows())


def _proven(logins: LoginProof) -> _Section:
    kept, tried = int(logins.logins["is_kept"].sum()), logins.logins.height
    verdict = f"{kept:,} of {tried:,} users whose password is known were answered as promised, to their old password "
    verdict += "and to a wrong one."
    if blocked := logins.logins.filter(pl.col("right") == LoginVerdict.BLOCKED.value).height:
        verdict += f" {blocked:,} of them gave the right password and were then told that they are blocked, as meant."
    if logins.untried:
        verdict += f" Not tried: {'; '.join(f'{count:,} {why}' for why, count in logins.untried.items())}."
    heads = ("hash", "promise", "users", "as promised")
    return _Section("The old passwords", verdict, heads, logins.counts().rows())


def _promised(forecast: Forecast) -> _Section:
    resets = forecast.resets.group_by("format", "why").len().sort("format", nulls_last=True)
    verdict = (
        f"{forecast.resets.height:,} of those sent were named beforehand: their password can't go along, and "
    )
    verdict += "they must reset it."
    return _Section("Who must reset", verdict, ("hash", "why", "users"), resets.rows())
