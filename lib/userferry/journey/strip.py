"""The way of a migration as a picture: a stop for each page, what is done, what to run again, and where one stands."""

from collections.abc import Sequence
from typing import NamedTuple

from jinja2 import Environment

_DRAWN = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<nav aria-label="The way of the migration {{ name }}">
<ol style="display:flex;flex-wrap:wrap;list-style:none;margin:.5em 0;padding:0">
{% for stop in stops %}
<li style="display:flex;align-items:center;padding:0;margin:.15em 0"{% if stop.is_here %} aria-current="page"{% endif %}>{% if not loop.first %}<span aria-hidden="true" style="display:inline-block;width:1.6em;border-top:2px {{ "solid" if stop.state == "done" else "dotted" }} #7a7a7a;margin:0 .4em"></span>{% endif %}<span style="{{ style[stop.state] }};display:inline-block;box-sizing:border-box;width:1.7em;height:1.7em;line-height:1.4em;border-radius:50%;text-align:center;margin-right:.4em" role="img" aria-label="{{ stop.state }}">{{ sign[stop.state] }}</span><a href="{{ stop.page }}.ipynb" title="{{ stop.hint }}"{% if stop.is_here %} style="font-weight:700"{% endif %}>{{ stop.page }}</a></li>
{% endfor %}
</ol></nav>
"""  # noqa: E501 a template's lines are as long as its tags
)
_SIGN = {"done": "✓", "again": "↻", "next": "→", "open": ""}
_STYLE = {
    "done": "background:#0072b2;color:#fff;border:2px solid #0072b2",
    "again": "background:#e69f00;color:#000;border:2px solid #e69f00",
    "next": "border:2px solid currentColor",
    "open": "border:2px dotted #7a7a7a",
}


class Stop(NamedTuple):
    """A page on the way.

    Args:
        page: Its name, which is its file's.
        state: `done`, `again` (it ran, and has to once more), `next`, or `open`.
        hint: What the pointer shows: its question, what it wrote.
        is_here: Whether the picture stands on it.
    """

    page: str
    state: str
    hint: str
    is_here: bool


def draw_way(name: str, stops: Sequence[Stop]) -> str:
    """Draw the stops in order, each a link to its page; no script, told apart without colours too."""
    return _DRAWN.render(name=name, stops=stops, sign=_SIGN, style=_STYLE)
