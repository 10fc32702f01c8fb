"""Where the rows of a dump went, as a picture: one stream into each place, as wide as it has rows."""

from dataclasses import dataclass

from userferry.reports.balance_page import COLOURS
from userferry.runs import Balance, Place

SENT = (Place.INSERTED, Place.UPDATED, Place.UNCHANGED, Place.FAILED, Place.IN_DOUBT, Place.NOT_SENT)
"""The places of rows that were to be sent; the others were left out before."""

_NODE = 12
_SLOT = 44
"""The least between two labels, which have two lines."""

_STREAM = 240
"""How high the whole dump is drawn."""


@dataclass(frozen=True, slots=True)
class Node:
    """A bar that streams begin or end at, with its label."""

    x: float
    y: float
    height: float
    colour: str
    name: str
    rows: str
    share: str


@dataclass(frozen=True, slots=True)
class Stream:
    """A band from one bar to another, as an SVG path."""

    path: str
    colour: str
    said: str


@dataclass(frozen=True, slots=True)
class FlowPicture:
    """The streams of a balance, laid out for one width.

    Args:
        width: Of the drawing.
        height: Of the drawing.
        dump: The bar of the whole dump; its label stands above it.
        sent: The bar of those that were to be sent, None where nobody was.
        places: The bars of the places, their labels to the right.
        streams: The bands between them.
        said: The same in words.
    """

    width: int
    height: float
    dump: Node
    sent: Node | None
    places: tuple[Node, ...]
    streams: tuple[Stream, ...]
    said: str


def draw_flow(balance: Balance, *, width: int) -> FlowPicture:
    """Lay a balance out: the dump on the left, those sent in the middle, each place that has rows on the right.

    Args:
        balance: Where each row is.
        width: Of the drawing; the labels on the right take 160 of it.
    """
    total = max(balance.dump_rows, 1)
    entries = sorted((each for each in balance.entries if each.rows), key=lambda each: each.place not in SENT)
    tall = {each.place: max(2.0, _STREAM * each.rows / total) for each in entries}
    top = 48.0
    left, middle, right = 0.0, max(100.0, (width - 172) * 0.42), width - 172.0
    sent_rows = sum(each.rows for each in entries if each.place in SENT)
    sent_tall = sum(tall[each.place] for each in entries if each.place in SENT)
    places, streams, y, at, inner = [], [], top, top, top
    for each in entries:
        height, colour = tall[each.place], f"var(--{each.place.replace(' ', '-')})"
        share = f"{each.rows / total:.1%} of the dump"
        places.append(Node(right, y, height, colour, each.place, f"{each.rows:,}", share))
        said = f"{each.rows:,} {each.place}"
        start = (middle if each.place in SENT else left) + _NODE
        origin = inner if each.place in SENT else at
        streams.append(Stream(_band(start, origin, right, y, height), colour, said))
        if each.place in SENT:
            inner += height
        at += height
        y += max(height + 6, _SLOT)
    sent = None
    if sent_rows:
        name = "to be sent" if balance.rows(Place.NOT_SENT) else "sent"
        sent = Node(middle, top, sent_tall, "var(--soft)", name, f"{sent_rows:,}", "")
        band = _band(left + _NODE, top, middle, top, sent_tall)
        streams.insert(0, Stream(band, "var(--soft)", f"{sent_rows:,} to be sent"))
    dump = Node(left, top, at - top, "var(--ink)", "rows in dump", f"{balance.dump_rows:,}", "")
    words = ", ".join(f"{each.rows:,} {each.place}" for each in entries)
    said = f"Of {balance.dump_rows:,} rows in the dump: {words or 'none'}."
    return FlowPicture(width, max(y, at) + 4, dump, sent, tuple(places), tuple(streams), said)


def colours() -> dict[str, str]:
    """Give each place's colour by its name as a CSS variable has it."""
    return {place.replace(" ", "-"): colour for place, colour in COLOURS.items()}


def _band(x: float, y: float, to_x: float, to_y: float, height: float) -> str:
    """Draw a band of one height from a bar's right side to another's left side."""
    half = (x + to_x) / 2
    return (
        f"M{x:.1f} {y:.1f}C{half:.1f} {y:.1f} {half:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
        f"v{height:.1f}C{half:.1f} {to_y + height:.1f} {half:.1f} {y + height:.1f} {x:.1f} {y + height:.1f}Z"
    )
