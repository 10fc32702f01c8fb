"""Who moved and who remains, day by day, and who will remain if people go on as they did."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment

from userferry.display import PALETTE, table
from userferry.durable import make_folder, write_whole
from userferry.lazy.followed import Followed

_LEFT, _RIGHT, _TOP, _FOOT = 62, 12, 30, 44
_HIGH, _TICK_WIDTH = 240, 84
_STEPS = (1, 2, 7, 14, 28, 56, 91, 182, 364)
"""Days between the dates that may be named."""

_THERE, _REMAIN = PALETTE[0], PALETTE[1]
_EVERY_DAYS = 30

# Lines and words take the page's own colour, so that they are seen on light and on dark; the two areas differ in
# brightness too, and what is only foreseen is dotted.
_DRAWN = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{ p.width }} {{ p.height }}" role="img" aria-label="{{ p.said }}" style="max-width:{{ p.width }}px;width:100%;height:auto;font:12px system-ui,sans-serif" fill="currentColor">
<title>{{ p.said }}</title>
{% for tick in p.count_ticks %}
<line x1="{{ p.left }}" x2="{{ p.right }}" y1="{{ tick.at }}" y2="{{ tick.at }}" stroke="currentColor" stroke-opacity=".18"/>
<text x="{{ p.left - 8 }}" y="{{ tick.at + 4 }}" text-anchor="end" fill-opacity=".8">{{ tick.name }}</text>
{% endfor %}
<path d="{{ p.there }}" fill="{{ there }}" fill-opacity=".85"/>
<path d="{{ p.remain }}" fill="{{ remain }}" fill-opacity=".85"/>
{% if p.band %}
<path d="{{ p.band }}" fill="{{ remain }}" fill-opacity=".3"/>
<path d="{{ p.foreseen }}" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="2 5" stroke-linecap="round"/>
{% endif %}
<line x1="{{ p.today }}" x2="{{ p.today }}" y1="{{ p.top }}" y2="{{ p.base }}" stroke="currentColor" stroke-opacity=".55"/>
{% for tick in p.day_ticks %}
<text x="{{ tick.at }}" y="{{ p.base + 18 }}" text-anchor="middle" fill-opacity=".8">{{ tick.name }}</text>
{% endfor %}
<rect x="{{ p.left }}" y="6" width="11" height="11" fill="{{ there }}"/><text x="{{ p.left + 16 }}" y="16">in the tenant</text>
<rect x="{{ p.left + 110 }}" y="6" width="11" height="11" fill="{{ remain }}"/><text x="{{ p.left + 126 }}" y="16">remain</text>
{% if p.band %}
<line x1="{{ p.left + 190 }}" x2="{{ p.left + 212 }}" y1="12" y2="12" stroke="currentColor" stroke-width="2" stroke-dasharray="2 5" stroke-linecap="round"/><text x="{{ p.left + 218 }}" y="16">expected to remain, nine of ten within the band</text>
{% endif %}
</svg>
"""  # noqa: E501 a template's lines are as long as its tags
)


@dataclass(frozen=True, slots=True)
class Tick:
    """A number or a date at an axis."""

    at: float
    name: str


@dataclass(frozen=True, slots=True, repr=False)
class SurvivalPicture:
    """The survival curve of a migration, laid out for one width.

    Args:
        width: Of the drawing.
        height: Of the drawing.
        left: Where the days begin.
        right: Where they end.
        top: Where all of the dump would be.
        base: Where nobody would be.
        today: Where the tenant was asked.
        there: The area of those who are in the tenant, an SVG path, as the next three are.
        remain: The area of those who remain.
        band: Between the lowest and the highest that is expected; empty where nothing is foreseen.
        foreseen: The line of what is expected.
        count_ticks: Numbers of users.
        day_ticks: Dates.
        rows: The same as numbers: date, in the tenant, remain, at least, at most; every `_EVERY_DAYS` days.
        said: The same in words.
    """

    width: int
    height: int
    left: int
    right: float
    top: int
    base: int
    today: float
    there: str
    remain: str
    band: str
    foreseen: str
    count_ticks: tuple[Tick, ...]
    day_ticks: tuple[Tick, ...]
    rows: tuple[tuple[str, int, int, int | None, int | None], ...]
    said: str

    @property
    def svg(self) -> str:
        """The drawing: SVG that needs nothing else."""
        return _DRAWN.render(p=self, there=_THERE, remain=_REMAIN)

    def __repr__(self) -> str:
        """Say what it shows."""
        return f"SurvivalPicture({self.said})"

    def _repr_html_(self) -> str:
        return self.svg + table("", ["day", "in the tenant", "remain", "at least", "at most"], self.rows)

    def write(self, folder: Path) -> Path:
        """Write `survival.svg` into the folder, and return it."""
        path = make_folder(folder) / "survival.svg"
        write_whole(path, self.svg)
        return path


def draw_survival(followed: Followed, *, width: int = 880) -> SurvivalPicture:
    """Lay out who moved and who remains each day, and the projection after it.

    Args:
        followed: Of `follow`.
        width: Of the drawing.
    """
    users = followed.rows.height
    days: list[date] = followed.days["day"].to_list()
    remain: list[float] = followed.days["remain"].cast(float).to_list()
    later: list[date] = followed.projection["day"].to_list()
    begun, last = days[0], later[-1] if later else days[-1]
    lasts = max((last - begun).days + 1, 1)
    inner, base = width - _LEFT - _RIGHT, _TOP + _HIGH
    most = max(users, 1)

    def across(day: date, end: int = 1) -> float:
        return round(_LEFT + inner * ((day - begun).days + end) / lasts, 2)

    def above(count: float) -> float:
        return round(base - _HIGH * count / most, 2)

    # A day's number is that at its end; before the first day's login everybody remained who was not there before.
    moved_first = followed.days.row(0, named=True)
    before = remain[0] + moved_first["moved"] + moved_first["brought"] - moved_first["gone"]
    curve = [(across(begun, 0), above(before)), *zip(map(across, days), map(above, remain), strict=True)]
    now = curve[-1]
    low, mean, high = (
        [now, *zip(map(across, later), map(above, followed.projection[name]), strict=True)]
        for name in ("low", "remain", "high")
    )
    right, left = now[0], curve[0][0]
    every = next((step for step in _STEPS if lasts / step * _TICK_WIDTH <= inner), lasts)
    step = _round_up(users / 4)
    said = f"{_said(followed)}."
    return SurvivalPicture(
        width=width,
        height=base + _FOOT,
        left=_LEFT,
        right=width - _RIGHT,
        top=_TOP,
        base=base,
        today=right,
        there=_path([*curve, (right, above(users)), (left, above(users))], is_closed=True),
        remain=_path([*curve, (right, base), (left, base)], is_closed=True),
        band=_path([*low, *reversed(high)], is_closed=True) if later else "",
        foreseen=_path(mean) if later else "",
        count_ticks=tuple(Tick(above(count), f"{count:,}") for count in range(0, users + 1, step)),
        day_ticks=tuple(
            Tick(across(day, 0), f"{day:%d %b}")
            for day in (date.fromordinal(begun.toordinal() + place) for place in range(0, lasts, every))
            if across(day, 0) + _TICK_WIDTH / 4 <= width
        ),
        rows=_rows(followed),
        said=said,
    )


def _rows(followed: Followed) -> tuple[tuple[str, int, int, int | None, int | None], ...]:
    users, past, later = followed.rows.height, followed.days, followed.projection
    seen = [
        (str(day), users - remain, remain, None, None)
        for place, (day, remain) in enumerate(past.select("day", "remain").iter_rows())
        if place % _EVERY_DAYS == 0 or place == past.height - 1
    ]
    foreseen = [
        (str(day), users - round(remain), round(remain), round(low), round(high))
        for place, (day, remain, low, high) in enumerate(later.iter_rows(), 1)
        if place % _EVERY_DAYS == 0
    ]
    return (*seen, *foreseen)


def _said(followed: Followed) -> str:
    there = followed.rows.height - followed.remain
    said = (
        f"{there:,} of {followed.rows.height:,} users are in the tenant on {followed.days['day'][-1]}, "
        f"{followed.remain:,} remain"
    )
    if not followed.projection.height:
        return said
    day, remain, low, high = followed.projection.row(-1)
    return f"{said}; on {day} about {remain:,.0f} are expected to, between {low:,.0f} and {high:,.0f}"


def _path(points: Sequence[tuple[float, float]], *, is_closed: bool = False) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + ("Z" if is_closed else "")


def _round_up(value: float) -> int:
    power = 10 ** math.floor(math.log10(value)) if value >= 1 else 1
    return next((step * power for step in (1, 2, 5) if value <= step * power), 10 * power)
