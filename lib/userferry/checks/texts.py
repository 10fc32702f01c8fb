"""Users as JSON texts, laid out: whatever they hold, the rules find it in its place."""

from collections.abc import Mapping
from typing import Any

import orjson
import polars as pl

from userferry.checks.places import (
    FACTOR,
    FACTOR_KEYS,
    KEYS,
    LAID_OUT,
    METADATA,
    NUMBERS,
    ROOT,
    TEXTS,
)
from userferry.schema import ATTRIBUTES, FORBIDDEN_APP_METADATA

BROKEN = "broken"
"""The type of a text that is no JSON."""

_KINDS = {str: "string", bool: "boolean", int: "integer", list: "array", dict: "object", type(None): "null"}
_TEXTS, _NUMBERS = frozenset(TEXTS), frozenset(NUMBERS)


def kind_of(value: Any) -> str:
    """Name a value's JSON type; a float without a fraction is an integer, as in JavaScript."""
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    return _KINDS[type(value)]


def lay_out_texts(batch: pl.DataFrame) -> pl.DataFrame:
    """Add the layout to a batch whose column `json` holds a user in each row."""
    users = [_lay_out(text) for text in batch["json"]]
    columns = [
        pl.Series(name, [user.get(name) for user in users], dtype=dtype) for name, dtype in LAID_OUT.items()
    ]
    return batch.hstack(columns)


def lay_out_factors(texts: pl.Series) -> pl.Series:
    """Take apart the factors of each user from the JSON of a column's list, null of a null.

    A column's null is written nowhere in an import file, and neither is an object without anything in it.
    """
    laid = [
        None if text is None else take_factors([_said(one) or {} for one in orjson.loads(text)["f"]])
        for text in texts
    ]
    return pl.Series(laid, dtype=pl.List(FACTOR))


def _said(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    said = {key: _said(inner) for key, inner in value.items()}
    return {key: inner for key, inner in said.items() if inner not in (None, {})}


def _lay_out(text: str | None) -> dict[str, Any]:
    try:
        user = orjson.loads(text or "")
    except orjson.JSONDecodeError:
        return {f"k:{ROOT}": BROKEN}
    laid: dict[str, Any] = {f"k:{ROOT}": kind_of(user), "z:user": len((text or "").encode())}
    if not isinstance(user, dict):
        return laid
    laid[f"x:{ROOT}"] = [key for key in user if key not in ATTRIBUTES]
    _lay_out_keys(laid, "", user, tuple(ATTRIBUTES))
    for place, keys in KEYS.items():
        _lay_out_object(laid, place, keys, _at(user, place))
    for place in METADATA:
        if isinstance(metadata := user.get(place), dict):
            laid[f"o:{place}"] = has_odd_key(metadata)
    if isinstance(app_metadata := user.get("app_metadata"), dict):
        laid["x:app_metadata"] = [key for key in app_metadata if key in FORBIDDEN_APP_METADATA]
    if isinstance(factors := user.get("mfa_factors"), list):
        laid["l:mfa_factors"] = len(factors)
        laid["f:mfa_factors"] = take_factors(factors)
    return laid


def _at(user: Mapping[str, Any], place: str) -> Any:
    value: Any = user
    for key in place.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _lay_out_object(laid: dict[str, Any], place: str, keys: tuple[str, ...], value: Any) -> None:
    if isinstance(value, dict):
        laid[f"x:{place}"] = [key for key in value if key not in keys]
        _lay_out_keys(laid, f"{place}.", value, keys)


def _lay_out_keys(
    laid: dict[str, Any], prefix: str, holder: Mapping[str, Any], keys: tuple[str, ...]
) -> None:
    for key in keys:
        if key in holder:
            value, place = holder[key], f"{prefix}{key}"
            laid[f"k:{place}"] = kind = kind_of(value)
            if kind == "string" and place in _TEXTS:
                laid[f"t:{place}"] = value
            elif kind == "integer" and place in _NUMBERS:
                laid[f"n:{place}"] = float(value)


def has_odd_key(metadata: Any) -> bool:
    """Say whether a key at any depth holds a dot or a dollar (`behaviour.md` §1.1)."""
    if isinstance(metadata, dict):
        return any("." in key or "$" in key or has_odd_key(value) for key, value in metadata.items())
    return isinstance(metadata, list) and any(has_odd_key(value) for value in metadata)


def take_factors(factors: list[Any]) -> list[dict[str, Any]]:
    """Take each factor of an array apart."""
    return [{"index": place} | _take_factor(factor) for place, factor in enumerate(factors)]


def _take_factor(factor: Any) -> dict[str, Any]:
    if not isinstance(factor, dict):
        return {"kind": kind_of(factor)}
    known = [key for key in factor if key in FACTOR_KEYS]
    taken = {"kind": "object", "kinds": len(known), "extra": [key for key in factor if key not in known]}
    if len(factor) != 1 or not known:
        return taken
    (which,) = known
    body, key = factor[which], FACTOR_KEYS[which]
    taken |= {"which": which, "body": kind_of(body)}
    if isinstance(body, dict):
        taken["body_extra"] = [name for name in body if name != key]
        if key in body:
            value = body[key]
            taken |= {"value": kind_of(value), "text": value if isinstance(value, str) else None}
    return taken
