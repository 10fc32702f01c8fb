"""What a delimited file is written with, and what its head would have to be measured by."""

from dataclasses import dataclass

DELIMITERS = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "bar",
    "\x01": "^A",
    "\x1f": "unit separator",
    ":": "colon",
    "~": "tilde",
    "^": "caret",
}
"""The characters that are tried, the likeliest first, and what they are called."""

COMMON = ",;\t|\x01\x1f"
"""Of these, the ones that seldom stand in the values themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How records are written.

    Args:
        delimiter: One character between fields.
        quote: One character around a field; empty for none.
        escape: One character before a quote inside quotes; empty where the quote is doubled.
        cr: Whether a carriage return without a line feed ends a line.
        all_quoted: Whether each field of each record seen stands in quotes.
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    cr: bool = False
    all_quoted: bool = False

    @property
    def word(self) -> str:
        """What the delimiter is called."""
        return DELIMITERS.get(self.delimiter, repr(self.delimiter))

    @property
    def scannable(self) -> bool:
        """Whether polars knows such a dialect: marks of one byte, lines that end in a line feed."""
        return (self.delimiter + self.quote).isascii() and not self.cr
