"""Databases' own logins: Microsoft SQL Server and Oracle; MySQL's and PostgreSQL's stand among the refused.

Server and Oracle 11 take one digest of password and salt, which Auth0 computes too (`behaviour.md` §1.3).
"""

import polars as pl

from userferry.passwords.format import LAZY, Format
from userferry.passwords.shapes import salted_digest

_HEX = "(?:[0-9A-F]{%d}|[0-9a-f]{%d})"
_UPPER_16 = "|".join(f"[0-9]{{{at}}}[A-F][0-9A-F]{{{15 - at}}}" for at in range(16))


def _hex(name: str, digits: int) -> str:
    return f"(?P<{name}>{_HEX % (digits, digits)})"


def _suffixed(name: str, title: str, algorithm: str, pattern: str, encoding: str | None) -> Format:
    password = {} if encoding is None else {"password.encoding": pl.lit(encoding)}
    return Format(
        name=name,
        title=title,
        pattern=f"^{pattern}$",
        algorithm=algorithm,
        convert=salted_digest("suffix", encoding="hex") | password,
    )


def _server(year: int, algorithm: str, version: str, digits: int, more: str = "") -> Format:
    return _suffixed(
        f"mssql_{year}",
        f"SQL Server {year}",
        algorithm,
        f"0x{version}{_hex('salt', 8)}{_hex('digest', digits)}{more}",
        "utf16le",
    )


FORMATS = (
    # The second digest of the oldest is of the password in capitals, for logins that do not mind the case.
    _server(2000, "sha1", "0100", 40, _HEX % (40, 40)),
    _server(2005, "sha1", "0100", 40),
    _server(2012, "sha512", "0200", 128),
    _suffixed(
        "oracle11",
        "Oracle 11",
        "sha1",
        f"S:{_hex('digest', 40)}{_hex('salt', 20)}(?:;H:[0-9A-F]{{32}})?(?:;T:[0-9A-F]{{160}})?",
        None,
    ),
    Format(
        name="oracle10",
        title="Oracle 10 or half a digest",
        pattern=f"^(?:{_UPPER_16})$",
        length=16,
        reason="Oracle's DES depends on the user's name, and Auth0 computes no DES",
        way_out=LAZY,
    ),
)
