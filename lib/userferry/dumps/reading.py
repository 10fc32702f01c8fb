"""Open a dump by what its bytes say it is, and describe it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from userferry.decisions import unknown_name
from userferry.dumps import (
    auth0,
    columnar,
    delimited,
    django_json,
    firebase,
    jsonarray,
    keycloak,
    ldif,
    mysql,
    mysqldump,
    ndjson,
    pgdump,
    postgresql,
    sqlite,
    workbook,
)
from userferry.dumps.address import Address, is_address, read_address
from userferry.dumps.dump import Dump, Opened
from userferry.dumps.source import Options, Source, find_source
from userferry.errors import DumpError


@dataclass(frozen=True, slots=True)
class Reader:
    """How one kind of source is known and opened.

    Args:
        name: What `format=` calls it.
        recognise: The sign by which these bytes are of its kind, in words; None where they are not.
        open: Reads the source.
    """

    name: str
    recognise: Callable[[Source], str | None]
    open: Callable[[Source, Options], Opened]


READERS: tuple[Reader, ...] = (
    Reader("sqlite", sqlite.recognise, sqlite.read),
    Reader("pgdump", pgdump.recognise, pgdump.read),
    Reader("mysqldump", mysqldump.recognise, mysqldump.read),
    Reader("columnar", columnar.recognise, columnar.read),
    Reader("workbook", workbook.recognise, workbook.read),
    Reader("auth0", auth0.recognise, auth0.read),
    Reader("keycloak", keycloak.recognise, keycloak.read),
    Reader("firebase", firebase.recognise, firebase.read),
    Reader("django", django_json.recognise, django_json.read),
    Reader("ldif", ldif.recognise, ldif.read),
    Reader("ndjson", ndjson.recognise, ndjson.read),
    Reader("json", jsonarray.recognise, jsonarray.read),
    Reader("delimited", delimited.recognise, delimited.read),
)
"""In the order in which they are asked; the first that knows the bytes reads them."""


def read_dump(source: Path | str | Sequence[Path | str], **options: Any) -> Dump:
    """Open a dump lazily, every value as the text it is.

    Args:
        source: A file; a pattern or a list of files of one kind, read one after the other; compressed or not. Or a
            database's URL: `postgresql://user@host:port/name`, `mysql://…`.
        options: What is known about it, by the names of `Options`; what is not said is read from the bytes.

    Raises:
        DumpError: It is missing, empty, unreadable or of no kind that is read here; or an option has no such name.
    """
    if unknown := sorted(set(options) - set(Options.known())):
        raise DumpError(unknown_name(unknown[0], Options.known(), what="option of a dump"))
    asked = Options(**options)
    if is_address(source):
        return _read_database(read_address(str(source)), asked)
    files = find_source(source)
    reader, sign = _reader_of(files, asked)
    found = reader.open(files, asked)
    packed = f", {files.packing}" if files.packing else ""
    return Dump(
        frame=found.frame,
        source=files.name,
        description=found.description + packed,
        bytes=files.bytes(),
        fingerprint=cache(files.digest),
        evidence=(("read as", f"{reader.name}: {sign}"), *found.evidence),
        kept=found.kept,
        rejected=found.rejected,
        layout=found.layout,
        paths=files.paths,
    )


DATABASES: dict[str, Callable[[Address, Options], Opened]] = {
    "postgresql": postgresql.read,
    "mysql": mysql.read,
}
"""By the kind of their URL."""


def _read_database(address: Address, asked: Options) -> Dump:
    found = DATABASES[address.kind](address, asked)
    question = "\n".join([address.name, found.description, asked.query or "", str(found.kept)])
    kept_by_papermill = (
        "password",
        "stands in the URL, which papermill keeps with the notebook; better in the environment",
    )
    return Dump(
        frame=found.frame,
        source=address.name,
        description=found.description,
        bytes=0,
        fingerprint=lambda: hashlib.sha256(question.encode()).hexdigest(),
        evidence=(*found.evidence, *([kept_by_papermill] if address.password else [])),
        kept=found.kept,
    )


def _reader_of(files: Source, asked: Options) -> tuple[Reader, str]:
    names = {reader.name: reader for reader in READERS}
    if asked.format is not None:
        if asked.format not in names:
            raise DumpError(unknown_name(asked.format, list(names), what="kind of dump"))
        return names[asked.format], "as was asked"
    for reader in READERS:
        if sign := reader.recognise(files):
            return reader, sign
    raise DumpError(
        f"{files.name} is no kind of file that is read here. Nothing was written. Kinds that are read: "
        f"{', '.join(names)}; name one as format=, or export the users as CSV in UTF-8."
    )
