"""What is compared: identifiers as Auth0 compares them, and the plainer forms in which one person's may be equal."""

import polars as pl

from userferry.conflicts.mailboxes import mailboxes

KINDS = {"user_id": False, "email": True, "username": True, "phone_number": False}
"""The identifiers unique in a connection, and whether Auth0 stores them in lower case (`behaviour.md` §1.1, §2.4)."""

PERSON = "person"
"""The kind of a cluster whose users may be one person: Auth0 would take them all."""

PHONES = ("phone", "phone_number", "mobile", "telephone")
"""Where a number may stand in the metadata."""

_ALIKE = {
    **dict(zip("авеѕіјкмнорсԁтухһԛԝё", "abesijkmhopcdtyxhqwe", strict=True)),  # Cyrillic
    **dict(zip("αβεικνορτυχγωη", "abeiknoptuxywn", strict=True)),  # Greek
    **dict(zip("ıɡℓ‐‑–—", "igl----", strict=True)),
}
"""Letters that look like Latin ones in small print; full-width forms are folded by NFKC."""


def identifier(kind: str) -> pl.Expr:
    """Give an identifier as Auth0 compares it."""
    return pl.col(kind).str.to_lowercase() if KINDS[kind] else pl.col(kind)


def plain(value: pl.Expr) -> pl.Expr:
    """Fold a lower-cased text: no spaces or invisible characters, NFKC, look-alike letters in Latin."""
    return value.map_batches(_plain, return_dtype=pl.String, is_elementwise=True)


def plain_forms(values: pl.Series) -> list[tuple[str, pl.Series]]:
    """Give lower-cased texts after each step of the same fold, with what the step is called."""
    odd = _is_odd(values)
    places = odd.arg_true()
    return [(word, values.clone().scatter(places, formed)) for word, formed in _fold(values.filter(odd))]


def near_keys(schema: pl.Schema, taken: dict[str, str]) -> dict[str, pl.Expr]:
    """Give, for each thing by which two users may be one, the key that is then equal; null where there is none.

    Args:
        schema: Of the users.
        taken: Mistyped domains and whose they are.
    """
    keys: dict[str, pl.Expr] = {}
    for kind in KINDS:
        if kind in schema:
            keys[kind] = (
                digits(pl.col(kind)) if kind == "phone_number" else plain(pl.col(kind).str.to_lowercase())
            )
    if "email" in keys:
        keys["email"] = mailboxes(keys["email"], taken)
    name, phone = _name(schema), _phone(schema)
    if name is not None and phone is not None:
        keys[PERSON] = pl.concat_str(name, phone, separator="\0")
    # whoever collides must share a key, so what folds to nothing stands for itself
    return {
        kind: pl.when(key != "").then(key).otherwise(identifier(kind) if kind in KINDS else None)
        for kind, key in keys.items()
    }


def has_other_phones(schema: pl.Schema) -> bool:
    """Say whether numbers are taken from anywhere but `phone_number`."""
    return bool(_metadata_phones(schema))


def digits(number: pl.Expr) -> pl.Expr:
    """Give a phone number's digits without the zeros before them, null where there are fewer than seven."""
    found = number.map_batches(_digits, return_dtype=pl.String, is_elementwise=True)
    return pl.when(found.str.len_bytes() > 6).then(found)  # noqa: PLR2004 shorter ones are extensions and fillers


def _digits(values: pl.Series) -> pl.Series:
    bare = values.str.strip_chars_start("+0")
    odd = bare.str.contains(r"[^0-9]").fill_null(value=False)
    if not odd.any():
        return bare
    cleaned = bare.filter(odd).str.replace_all(r"[^0-9]", "").str.strip_chars_start("0")
    return bare.scatter(odd.arg_true(), cleaned)


def _plain(values: pl.Series) -> pl.Series:
    odd = _is_odd(values)
    if not odd.any():
        return values
    return values.clone().scatter(odd.arg_true(), _fold(values.filter(odd))[-1][1])


def _is_odd(values: pl.Series) -> pl.Series:
    """Find the few values that hold anything but printable ASCII; the others are plain as they are."""
    return values.str.contains(r"[^\x21-\x7e]").fill_null(value=False)


def _fold(values: pl.Series) -> list[tuple[str, pl.Series]]:
    bare = values.str.replace_all(r"[\s\p{Cf}\p{Cc}]+", "")
    formed = bare.str.normalize("NFKC").str.to_lowercase()
    latin = formed.to_frame("value").select(pl.col("value").str.replace_many(_ALIKE)).to_series()
    return [
        ("spaces or invisible characters", bare),
        ("another Unicode form", formed),
        ("look-alike letters", latin),
    ]


def _name(schema: pl.Schema) -> pl.Expr | None:
    whole = [pl.col("name")] if "name" in schema else []
    if "given_name" in schema and "family_name" in schema:
        whole.append(pl.concat_str("given_name", "family_name", separator=" "))
    if not whole:
        return None
    return plain(pl.coalesce(whole).str.to_lowercase().str.replace_all(r"[\s.'’-]+", ""))


def _phone(schema: pl.Schema) -> pl.Expr | None:
    found = [pl.col("phone_number")] if "phone_number" in schema else []
    found += _metadata_phones(schema)
    return digits(pl.coalesce(found)) if found else None


def _metadata_phones(schema: pl.Schema) -> list[pl.Expr]:
    found = []
    for outer in ("user_metadata", "app_metadata"):
        dtype = schema.get(outer)
        inner = {field.name: field.dtype for field in dtype.fields} if isinstance(dtype, pl.Struct) else {}
        found += [pl.col(outer).struct.field(name) for name in PHONES if inner.get(name) == pl.String]
    return found
