"""What two services hand out as files: Auth0's own hash export, and Firebase's `auth:export`.

Auth0's line is one user with a bcrypt hash in `passwordHash` (`behaviour.md` §8); it cannot be imported as it
is. Firebase's hash is a modified scrypt (§1.5), its parameters are a block that the whole project shares.
"""

import polars as pl

from userferry.passwords.bcrypt import BCRYPT
from userferry.passwords.format import LAZY, Format
from userferry.passwords.shapes import B64, base64_of, text_other_than

_FIREBASE = (
    "Firebase's scrypt encrypts the project's signer key with what it derived, and Auth0 compares what is "
    "derived itself"
)
_TEXT = f'"{text_other_than("passwordHash")}"'
_MORE = rf'(?:[^"]|{_TEXT})*'


def _line(value: str) -> str:
    """A JSON object with one such `passwordHash`."""
    return rf'^\{{[ \t\r\n]*(?:{_TEXT}{_MORE})?"passwordHash"\s*:\s*"{value}"{_MORE}\}}$'


_password_hash = pl.col("value").str.json_path_match("$.passwordHash")

FORMATS = (
    Format(
        name="auth0_export",
        title="line of Auth0's hash export",
        pattern=_line(BCRYPT.replace("?P<cost>", "?:")),
        sign='"passwordHash"',
        algorithm="bcrypt",
        convert={"hash.value": _password_hash, "hash.encoding": pl.lit("utf8")},
        parameters={"cost": _password_hash.str.slice(4, 2).cast(pl.Int64)},
        # A line that is cut or glued is no JSON, whatever stands in the middle of it.
        holds=_password_hash.is_not_null() & pl.col("value").str.contains(r'"(?:_id|tenant|connection)"\s*:'),
    ),
    Format(
        name="firebase_line",
        title="user of Firebase's export",
        pattern=_line(rf"(?:{base64_of(64)}|[A-Za-z0-9_-]{{86}}(?:==)?)"),
        sign='"passwordHash"',
        reason=_FIREBASE,
        way_out=LAZY,
    ),
    Format(
        name="firebase_scrypt",
        title="Firebase scrypt",
        pattern=f"^{base64_of(64)}$",
        reason=_FIREBASE,
        way_out=LAZY,
        is_told_by_shape=False,
    ),
    Format(
        name="firebase_with_key",
        title="Firebase scrypt and its parameters (Clerk)",
        pattern=rf"^{base64_of(64)}\${B64}+={{0,2}}\${B64}+={{0,2}}\${B64}+={{0,2}}\$[0-9]+\$[0-9]+$",
        sign="==$",
        reason=_FIREBASE,
        way_out=LAZY,
    ),
    Format(
        name="firebase_parameters",
        title="Firebase's hash parameters",
        sign="hash_config",
        pattern=r"(?s)^hash_config\s*\{.*\}$",
        reason="it is the signer key of a whole Firebase project and no user's password",
        way_out="keep it secret, keep it for a lazy migration, and map the column that holds the hashes",
    ),
)
