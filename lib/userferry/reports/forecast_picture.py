"""What will become of a dump's rows, as a picture: from the whole to each place, with the tenant's codes."""

from dataclasses import dataclass

import polars as pl
from jinja2 import Environment

from userferry.chunks import Chunks
from userferry.forecast import TIERS, Duration, Forecast, estimate_sending
from userferry.reports.balance_page import COLOURS

_PLACES = ("inserted", "updated", "failed", "refused", "held back")
"""In the order in which a row comes to them, from the tenant back to the dump."""

_SOMETIMES = ("unchanged", "not sent")
"""Where only a run that leaves some of the rows out has any."""

_WAITING = "#000000"
_MOST_REASONS = 10
_MEANINGS = {
    "inserted": "will be new in the tenant",
    "updated": "are there already, and will be changed",
    "failed": "will be sent, and the tenant answers with an error",
    "refused": "break a rule, and are not sent",
    "held back": "gave way to another row, and are not sent",
    "unchanged": "are as they were sent before, and need not go",
    "not sent": "wait for another run",
}

# Elements, not SVG: JupyterLab takes SVG out of a notebook that nobody has run yet, and leaves its words.
_DRAWN = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<div role="img" aria-label="{{ said }}" style="max-width:56em;margin:.4em 0">
<div style="font-weight:600;padding:.2em 0">{{ "{:,}".format(rows) }} rows of the dump</div>
<div style="display:flex;height:1.6em;border-radius:.2em;overflow:hidden">
{% for part in parts if part.rows %}
<div style="flex:{{ part.rows }} 0 3px;background:{{ part.colour }}" title="{{ part.place }}: {{ part.shown }}"></div>
{% endfor %}
</div>
</div>
{% for part in parts %}
<div style="margin:.3em 0;max-width:56em"><span style="opacity:.6">→</span> <span style="display:inline-block;width:.8em;height:.8em;border-radius:.15em;background:{{ part.colour }};margin-right:.3em"></span><b>{{ part.shown }}</b> {{ part.place }}{% if part.rows %} ({{ part.share }}): {{ part.meaning }}{% endif %}</div>
{% for why, count in part.reasons %}
<div style="margin:.1em 0 .1em 2.6em;opacity:.85">{{ "{:,}".format(count) }} {{ why }}</div>
{% endfor %}
{% endfor %}
<p style="margin:.5em 0 .2em"><b>{{ sending }}</b></p>
{% for notice in notices %}
<p style="margin:.2em 0;opacity:.8">{{ notice }}</p>
{% endfor %}
"""  # noqa: E501 a template's lines are as long as its tags
)


@dataclass(frozen=True, slots=True)
class Stream:
    """The rows that come to one place.

    Args:
        place: Which.
        rows: How many.
        reasons: Why, in the tenant's code, a rule or a decision, and for how many; most first.
    """

    place: str
    rows: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, repr=False)
class ForecastPicture:
    """Where the rows of a dump will go, by how many jobs, and how long that takes.

    Args:
        rows: Of the dump.
        streams: One for each place, the empty ones too.
        durations: Of the jobs, at the pace of each plan.
        is_upsert: Whether users who are there are updated.
        notices: What nobody could see.
    """

    rows: int
    streams: tuple[Stream, ...]
    durations: tuple[Duration, ...]
    is_upsert: bool
    notices: tuple[str, ...]

    def __repr__(self) -> str:
        """Say how many rows go where, and how long it takes."""
        said = ", ".join(f"{stream.rows:,} {stream.place}" for stream in self.streams if stream.rows)
        return f"ForecastPicture({self.rows:,} rows: {said or 'none'}; {self._sending()})"

    def _repr_html_(self) -> str:
        parts = [
            {
                "place": stream.place,
                "rows": stream.rows,
                "shown": f"{stream.rows:,}",
                "share": f"{stream.rows / max(self.rows, 1):.1%}",
                "meaning": _MEANINGS[stream.place],
                "colour": COLOURS.get(stream.place, _WAITING),
                "reasons": stream.reasons,
            }
            for stream in self.streams
        ]
        pace = "That is Auth0's pace as its users report it; Auth0 documents none, and a rehearsal takes seconds."
        slower = ["An upsert is slower than an import of new users."] if self.is_upsert else []
        return _DRAWN.render(
            rows=self.rows,
            parts=parts,
            said=repr(self).removeprefix("ForecastPicture(").removesuffix(")"),
            sending=f"{self._sending()}.",
            notices=[" ".join([pace, *slower]), *self.notices] if self.durations[0].jobs else self.notices,
        )

    def _sending(self) -> str:
        jobs = self.durations[0].jobs
        if not jobs:
            return "nothing is sent"
        return (
            f"{jobs:,} {'import job' if jobs == 1 else 'import jobs'}, {', '.join(map(str, self.durations))}"
        )


def draw_forecast(forecast: Forecast, chunks: Chunks) -> ForecastPicture:
    """Draw what a forecast says of each row, and how long the import files take.

    Args:
        forecast: Where each row goes.
        chunks: The import files.
    """
    said = pl.concat_str("reason", "code", separator=" · ", ignore_nulls=True).alias("why")
    counted = forecast.places.group_by("place", said).agg(pl.len().cast(pl.Int64).alias("rows"))
    counted = counted.sort(["rows", "why"], descending=[True, False])
    streams = []
    for place in (*_PLACES, *_SOMETIMES):
        mine = counted.filter(pl.col("place") == place)
        if mine.is_empty() and place in _SOMETIMES:
            continue
        named = mine.filter(pl.col("why") != "")
        shown = list(named[:_MOST_REASONS].select("why", "rows").iter_rows())
        if (rest := named[_MOST_REASONS:]).height:
            shown.append((f"for {rest.height:,} other reasons", int(rest["rows"].sum())))
        streams.append(Stream(place, int(mine["rows"].sum()), tuple(shown)))
    durations = tuple(estimate_sending(chunks.files["rows"], tier) for tier in TIERS.values())
    is_upsert = forecast.made_from.get("upsert") == "true"
    return ForecastPicture(forecast.rows, tuple(streams), durations, is_upsert, tuple(forecast.notices()))
