"""Clusters by kind and size as a picture: counted once, drawn here and by the page of `03-conflicts`."""

from dataclasses import dataclass

import polars as pl
from jinja2 import Environment

from userferry.conflicts import Conflicts
from userferry.display import PALETTE

_SIZES = ((2, "2"), (3, "3"), (4, "4"), (5, "5–9"), (10, "10–19"), (20, "20–99"), (100, "100 or more"))
_WIDEST = 100

# Bars of elements, not SVG: JupyterLab takes SVG out of a notebook that nobody has run yet, and leaves its words.
_DRAWN = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<table style="border-collapse:collapse;margin:.4em 0">
<caption style="caption-side:top;text-align:left;white-space:nowrap;padding:.2em 0">Clusters by kind and by how many rows are in one</caption>
<thead><tr><th style="text-align:left;padding:3px 11px 3px 0">kind</th>{% for size in sizes %}<th style="text-align:left;padding:3px 11px 3px 0">{{ size }} rows</th>{% endfor %}</tr></thead>
<tbody>
{% for row in rows %}
<tr><td style="text-align:left;padding:3px 11px 3px 0;vertical-align:top">{{ row.kind }}</td>{% for bar in row.bars %}<td style="text-align:left;padding:3px 11px 3px 0;vertical-align:top">{% if bar.clusters %}{{ "{:,}".format(bar.clusters) }}<div style="width:{{ bar.width }}px;height:8px;background:{{ colour }};border-radius:1px"></div>{% endif %}</td>{% endfor %}</tr>
{% endfor %}
</tbody></table>
"""  # noqa: E501 a template's lines are as long as its tags
)


@dataclass(frozen=True, slots=True)
class Bar:
    """The clusters of one kind and size.

    Args:
        clusters: How many.
        open: How many of them nobody decided about.
        width: Of the bar, of `_WIDEST` at most.
    """

    clusters: int
    open: int
    width: int


@dataclass(frozen=True, slots=True)
class Row:
    """The clusters of one kind.

    Args:
        kind: Which.
        bars: One for each size.
    """

    kind: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ClusterPicture:
    """How many clusters there are of each kind and size.

    Args:
        sizes: What stands over the columns.
        rows: One for each kind.
    """

    sizes: tuple[str, ...]
    rows: tuple[Row, ...]

    def __repr__(self) -> str:
        """Say how many clusters there are of each kind."""
        said = [f"{row.kind} {sum(bar.clusters for bar in row.bars):,}" for row in self.rows]
        return f"ClusterPicture({', '.join(said) or 'none'})"

    def _repr_html_(self) -> str:
        return _DRAWN.render(sizes=self.sizes, rows=self.rows, colour=PALETTE[0])


def draw_clusters(conflicts: Conflicts) -> ClusterPicture:
    """Draw the clusters of each kind by their size."""
    sizes = conflicts.clusters.group_by("cluster", maintain_order=True).agg(
        pl.col("kind").first(), pl.len().alias("size")
    )
    return lay_out(sizes.with_columns(is_open=pl.lit(value=False)))


def lay_out(clusters: pl.DataFrame) -> ClusterPicture:
    """Count the bars: as wide as there are clusters, the widest of them as wide as its column.

    Args:
        clusters: A row for each: `kind` String, `size`, `is_open` Boolean.
    """
    place = pl.sum_horizontal((pl.col("size") >= start).cast(pl.Int64) for start, _ in _SIZES) - 1
    counted = clusters.group_by("kind", place.alias("place"), maintain_order=True).agg(
        pl.len().alias("clusters"), pl.col("is_open").sum().alias("open")
    )
    found = {(kind, at): (many, opened) for kind, at, many, opened in counted.iter_rows()}
    most = max((many for many, _ in found.values()), default=1)
    last = max((at for _, at in found), default=-1)

    def bar(kind: str, at: int) -> Bar:
        many, opened = found.get((kind, at), (0, 0))
        return Bar(many, opened, max(2, round(_WIDEST * many / most)) if many else 0)

    kinds = counted["kind"].unique(maintain_order=True).to_list()
    rows = tuple(Row(kind, tuple(bar(kind, at) for at in range(last + 1))) for kind in kinds)
    return ClusterPicture(tuple(name for _, name in _SIZES[: last + 1]), rows)
