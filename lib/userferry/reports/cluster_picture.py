"""Clusters by kind and size as a picture: one layout, drawn as SVG here and by the page of `03-conflicts`."""

from dataclasses import dataclass

import polars as pl
from jinja2 import Environment

from userferry.conflicts import Conflicts
from userferry.display import PALETTE

_SIZES = ((2, "2"), (3, "3"), (4, "4"), (5, "5–9"), (10, "10–19"), (20, "20–99"), (100, "100 or more"))
_NOUN = {True: "cluster", False: "clusters"}
_LEFT, _COLUMN, _BAR, _LINE, _HEAD = 104, 88, 72, 34, 40

_SVG = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<svg viewBox="0 0 {{ width }} {{ height }}" role="img" aria-label="{{ said }}" style="display:block;width:100%;max-width:{{ width }}px;height:auto;margin:.4em 0">
{% for shape in shapes %}
{% if shape.is_bar %}
<rect x="{{ shape.x }}" y="{{ shape.y }}" width="{{ shape.width }}" height="8" rx="1" fill="{{ colour }}"><title>{{ shape.text }}</title></rect>
{% else %}
<text x="{{ shape.x }}" y="{{ shape.y }}" font-size="12" fill="currentColor"{% if shape.is_soft %} opacity=".75"{% endif %}>{{ shape.text }}</text>
{% endif %}
{% endfor %}
</svg>
"""  # noqa: E501 a template's lines are as long as its tags
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A bar 8 high, or a text.

    Args:
        x: From the left.
        y: From the top; a text stands on it.
        text: What is written, or what a bar stands for.
        width: Of a bar; 0 for a text.
        is_soft: Whether it is less important, as the headings are.
        is_open: Whether a bar counts clusters that nobody decided about.
    """

    x: float
    y: float
    text: str
    width: float = 0
    is_soft: bool = False
    is_open: bool = False

    @property
    def is_bar(self) -> bool:
        """Whether it is a bar."""
        return self.width > 0


@dataclass(frozen=True, slots=True, repr=False)
class ClusterPicture:
    """How many clusters there are of each kind and size.

    Args:
        said: The same in words.
        width: Of the picture.
        height: Of the picture.
        shapes: What is drawn.
    """

    said: str
    width: int
    height: int
    shapes: tuple[Shape, ...]

    def __repr__(self) -> str:
        """Say what is drawn."""
        return f"ClusterPicture({self.said})"

    def _repr_html_(self) -> str:
        drawn = {"width": self.width, "height": self.height, "said": self.said, "colour": PALETTE[0]}
        return _SVG.render(**drawn, shapes=self.shapes)


def draw_clusters(conflicts: Conflicts) -> ClusterPicture:
    """Draw the clusters of each kind by their size."""
    sizes = conflicts.clusters.group_by("cluster", maintain_order=True).agg(
        pl.col("kind").first(), pl.len().alias("size")
    )
    return lay_out(sizes.with_columns(is_open=pl.lit(value=False)))


def lay_out(clusters: pl.DataFrame) -> ClusterPicture:
    """Place the bars: as wide as there are clusters, the widest of them fills its column.

    Args:
        clusters: A row for each: `kind` String, `size`, `is_open` Boolean; the open ones are the end of a bar.
    """
    starts = [start for start, _ in _SIZES]
    place = pl.sum_horizontal((pl.col("size") >= start).cast(pl.Int64) for start in starts) - 1
    counted = clusters.group_by("kind", place.alias("place"), maintain_order=True).agg(
        pl.len().alias("clusters"), pl.col("is_open").sum().alias("open")
    )
    kinds = counted["kind"].unique(maintain_order=True).to_list()
    last = max(counted["place"].to_list(), default=0)
    most = max(counted["clusters"].to_list(), default=1)
    shapes = [Shape(_LEFT, 12, "rows in a cluster", is_soft=True)]
    shapes += [
        Shape(_LEFT + at * _COLUMN, 28, name, is_soft=True) for at, (_, name) in enumerate(_SIZES[: last + 1])
    ]
    shapes += [Shape(0, _HEAD + at * _LINE + 14, kind) for at, kind in enumerate(kinds)]
    for kind, at, many, many_open in counted.iter_rows():
        x, y = _LEFT + at * _COLUMN, _HEAD + kinds.index(kind) * _LINE
        said = f"{kind}, {_SIZES[at][1]} rows: {many:,} {_NOUN[many == 1]}" + (
            f", {many_open:,} open" if many_open else ""
        )
        width, settled = max(2.0, _BAR * many / most), (many - many_open) / many
        shapes.append(Shape(x, y + 12, f"{many:,}"))
        if settled:
            shapes.append(Shape(x, y + 17, said, round(width * settled, 1)))
        if many_open:
            shapes.append(
                Shape(
                    round(x + width * settled, 1), y + 17, said, round(width * (1 - settled), 1), is_open=True
                )
            )
    by_kind = counted.group_by("kind", maintain_order=True).agg(
        pl.col("clusters").sum(), pl.col("open").sum()
    )
    said = ", ".join(
        f"{kind} {many:,}" + (f" ({many_open:,} open)" if many_open else "")
        for kind, many, many_open in by_kind.iter_rows()
    )
    return ClusterPicture(
        f"clusters by kind and size: {said or 'none'}",
        _LEFT + (last + 1) * _COLUMN,
        _HEAD + len(kinds) * _LINE,
        tuple(shapes),
    )
