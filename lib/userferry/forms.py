"""The forms of a user's values, as the tenant's validator takes them (`behaviour.md` §1.1, §1.3, §3.4)."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

_JS_SPACE = r"\t\n\x0b\x0c\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_ATOM = r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0010ffff]+"
_QUOTABLE = r"\x01-\x08\x0b\x0c\x0e-\x1f\x7f\x21\x23-\x5b\x5d-\x7e\u00a1-\uffef"
_QUOTED = rf'"(?:[{_JS_SPACE}{_QUOTABLE}]|\\[\x01-\x7f\u00a1-\uffef])*"'
_INNER = r"A-Za-z0-9\u00a1-\uff00\uff5f-\uffff"
_LABEL = rf"[{_INNER}](?:[{_INNER}\-]{{0,61}}[{_INNER}])?"
_TOP = r"(?:[A-Za-z\u00a1-\uffff]{2,}|[xX][nN][A-Za-z0-9-]{2,})"
EMAIL = rf"^(?:{_ATOM}(?:\.{_ATOM})*|{_QUOTED})@(?:{_LABEL}\.)+{_TOP}$".replace(r"\ud7ff", r"\u{d7ff}")
"""What the tenant's validator takes for an address, but for its lengths, as measured on z-schema 3 (§3.4)."""

MAX_LOCAL_BYTES, MAX_DOMAIN_BYTES = 64, 254
MAX_EMAIL = 254

USERNAME = r"^[a-zA-Z0-9@^$.!`\-#+'~_]+$"
USER_ID = r"^\S*$"
E164 = r"^\+[0-9]{1,15}$"
PASSWORD_HASH = r"^\$2[ab]?\$10+\$[./A-Za-z0-9]{53}$"  # noqa: S105 a pattern, no password
TOTP_SECRET = r"^[A-Z2-7]+$"  # noqa: S105 a pattern, no secret
SPACE = rf"[{_JS_SPACE}]"
"""What JavaScript's `\\s` finds; Rust's and Python's each find something else."""

HASH_VALUES = {
    "bcrypt": r"^\$2[aby]\$",
    "argon2": r"^\$argon2(id|i|d)\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$",
    "pbkdf2": r"^\$pbkdf2-[A-Za-z0-9/_-]+\$(i=\d+)?,?(l=\d+)?\$?[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$",
    "ldap": r"^\{(md5|smd5|sha\d*|ssha\d*)\}[A-Za-z0-9+/=]+$",
}
"""Each algorithm's text as JavaScript reads it (§1.3); ldap's without regard to case."""


def is_email(text: pl.Expr) -> pl.Expr:
    """Say of each String whether the validator takes it for an address; null of a null."""
    return text.map_batches(_is_email, return_dtype=pl.Boolean, is_elementwise=True)


def _is_email(values: pl.Series) -> pl.Series:
    is_one = values.str.contains("@", literal=True)
    if not is_one.any():  # names seldom hold one, and the pattern takes ten times as long to say so
        return is_one
    is_one = values.str.contains(EMAIL)
    is_long = (values.str.len_bytes() > MAX_LOCAL_BYTES).fill_null(value=False)
    if not is_long.any():
        return is_one
    few = values.filter(is_long)
    domain = few.str.extract(r"@([^@]*)$").str.len_bytes()
    fits = (few.str.len_bytes() - domain - 1 <= MAX_LOCAL_BYTES) & (domain <= MAX_DOMAIN_BYTES)
    return is_one.scatter(is_long.arg_true(), is_one.filter(is_long) & fits)


@dataclass(frozen=True, slots=True)
class Form:
    """What an identifier has to be like.

    Args:
        shortest: Its fewest characters.
        longest: Its most; of a username unless the connection says otherwise.
        is_right: Says of each String whether its signs are right; null of a null.
    """

    shortest: int
    longest: int
    is_right: Callable[[pl.Expr], pl.Expr]


IDENTIFIER_FORMS: dict[str, Form] = {
    "email": Form(1, MAX_EMAIL, is_email),
    "username": Form(1, 15, lambda text: text.str.contains(USERNAME) & ~is_email(text)),
    "user_id": Form(1, 255, lambda text: ~text.str.contains(SPACE)),
    "e164": Form(1, 16, lambda text: text.str.contains(E164)),
}
"""The identifiers, by what the mapping file calls their forms (`behaviour.md` §1.1)."""


def is_identifier(form: str, text: pl.Expr, *, shortest: int = 0, longest: int = 0) -> pl.Expr:
    """Say of each String whether the validator takes it for an identifier; null of a null.

    Args:
        form: Of `IDENTIFIER_FORMS`.
        text: The Strings.
        shortest: The fewest characters, where the connection has a bound of its own; 0 for Auth0's.
        longest: The most characters; 0 for Auth0's.
    """
    known = IDENTIFIER_FORMS[form]
    length = text.str.len_chars()
    return known.is_right(text) & length.is_between(shortest or known.shortest, longest or known.longest)


def is_hash_value(algorithm: str, text: pl.Expr) -> pl.Expr:
    """Say of each String whether it has the form of an algorithm of `HASH_VALUES`."""
    pattern = HASH_VALUES[algorithm].replace(r"\d", "[0-9]")
    return text.str.contains(f"(?i-u:{pattern})" if algorithm == "ldap" else pattern)
