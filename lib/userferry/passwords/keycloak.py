r"""Keycloak's credentials, as realm exports and its `credential` table keep them (`behaviour.md` §1.5).

An export holds JSON texts within JSON: `{"type":"password","secretData":"{\"value\":…,\"salt\":…}",
"credentialData":"{\"hashIterations\":…,\"algorithm\":…}"}`. The table's `secret_data` alone says neither the
algorithm nor the rounds: a person names the form and gives the rounds.
"""

import polars as pl

from userferry.passwords.format import LAZY, Format, given
from userferry.passwords.shapes import (
    TEXT_IN_JSON,
    base64_from,
    pbkdf2_line,
    text_other_than,
    unpadded,
)

_Q = r'\\"'
# JSON's blanks, which are fewer than a pattern's.
_S = r"[ \t\r\n]*"
_ANY = rf'"{TEXT_IN_JSON}*"'
_KEY = f'"{text_other_than("secretData", "credentialData")}"'
_PAIR = rf"{_KEY}{_S}:{_S}(?:{_ANY}|[0-9]+|true|false|null|\{{[^{{}}]*\}})"
_BEFORE, _AFTER = rf"(?:{_PAIR}{_S},{_S})*", rf"(?:{_S},{_S}{_PAIR})*"
_ROUNDS = rf"{_Q}hashIterations{_Q} *: *[1-9][0-9]{{0,9}}"
_SECRET = rf'"secretData"{_S}:{_S}{_ANY}'


def _credential(algorithm: str, parameters: str) -> str:
    """The whole value, with its parts in either order; no part can stand in it twice."""
    name = rf"{_Q}algorithm{_Q} *: *{_Q}{algorithm}{_Q}"
    told = rf"(?:{_ROUNDS} *, *{name}|{name} *, *{_ROUNDS}){parameters}"
    data = rf'"credentialData"{_S}:{_S}"\{{ *{told} *\}}"'
    both = rf"(?:{_SECRET}{_S},{_S}{_BEFORE}{data}|{data}{_S},{_S}{_BEFORE}{_SECRET})"
    whole = rf"\{{{_S}{_BEFORE}{both}{_AFTER}{_S}\}}"
    return rf"^(?:{whole}|\[{_S}{whole}{_S}\])$"


def _parameter(name: str, value: str) -> str:
    return rf"{_Q}{name}{_Q} *: *\[ *{_Q}{value}{_Q} *\]"


def _parameters(inside: str) -> str:
    return rf" *, *{_Q}additionalParameters{_Q} *: *\{{ *{inside} *\}}"


_COSTS = "|".join(_parameter(name, "[1-9][0-9]{0,9}") for name in ("hashLength", "memory", "parallelism"))
_GOOD = rf"(?:{_COSTS}|{_parameter('type', 'id?')}|{_parameter('version', '1[.]3')})"
_ODD = rf"(?:{_parameter('type', 'd')}|{_parameter('version', '1[.]0')})"
_EVERY = rf"(?:{_GOOD}|{_ODD})"
_PBKDF2 = {"pbkdf2": "sha1", "pbkdf2-sha256": "sha256", "pbkdf2-sha512": "sha512"}
_UNSAID = rf"(?:{_parameters('[^{}]*')})?"

_one = pl.col("value").str.strip_prefix("[").str.strip_suffix("]")
_secret = _one.str.json_path_match("$.secretData")
_data = _one.str.json_path_match("$.credentialData")
_digest = unpadded(_secret.str.json_path_match("$.value"))
_salt = unpadded(_secret.str.json_path_match("$.salt"))
_rounds = _data.str.json_path_match("$.hashIterations").cast(pl.Int64, strict=False)
_is_base64 = _secret.str.json_path_match("$.value").str.contains(
    f"^{base64_from(8)}$"
) & _secret.str.json_path_match("$.salt").str.contains(f"^{base64_from(1)}$")


def _said(name: str) -> pl.Expr:
    return _data.str.json_path_match(f"$.additionalParameters.{name}[0]")


def _number(name: str) -> pl.Expr:
    return _said(name).cast(pl.Int64, strict=False)


def _bytes(encoded: pl.Expr) -> pl.Expr:
    return encoded.str.len_bytes().cast(pl.Int64) * 3 // 4


def _table(digest: str) -> Format:
    return Format(
        name=f"keycloak_secret_{digest}",
        title=f"Keycloak secret_data of PBKDF2-{digest.upper()}",
        pattern=_SECRET_DATA,
        algorithm="pbkdf2",
        convert=pbkdf2_line(
            digest,
            given("rounds"),
            _bytes(unpadded(pl.col("digest"))),
            unpadded(pl.col("salt")),
            unpadded(pl.col("digest")),
        ),
        needs=("rounds",),
        is_told_by_shape=False,
    )


_SECRET_DATA = (
    rf'^\{{ *"value" *: *"(?P<digest>{base64_from(16)})" *, *"salt" *: *"(?P<salt>{base64_from(1)})"'
    r'(?: *, *"additionalParameters" *: *\{[^{}]*\})? *\}$'
)

FORMATS = (
    *(
        Format(
            name=f"keycloak_pbkdf2_{digest}",
            title=f"Keycloak {name}",
            pattern=_credential(name, _UNSAID),
            sign="secretData",
            algorithm="pbkdf2",
            convert=pbkdf2_line(digest, _rounds, _bytes(_digest), _salt, _digest),
            parameters={"rounds": _rounds},
            holds=_is_base64 & (_rounds > 0),
        )
        for name, digest in _PBKDF2.items()
    ),
    Format(
        name="keycloak_argon2",
        title="Keycloak argon2",
        pattern=_credential("argon2", _parameters(rf"{_GOOD}(?: *, *{_GOOD})*")),
        sign="secretData",
        algorithm="argon2",
        convert={
            "hash.value": pl.format(
                "$argon2{}$v=19$m={},t={},p={}${}${}",
                _said("type"),
                _said("memory"),
                _rounds,
                _said("parallelism"),
                _salt,
                _digest,
            ),
            "hash.encoding": pl.lit("utf8"),
        },
        parameters={"memory": _number("memory"), "time": _rounds},
        holds=_is_base64
        & (_said("version") == "1.3")
        & _said("type").is_not_null()
        & (_number("memory") >= 8 * _number("parallelism"))
        & (_bytes(_salt) >= 8),  # noqa: PLR2004 libsodium's fewest bytes of salt
    ),
    Format(
        name="keycloak_argon2_other",
        title="Keycloak argon2d, or argon2 before version 1.3",
        pattern=_credential("argon2", _parameters(rf"(?:{_EVERY} *, *)*{_ODD}(?: *, *{_EVERY})*")),
        sign="secretData",
        reason="Auth0's libsodium verifies argon2id and argon2i of version 1.3 alone",
        way_out=LAZY,
    ),
    Format(
        name="keycloak_other",
        title="Keycloak credential of another algorithm",
        pattern=_credential(text_other_than("argon2", *_PBKDF2, escaped=""), _UNSAID),
        sign="secretData",
        reason="a provider of its own made it, and what that computes is not written in the credential",
        way_out=LAZY,
    ),
    Format(
        name="keycloak_secret_data",
        title="Keycloak secret_data",
        pattern=_SECRET_DATA.replace("?P<digest>", "?:").replace("?P<salt>", "?:"),
        sign='"salt"',
        candidates=tuple(f"keycloak_secret_{digest}" for digest in _PBKDF2.values()),
        reason="the algorithm and the rounds stand in the column beside it, credential_data",
        way_out="name the form and give its rounds",
    ),
    *(_table(digest) for digest in _PBKDF2.values()),
)
