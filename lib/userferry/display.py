"""How a result shows itself in a notebook: one small, calm, escaped table for all of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl
from jinja2 import Environment
from markupsafe import Markup, escape

from userferry.prose import prose

_TEMPLATE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<table class="mathjax_ignore" style="border-collapse:collapse;margin:.4em 0">
{% if title %}<caption style="caption-side:top;text-align:left;white-space:nowrap;font-weight:600;padding:.2em 0">{{ prose(title) }}</caption>
{% endif %}
{% if columns|join and rows %}
<thead><tr>{% for name in columns %}<{{ "th" if name else "td" }} style="text-align:{{ align[loop.index0] }};padding:3px 11px 3px 0">{{ name }}</{{ "th" if name else "td" }}>{% endfor %}</tr></thead>
{% endif %}
<tbody>
{% for row in rows %}
<tr>{% for cell in row %}<td style="text-align:{{ align[loop.index0] }};padding:3px 11px 3px 0;vertical-align:top">{{ cell }}</td>{% endfor %}</tr>
{% endfor %}
</tbody></table>
{{ note }}"""  # noqa: E501 a template's lines are as long as its tags
)


_BAR = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<div role="img" aria-label="{{ said }}" style="display:flex;height:1.6em;max-width:56em;margin:.4em 0;border-radius:.2em;overflow:hidden">
{% for part in parts %}
<div style="flex:{{ part.value }} 0 3px;background:{{ part.colour }}" title="{{ part.name }}: {{ part.shown }}"></div>
{% endfor %}
</div>
<p class="mathjax_ignore" style="margin:.2em 0 .6em">
{% for part in parts %}
<span style="display:block"><span style="display:inline-block;width:.8em;height:.8em;border-radius:.15em;background:{{ part.colour }};margin-right:.5em"></span><b>{{ part.shown }}</b> {{ part.name }} ({{ part.share }}): {{ part.meaning }}</span>
{% endfor %}
</p>
"""  # noqa: E501 a template's lines are as long as its tags
)
PALETTE = ("#0072b2", "#e69f00", "#999999", "#d55e00", "#56b4e9", "#cc79a7", "#009e73", "#f0e442")
"""Okabe and Ito's colours: told apart by people who see colours differently, and on paper."""


def bar(parts: Sequence[tuple[str, int, str]], colours: Sequence[str] = PALETTE) -> str:
    """Draw one bar cut into its parts, with a line of words for each: no script, the same bytes for the same numbers.

    Args:
        parts: Each part's name, its count and what it means; one that counts nothing keeps its colour and is not drawn.
        colours: Of the parts in their order, begun anew where there are more parts.
    """
    total = sum(value for _, value, _ in parts)
    drawn = [
        {
            "name": name,
            "value": value,
            "shown": f"{value:,}",
            "share": f"{value / total:.1%}",
            "meaning": meaning,
            "colour": colours[place % len(colours)],
        }
        for place, (name, value, meaning) in enumerate(parts)
        if value
    ]
    return _BAR.render(parts=drawn, said=", ".join(f"{part['shown']} {part['name']}" for part in drawn))


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, note: str = "") -> str:
    """Write an HTML table with numbers grouped and right-aligned, texts escaped and as they are.

    Args:
        title: The caption, as `prose`; empty for none.
        columns: The headings; without any text in them there is no head, nor where no row follows.
        rows: As many cells a row as there are headings; None shows as a dash. A word too long for its column, such as
            a hash or an id, shows its beginning; the whole of it shows on hover, and is copied. Of HTML only `prose`.
        note: One sentence under the table, as `prose`.
    """
    kept = [list(row) for row in rows]
    align = ["right" if _is_numeric(row[i] for row in kept) else "left" for i in range(len(columns))]
    shown = [[_shown(cell) for cell in row] for row in kept]
    return _TEMPLATE.render(
        title=title, columns=columns, rows=shown, align=align, note=_noted(note), prose=prose
    )


def sentence(text: str, *, note: str = "") -> str:
    """Write what stands where a table has no rows: what that means, as `prose`."""
    return str(_paragraph("margin:.4em 0;font-weight:600", text) + _noted(note))


def _noted(note: str) -> Markup:
    """Write a sentence under what it is about."""
    return _paragraph("margin:.2em 0 .6em;opacity:.8", note) + "\n" if note else Markup()


def _paragraph(style: str, text: str) -> Markup:
    return Markup('<p class="mathjax_ignore" style="{}">{}</p>').format(style, prose(text))


def _is_numeric(cells: Iterable[object]) -> bool:
    present = [cell for cell in cells if cell is not None]
    return bool(present) and all(
        isinstance(cell, int | float) and not isinstance(cell, bool) for cell in present
    )


def _text(cell: object) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return f"{cell:,}" if isinstance(cell, int | float) else str(cell)


_LONG_WORD = re.compile(r"\S{49,}")
_CUT = (
    "display:inline-block;max-width:24em;overflow:hidden;text-overflow:ellipsis;"
    "white-space:nowrap;vertical-align:bottom"
)


def _shown(cell: object) -> Markup:
    if isinstance(cell, Markup):
        return cell

    def cut(word: re.Match[str]) -> str:
        return f'<span style="{_CUT}" title="{word[0]}">{word[0]}</span>'

    return Markup(_LONG_WORD.sub(cut, str(escape(_text(cell)))))  # noqa: S704 escaped before it is cut


@dataclass(frozen=True, slots=True, repr=False)
class Listing:
    """Rows that a page shows one by one.

    Args:
        title: What they are.
        rows: A cell for each value.
        empty: The sentence in their place where there are none: what that means.
    """

    title: str
    rows: pl.DataFrame = field(default_factory=pl.DataFrame)
    empty: str = field(kw_only=True)

    def __repr__(self) -> str:
        """Write each row as a line, its cells apart."""
        lines = ["  " + " · ".join(map(_text, row)) for row in self.rows.iter_rows()]
        return "\n".join([f"{self.title}:", *lines]) if lines else self.empty

    def _repr_html_(self) -> str:
        if self.rows.is_empty():
            return sentence(self.empty)
        return table(self.title, self.rows.columns, self.rows.iter_rows())


def counted(count: int, thing: str) -> str:
    """Say how many there are of a thing: `1 file`, `1,200 files`."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def headline(result: object) -> str:
    """Give what `said_of` gives, with a capital."""
    inner = said_of(result)
    return inner[:1].upper() + inner[1:]


def said_of(result: object) -> str:
    """Give a result's one-line repr as a person would say it: without its class around it."""
    said = repr(result)
    return said[said.index("(") + 1 : said.rindex(")")]


_FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
"""How a text begins that a spreadsheet computes (OWASP, CSV Injection), full-width signs among them."""


def inert(text: pl.Expr) -> pl.Expr:
    """Put an apostrophe before a text that a spreadsheet would compute; for a file that people open in one."""
    return pl.when(text.str.contains(_FORMULA)).then(pl.lit("'") + text).otherwise(text)


def mask(value: str) -> str:
    """Hide a personal value: the first character and, of an address, the domain remain (`a•••@example.com`)."""
    local, at, domain = value.partition("@")
    return f"{local[:1]}•••{at}{domain}"
