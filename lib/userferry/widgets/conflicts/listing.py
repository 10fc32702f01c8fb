"""The clusters as a list that is filtered and sorted here, of which a page at a time goes out."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from userferry.conflicts import Fates, Resolutions
from userferry.frames import ROW

PAGE = 50
STATES = {"open": "open", "settled": "settled", "decided": "decided by hand"}
ORDERS = {"size": "largest first", "row": "as in the dump"}
_UNCOVERED = "no rule"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which clusters are listed, and in which order.

    Args:
        kind: Of one kind; empty for all.
        severity: Of one severity; empty for all.
        state: A word of `STATES`; empty for all.
        query: What the cluster's name holds.
        order: A word of `ORDERS`.
    """

    kind: str = ""
    severity: str = ""
    state: str = ""
    query: str = ""
    order: str = "size"


def list_clusters(clusters: pl.DataFrame) -> pl.DataFrame:
    """Give a row for each cluster: `cluster`, `kind`, `severity`, `size` and its rows' `evidence` in words."""
    said = pl.col("evidence").filter(pl.col("evidence") != "").unique(maintain_order=True)
    return clusters.group_by("cluster", maintain_order=True).agg(
        pl.col("kind").first(),
        pl.col("severity").first(),
        pl.len().cast(pl.Int64).alias("size"),
        said.str.join("; ").alias("evidence"),
    )


def with_fates(listed: pl.DataFrame, fates: Fates) -> pl.DataFrame:
    """Add what becomes of each."""
    return listed.with_columns(fates.clusters.select("fate", "into", "is_decided", "is_open"))


def narrow(listed: pl.DataFrame, wanted: Filter) -> pl.DataFrame:
    """Keep those that are wanted, in the order that is wanted."""
    found = listed
    for name in ("kind", "severity"):
        if value := getattr(wanted, name):
            found = found.filter(pl.col(name) == value)
    state = {"open": pl.col("is_open"), "settled": ~pl.col("is_open"), "decided": pl.col("is_decided")}
    if wanted.state in state:
        found = found.filter(state[wanted.state])
    if wanted.query:
        found = found.filter(pl.col("cluster").str.contains(wanted.query.lower(), literal=True))
    return found.sort("size", descending=True, maintain_order=True) if wanted.order == "size" else found


def page_of(
    narrowed: pl.DataFrame, clusters: pl.DataFrame, page: int, resolutions: Resolutions
) -> dict[str, Any]:
    """Show one page of those that are wanted, or the last one where there are fewer.

    Args:
        narrowed: Those that are wanted.
        clusters: Every cluster's rows; one that is in several clusters counts once.
        page: Which page, from 0.
        resolutions: What was decided.
    """
    pages = max(1, -(-narrowed.height // PAGE))
    page = min(page, pages - 1)
    names = ("cluster", "kind", "size", "severity", "evidence")
    lines = [
        {name: row[name] for name in names} | {"fate": fate_said(row, resolutions), "sign": sign(row)}
        for row in narrowed.slice(page * PAGE, PAGE).to_dicts()
    ]
    inside = clusters.join(narrowed.select("cluster"), on="cluster", how="semi")
    counts = {"total": narrowed.height, "rows": inside[ROW].n_unique()}
    return counts | {"page": page, "pages": pages, "first": page * PAGE, "lines": lines}


def fate_said(row: dict[str, object], resolutions: Resolutions) -> str:
    """Say what becomes of a cluster."""
    rule = resolutions.rules.get(str(row["kind"]))
    why = "decided by hand" if row["is_decided"] else f"rule: {rule}" if rule else _UNCOVERED
    if row["fate"] == "settled before":
        return "settled already: its rows give way in another cluster"
    what = {
        "keeps one": f"keeps row {row['into']}",
        "held back": "held back whole",
        "renamed": "keeps all, renamed",
        "kept": "keeps all",
        "left open": "keeps all for now",
    }[str(row["fate"])]
    return f"{what} ({why})"


def sign(row: dict[str, object]) -> str:
    """Say in a word how a cluster stands."""
    if row["is_open"]:
        return "open"
    return "hand" if row["is_decided"] else "rule"
