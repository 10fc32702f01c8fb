"""The profile as one self-contained HTML page: what the dump is, its columns, its passwords, what will hurt."""

import re
from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, PackageLoader

from userferry.display import PALETTE
from userferry.dumps import Dump
from userferry.durable import write_whole
from userferry.mapping import Mapping
from userferry.passwords import HashSummary
from userferry.profile import Layout, Profile

_TEMPLATES = Environment(
    loader=PackageLoader("userferry.reports"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_MOST_BARS = 120
"""Months that a picture shows; a longer time is shown by years."""


@dataclass(frozen=True, slots=True)
class _Section:
    title: str
    lead: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]


def write_profile_page(
    path: Path,
    name: str,
    *,
    dump: Dump,
    layout: Layout | None,
    profile: Profile,
    hashes: HashSummary,
    months: Table[str, pl.DataFrame],
    mapping: Mapping,
) -> Path:
    """Write the page (0600); it opens without a network, and values are masked as the profile masks them.

    Args:
        path: The HTML file.
        name: The migration's.
        dump: What was opened.
        layout: The system whose layout it has, None where none was recognised.
        profile: What its columns hold.
        hashes: What its passwords are.
        months: Column → its moments by month, as `profile.count_months` counts them.
        mapping: What may become of each column.
    """
    page = _TEMPLATES.get_template("profile.html.j2").render(
        title=f"{name}: what is in {dump.source}",
        lead=f"{profile.rows:,} records of {profile.columns.height} columns; keys: {', '.join(profile.keys) or 'none'}",
        warnings=_warnings(dump, hashes, profile),
        facts=_facts(dump, layout),
        masking="Values are shown as patterns: a letter is a or A, a digit is 9."
        if profile.is_masked
        else "Values are shown as they are: mind who sees this page.",
        cards=[_card(row, profile.rows) for row in profile.columns.iter_rows(named=True)],
        hashes=_hash_parts(hashes) if profile.hash_column else [],
        hashes_said=repr(hashes),
        timelines=[_timeline(column, counts) for column, counts in months.items() if counts.height],
        sections=[_open_columns(mapping), _damage(profile), _between(profile), _rejected(dump)],
    )
    write_whole(path, page)
    return path


def _warnings(dump: Dump, hashes: HashSummary, profile: Profile) -> list[str]:
    found = []
    if dump.rejected.height:
        found.append(f"{dump.rejected.height:,} lines of the file did not parse; they are listed at the end.")
    if hashes.readable:
        found.append(
            f"{hashes.readable:,} values look like passwords that anybody can read. Hash them with bcrypt before this "
            "file travels any further."
        )
    if not profile.keys:
        found.append("No column has a value of its own in every row, so no column alone can be the user_id.")
    return found


def _facts(dump: Dump, layout: Layout | None) -> list[tuple[str, object]]:
    facts: list[tuple[str, object]] = [("is", dump.description)]
    named = dump.layout or (layout.name if layout else "")
    facts += [("layout", named)] if named else []
    facts += [("carries", " ".join(layout.carries)), ("lacks", " ".join(layout.lacks))] if layout else []
    facts += [("bytes", f"{dump.bytes:,}"), *dump.evidence]
    return [*facts, ("lines rejected", f"{dump.rejected.height:,}")]


def _card(row: dict[str, Any], rows: int) -> dict[str, object]:
    share = row["filled"] / rows if rows else 0.0
    sketch = [(one["pattern"], one["share"]) for one in row["patterns"]]
    if row["top"] and row["kind"] in ("boolean", "status", "locale", "country"):
        sketch = [(one["value"], one["rows"] / max(1, row["filled"])) for one in row["top"]]
    same = row["shortest"] == row["longest"]
    lengths = f"{row['longest']} characters" if same else f"{row['shortest']} to {row['longest']} characters"
    misfits = f"{row['misfits']:,} have not the form of the kind" if row["misfits"] else ""
    if misfits and row["counter_examples"]:
        misfits += f", such as {', '.join(row['counter_examples'])}"
    return {
        "column": row["column"],
        "kind": row["kind"],
        "sure": f"{row['confidence']:.0%} sure: {row['reason']}",
        "filled": f"{row['filled']:,}",
        "share": f"{share:.1%}",
        "width": round(100 * share, 1),
        "distinct": f"{'' if row['is_exact'] else 'about '}{row['distinct']:,}",
        "lengths": lengths if row["filled"] else "",
        "sketch": [(text, f"{part:.0%}", round(100 * part, 1)) for text, part in sketch],
        "misfits": misfits,
    }


def _hash_parts(hashes: HashSummary) -> list[dict[str, object]]:
    return [
        {
            "title": row["title"],
            "evidence": row["evidence"],
            "kind": row["kind"],
            "why": row["reason"] or row["caveat"] or "",
            "rows": row["rows"],
            "shown": f"{row['rows']:,}",
            "colour": PALETTE[place % len(PALETTE)],
        }
        for place, row in enumerate(hashes.counts.iter_rows(named=True))
    ]


def _timeline(column: str, counts: pl.DataFrame) -> dict[str, object]:
    read = counts.filter(pl.col("month").is_not_null())
    unread = int(counts.filter(pl.col("month").is_null())["rows"].sum())
    times = dict(read.iter_rows())
    names = _every_month(min(times), max(times)) if times else []
    if len(names) > _MOST_BARS:
        by_year = read.group_by(year=pl.col("month").str.head(4)).agg(pl.col("rows").sum())
        times = dict(by_year.iter_rows())
        names = [str(year) for year in range(int(min(times)), int(max(times)) + 1)]
    most = max(times.values(), default=1)
    bars = [
        {"x": place + 0.1, "width": 0.8, "name": name, "rows": f"{times[name]:,}",
         "y": round(99 - 98 * times[name] / most, 2), "height": round(98 * times[name] / most, 2)}
        for place, name in enumerate(names)
        if name in times
    ]  # fmt: skip
    span = "year" if names and len(names[0]) == len("2020") else "month"
    said = f"at most {most:,} in a {span}" + (
        f"; {unread:,} values are no moment that is read" if unread else ""
    )
    return {
        "title": f"{column} over time",
        "width": max(1, len(names)),
        "bars": bars,
        "first": names[0] if names else "",
        "last": names[-1] if names else "",
        "said": said,
    }


def _every_month(first: str, last: str) -> list[str]:
    start, stop = (int(text[:4]) * 12 + int(text[5:]) - 1 for text in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, stop + 1)]


def _open_columns(mapping: Mapping) -> _Section:
    placed = [rule for rule in mapping.rules if rule.target]
    return _Section(
        "What can be mapped",
        f"{len(placed)} of {len(mapping.rules)} columns have a proposal; the others wait for you in 02-map.",
        ("column", "may become", "why"),
        [(rule.column, rule.target, rule.reason) for rule in mapping.rules],
    )


def _damage(profile: Profile) -> _Section:
    rows = [
        (row["column"], row["what"], f"{row['rows']:,}", row["example"]) for row in profile.damage.to_dicts()
    ]
    lead = (
        "Values that whoever moves these users has to know of." if rows else "No damaged values were found."
    )
    return _Section("What will hurt", lead, ("column", "what", "rows", "example"), rows)


def _between(profile: Profile) -> _Section:
    rows = [
        (f"{row['column']} {row['fact']} {row['other'] or ''}".strip(), f"{row['share']:.1%}")
        for row in profile.facts.to_dicts()
    ]
    lead = (
        "What holds between columns, of the rows that were looked at."
        if rows
        else "Nothing holds between columns."
    )
    return _Section("Between columns", lead, ("fact", "of rows"), rows)


def _rejected(dump: Dump) -> _Section:
    reasons = dump.rejected.group_by("reason").agg(
        pl.len().alias("lines"), pl.col("line").min().alias("first")
    )
    rows = [
        (row["reason"], f"{row['lines']:,}", f"{row['first']:,}")
        for row in reasons.sort("lines", "reason", descending=[True, False]).to_dicts()
    ]
    lead = (
        "Kept aside with their number and their text, which is not shown here."
        if rows
        else "Every line did parse."
    )
    return _Section("Lines that did not parse", lead, ("reason", "lines", "the first"), rows)


def sign_up_columns(profile: Profile) -> list[str]:
    """Name the columns worth a picture over time: sign-ups first, then other moments; three at most."""
    moments = [column for column, kind in profile.kinds().items() if kind in ("date", "datetime")]
    is_first = re.compile(r"join|creat|regist|sign.?up|since", re.IGNORECASE)
    return sorted(moments, key=lambda column: not is_first.search(column))[:3]
