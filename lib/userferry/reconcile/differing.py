"""What differs between a user that was meant and the one that is there."""

from collections.abc import Iterator
from typing import Any

import orjson
import polars as pl

from userferry.reconcile.pairing import FOUND
from userferry.reconcile.result import DIFFERENCES
from userferry.reconcile.sides import FLAGS, OBJECTS, TEXTS

_GRAVATAR = r"^https://(s|secure)\.gravatar\.com/avatar/"
Difference = tuple[str, str, Any, Any]
"""Path, kind, and the two values; a value that is not there is `_NONE`."""

_NONE: Any = object()


def find_differences(pairs: pl.DataFrame) -> pl.DataFrame:
    """List what differs in some pairs of users.

    What Auth0 itself adds to a new user is none (`behaviour.md` §1.1): the name is the address, the nickname its local
    part, the picture a Gravatar, and a flag that is left out is false. What was not sent to who was there already is
    left as it was, except that each metadata object is replaced whole (§2.4).

    Args:
        pairs: Of `Pairing`.

    Returns:
        `__row`, `field`, `kind`, `meant`, `found`, as in `Reconciliation.differences`.
    """
    plain = [_plain(pairs, name) for name in (*TEXTS, *FLAGS)]
    objects = [_objects(pairs, name) for name in OBJECTS]
    return pl.concat([pl.DataFrame(schema=DIFFERENCES), *plain, *objects, _identities(pairs)])


def _plain(pairs: pl.DataFrame, name: str) -> pl.DataFrame:
    meant, found = pl.col(name), pl.col(name + FOUND)
    same = meant.eq_missing(found)
    if name in FLAGS:  # false when left out
        same |= meant.is_null() & ~found.fill_null(value=False)
    not_meant = meant.is_null() & (~pl.col("is_new") | _is_added(name))
    kind = (
        pl.when(meant.is_null())
        .then(pl.lit("value not meant"))
        .when(found.is_null())
        .then(pl.lit("value missing"))
        .otherwise(pl.lit("value differs"))
    )
    return pairs.filter(~same & ~not_meant).select(
        "__row",
        pl.lit(name).alias("field"),
        kind.alias("kind"),
        meant.cast(pl.String).alias("meant"),
        found.cast(pl.String).alias("found"),
    )


def _is_added(name: str) -> pl.Expr:
    """Tell whether a value may be one that the tenant gives to a new user who brings none.

    What it gives to who has no address is not known.
    """
    found, email = pl.col(name + FOUND), pl.coalesce("email", f"email{FOUND}")
    local = email.str.split("@").list.first()
    added = {"name": found == email, "nickname": found == local, "picture": found.str.contains(_GRAVATAR)}
    return email.is_null() | added[name] if name in added else pl.lit(value=name == "user_id")


def _identities(pairs: pl.DataFrame) -> pl.DataFrame:
    """Find users to whom another account was linked: an import gives each exactly one (§1.1, §8)."""
    those = pl.col(f"identities{FOUND}")
    names = those.list.eval(pl.element().struct.field("connection")).list.join(", ", ignore_nulls=True)
    return pairs.filter(pl.col("is_new"), those.list.len() > 1).select(
        "__row",
        pl.lit("identities").alias("field"),
        pl.lit("value not meant").alias("kind"),
        pl.lit(None, pl.String).alias("meant"),
        names.alias("found"),
    )


def _objects(pairs: pl.DataFrame, name: str) -> pl.DataFrame:
    """Compare an object's text with the other's, and look into those that are not the same text."""
    meant, found = pl.col(name), pl.col(name + FOUND)
    other = pairs.filter(meant.ne_missing(found) & (pl.col("is_new") | meant.is_not_null()))
    said = [
        (row, path, kind, *_shown(kind, one, two))
        for row, one_text, two_text in other.select("__row", name, name + FOUND).iter_rows()
        for path, kind, one, two in _members(name, _read(one_text), _read(two_text))
    ]
    return pl.DataFrame(said, schema=DIFFERENCES, orient="row")


def _read(text: str | None) -> Any:
    return {} if text is None else orjson.loads(text)


def _members(path: str, meant: Any, found: Any) -> Iterator[Difference]:
    """Go through what stands under a path on both sides."""
    if isinstance(meant, dict) and isinstance(found, dict):
        for name in [*meant, *(name for name in found if name not in meant)]:
            yield from _members(f"{path}.{name}", meant.get(name, _NONE), found.get(name, _NONE))
    elif meant is _NONE:
        yield path, "value not meant", meant, found
    elif found is _NONE and isinstance(meant, dict) and meant:
        for name, value in meant.items():
            yield from _members(f"{path}.{name}", value, found)
    elif found is _NONE:
        yield path, "value missing", meant, found
    elif _type(meant) != _type(found):
        yield path, "type differs", meant, found
    elif isinstance(meant, list):
        yield from _elements(path, meant, found)
    elif meant != found:
        yield path, "value differs", meant, found


def _elements(path: str, meant: list[Any], found: list[Any]) -> Iterator[Difference]:
    """Compare lists: the same values in another order are one difference, objects are looked into."""
    inner = [
        each
        for place, one in enumerate(meant[: len(found)])
        for each in _members(f"{path}[{place}]", one, found[place])
    ]
    if len(meant) == len(found) and not inner:
        return
    if sorted(map(_json, meant)) == sorted(map(_json, found)):
        yield path, "order differs", meant, found
    elif len(meant) == len(found) and all(isinstance(one, dict) for one in (*meant, *found)):
        yield from inner
    else:
        yield path, "value differs", meant, found


def _type(value: Any) -> str:
    """Name the JSON type; 1 and 1.0 are one number (RFC 8259 §6), true and 1 are not."""
    if isinstance(value, bool) or value is None:
        return "boolean" if value is not None else "null"
    return "number" if isinstance(value, int | float) else type(value).__name__


def _shown(kind: str, meant: Any, found: Any) -> tuple[str | None, str | None]:
    is_quoted = kind == "type differs"
    return _text(meant, is_quoted=is_quoted), _text(found, is_quoted=is_quoted)


def _text(value: Any, *, is_quoted: bool) -> str | None:
    if value is _NONE:
        return None
    return value if isinstance(value, str) and not is_quoted else _json(value)


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
