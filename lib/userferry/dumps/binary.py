"""Bytes that are no text, told by how they begin or by the control characters in them."""

_BEGINNINGS = (
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PGDMP", "a pg_dump archive"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"Obj\x01", "an Avro file"),
    (b"ORC", "an ORC file"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"BZh", "bzip2-compressed"),
    (b"\xfd7zXZ", "xz-compressed"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x7fELF", "a program"),
)
# Tab, line feed, vertical tab, form feed, carriage return; and the separators that files of Hive and of mainframes use.
_OF_TEXT = frozenset("\t\n\v\f\r\x01\x1c\x1d\x1e\x1f")
_TOLERATED_SHARE, _TOLERATED = 0.05, 8

BINARY = "binary"
"""What is no text and nothing that is known."""


def kind_of_binary(text: str, head: bytes) -> str:
    """Say what these bytes are if they are no text; empty if they are.

    Args:
        text: They, decoded.
        head: They themselves.
    """
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning) and not (beginning.isalnum() and text[:64].isprintable()):
            return kind
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in _OF_TEXT)
    return BINARY if controls > max(_TOLERATED_SHARE * len(text), _TOLERATED) else ""
