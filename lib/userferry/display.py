"""How a result shows itself in a notebook: one small, calm, escaped table for all of them."""

from collections.abc import Iterable, Sequence

from jinja2 import Environment

_TEMPLATE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<table style="border-collapse:collapse;margin:.4em 0">
{% if title %}<caption style="caption-side:top;text-align:left;white-space:nowrap;font-weight:600;padding:.2em 0">{{ title }}</caption>
{% endif %}
<thead><tr>{% for name in columns %}<th style="text-align:{{ align[loop.index0] }};padding:.25em .8em .25em 0">{{ name }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in rows %}
<tr>{% for cell in row %}<td style="text-align:{{ align[loop.index0] }};padding:.2em .8em .2em 0;vertical-align:top">{{ cell }}</td>{% endfor %}</tr>
{% endfor %}
</tbody></table>
{% if note %}<p style="margin:.2em 0 .6em;opacity:.8">{{ note }}</p>
{% endif %}"""  # noqa: E501 a template's lines are as long as its tags
)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, note: str = "") -> str:
    """Write an HTML table with numbers grouped and right-aligned, texts escaped and as they are.

    Args:
        title: The caption, empty for none.
        columns: The headings.
        rows: As many cells a row as there are headings; None shows as a dash.
        note: One sentence under the table.
    """
    kept = [list(row) for row in rows]
    align = ["right" if _is_numeric(row[i] for row in kept) else "left" for i in range(len(columns))]
    shown = [[_text(cell) for cell in row] for row in kept]
    return _TEMPLATE.render(title=title, columns=columns, rows=shown, align=align, note=note)


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


def headline(result: object) -> str:
    """Give a result's one-line repr as a person would say it: without its class around it."""
    said = repr(result)
    inner = said[said.index("(") + 1 : said.rindex(")")]
    return inner[:1].upper() + inner[1:]


def mask(value: str) -> str:
    """Hide a personal value: the first character and, of an address, the domain remain (`a•••@example.com`)."""
    local, at, domain = value.partition("@")
    return f"{local[:1]}•••{at}{domain}"
