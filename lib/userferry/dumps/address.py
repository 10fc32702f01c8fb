"""Where a database is, taken apart from its URL so that the password is never shown again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import polars as pl

from userferry.errors import DumpError

CONNECT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Address:
    """A database's place.

    Args:
        kind: "postgresql" or "mysql".
        url: The URL as it was given.
        host: Its host; empty where the driver's own default, or a socket, is meant.
        port: None for the kind's own.
        database: Its name; empty where the URL has none.
        user: Who asks; empty where the URL does not say.
        password: None where the URL has none.
        settings: What stands behind the question mark.
    """

    kind: str
    url: str = field(repr=False)
    host: str
    port: int | None
    database: str
    user: str
    password: str | None = field(repr=False)
    settings: dict[str, str] = field(repr=False)

    @property
    def name(self) -> str:
        """What people may read: no user, no password, no settings."""
        port = f":{self.port}" if self.port else ""
        return f"{self.kind}://{self.host}{port}/{self.database}"


def is_address(source: object) -> bool:
    """Tell a database's URL from a file."""
    return isinstance(source, str) and source.startswith(tuple(_KINDS))


_KINDS = {
    "postgresql://": "postgresql",
    "postgres://": "postgresql",
    "mysql://": "mysql",
    "mariadb://": "mysql",
}


def read_address(url: str) -> Address:
    """Take a URL apart.

    Raises:
        DumpError: It is none, or its password holds a character that has to be written as `%` and two digits.
    """
    kind = next(kind for start, kind in _KINDS.items() if url.startswith(start))
    try:
        parts: SplitResult = urlsplit(url)
        port = parts.port
        if parts.netloc.count("@") > 1 or any(letter.isspace() for letter in url):
            _refuse(kind)
    except ValueError:
        _refuse(kind)
    return Address(
        kind=kind,
        url=url,
        host=unquote(parts.hostname or ""),
        port=port,
        database=unquote(parts.path.removeprefix("/")),
        user=unquote(parts.username or ""),
        password=None if parts.password is None else unquote(parts.password),
        settings=dict(parse_qsl(parts.query)),
    )


def _refuse(kind: str) -> NoReturn:
    """Say what is wrong with a URL without a word of it: any part could be the password."""
    raise DumpError(
        f"The database's URL cannot be taken apart. Nothing was written. Write it as {kind}://user@host:port/name and "
        "the password's special characters as `%` and two hexadecimal digits (`@` is %40), or give the password as "
        f"{'PGPASSWORD' if kind == 'postgresql' else 'MYSQL_PWD'} in the environment."
    ) from None


def steady(batches: Iterator[pl.DataFrame], kept: int, name: str) -> Iterator[pl.DataFrame]:
    """Pass batches on, and refuse a database whose number of records is another than when it was opened.

    Raises:
        DumpError: After the last batch, or as soon as there are too many: `__row` would mean another record by then.
    """
    seen = 0
    for batch in batches:
        if (seen := seen + batch.height) > kept:
            break
        yield batch
    if seen != kept:
        raise DumpError(
            f"{name} held {kept:,} records when it was opened and {'more' if seen > kept else f'{seen:,}'} now. "
            "What was read in this step was not written. Read a copy, or stop what writes to it, and begin anew."
        )
