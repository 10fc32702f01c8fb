"""Read LDIF (RFC 2849), as OpenLDAP's slapcat and ldapsearch and Active Directory's ldifde write it.

A record is a `dn` and its attributes, ended by a blank line; a line that begins with a blank goes on with the one
before; `attribute:: ` is base64, `attribute:< ` an address whose content is elsewhere. Names of attributes are
case-insensitive (RFC 4512, section 2.5): the spelling met first names the column.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from userferry.dumps.dump import Opened
from userferry.dumps.keys import Record
from userferry.dumps.objects import Piece, open_objects, say
from userferry.dumps.source import Options, Source
from userferry.dumps.texts import MAX_RECORD_CHARS, encoding_of, head_of, read_lines, too_long

_LINE = re.compile(r"([A-Za-z0-9][\w.-]*(?:;[\w.-]+)*):([:<]?) *(.*)", re.DOTALL)
_START = re.compile(r"(?:#[^\n]*\n(?: [^\n]*\n)*|version:[^\n]*\n|\s*\n)*dn::? *\S", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BYTES = {
    "objectguid", "objectsid", "sidhistory", "jpegphoto", "thumbnailphoto", "thumbnaillogo", "audio",
    "usercertificate", "usersmimecertificate", "userpkcs12", "cacertificate", "logonhours", "msexchmailboxguid",
    "msexchmailboxsecuritydescriptor", "ntsecuritydescriptor", "unicodepwd", "supplementalcredentials",
}  # fmt: skip
"""Attributes that are bytes even where those of one record happen to be text (Active Directory schema, RFC 4519)."""

_NOTES = {
    "bytes": "base64 as in the file, where the value is bytes and no text",
    "url": "the address as text: its content is no part of the file",
}


def recognise(source: Source) -> str | None:
    """Say by what sign this is LDIF: after comments and a version, a dn."""
    return (
        "its first record begins with a dn" if _START.match(head_of(source).replace("\r\n", "\n")) else None
    )


def read(source: Source, options: Options) -> Opened:
    """Open an LDIF file lazily.

    Returns:
        One row a record: `dn`, and one column an attribute; several values are a JSON array. A base64 value that is
        text in UTF-8 is that text, so that `userPassword` is `{SSHA}…`; another stays base64, in a column
        `<attribute>;base64` of its own, or in the attribute's where it holds bytes by its definition (objectGUID).
        Records that modify, delete or rename are rejected: what they change is not in the file.
    """
    seen: dict[str, set[str]] = {note: set() for note in _NOTES}
    opened = open_objects(source, _pieces(encoding_of(source, options), seen), "LDIF")
    notes = [(", ".join(sorted(names)), _NOTES[note]) for note, names in seen.items() if names]
    return say(opened, "", *notes)


def _pieces(encoding: str, seen: dict[str, set[str]]) -> Callable[[Path], Iterator[Piece]]:
    spellings: dict[str, str] = {}

    def pieces(path: Path) -> Iterator[Piece]:
        for line, lines, trouble in _records(path, encoding):
            unfolded = _unfold(lines)
            if unfolded:
                yield line, "\n".join(lines), trouble or _record(unfolded, spellings, seen)

    return pieces


def _records(path: Path, encoding: str) -> Iterator[tuple[int, list[str], str]]:
    """Give the lines between blank ones, the number of the first, and why one of them does not decode."""
    first, lines, trouble, chars = 0, list[str](), "", 0
    for number, text, found in read_lines(path, encoding):
        if text:
            first = first if lines else number
            lines.append(text)
            trouble, chars = trouble or found, chars + len(text)
            if chars > MAX_RECORD_CHARS:
                raise too_long(path)
        elif lines:
            yield first, lines, trouble
            lines, trouble, chars = [], "", 0
    if lines:
        yield first, lines, trouble


def _unfold(lines: list[str]) -> list[str]:
    """Join what is folded, and leave out comments and the version."""
    whole: list[str] = []
    for line in lines:
        if line.startswith(" ") and whole:
            whole[-1] += line[1:]
        else:
            whole.append(line)
    said = [line for line in whole if not line.startswith("#")]
    return said[1:] if said and said[0].lower().startswith("version:") else said


def _record(lines: list[str], spellings: dict[str, str], seen: dict[str, set[str]]) -> Record | str:
    parts = [_LINE.fullmatch(line) for line in lines]
    split = [(found[1], found[2], found[3]) for found in parts if found]
    if trouble := _trouble([(name.lower(), value.strip().lower()) for name, _, value in split]):
        return trouble
    if len(split) < len(lines):
        return "a line of it is no `attribute: value`"
    values: dict[str, list[str]] = {}
    for name, mark, value in split:
        if name.lower() in ("changetype", "control"):
            continue
        column, text = spellings.setdefault(name.lower(), name), value
        if mark == ":" or (_is_bytes(name) and not mark):
            try:
                column, text = _decode(column, value, encoded=mark == ":")
            except binascii.Error:
                return f"the base64 of {name} is broken"
        if mark == "<":
            seen["url"].add(column)
        elif _is_bytes(name) or column.endswith(";base64"):
            seen["bytes"].add(column)
        values.setdefault(column, []).append(text)
    return {name: found[0] if len(found) == 1 else found for name, found in values.items()}


def _trouble(pairs: list[tuple[str, str]]) -> str:
    """Say why these attributes, in lower case, are no entry."""
    names = [name for name, _ in pairs]
    if names[:1] != ["dn"]:
        return "does not begin with a dn"
    if names.count("dn") > 1:
        return "has two dn: the blank line between two records is missing"
    change = dict(pairs).get("changetype", "add")
    return "" if change == "add" else f"changes an entry ({change[:20]}): what it was is not in the file"


def _is_bytes(name: str) -> bool:
    return name.lower().partition(";")[0] in _BYTES or ";binary" in name.lower()


def _decode(column: str, value: str, *, encoded: bool) -> tuple[str, str]:
    """Give the column and the text of a value: bytes stay base64."""
    if _is_bytes(column):
        return column, value if encoded else base64.b64encode(value.encode()).decode()
    try:
        text = base64.b64decode(value, validate=True).decode("utf-8")
    except UnicodeDecodeError:
        return f"{column};base64", value
    return (f"{column};base64", value) if _CONTROL.search(text) else (column, text)
