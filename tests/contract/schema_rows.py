"""Rows out of a JSON schema: right ones, and right ones that something was done to."""

import string
from typing import Any

from hypothesis import strategies as st

_SAFE = st.characters(exclude_categories=("Cs",))
_ODD_KEYS = (
    "created_at",
    "email",
    "_id",
    "a.b",
    "$x",
    "value",
    "encoding",
    "salt",
    "digest",
    "key",
    "cost",
    "keylen",
    "ü",
)
_ODD_TEXTS = (
    "",
    " ",
    "\n",
    "\u0085",
    "\ufeff",
    "\u00a0",
    "\u212a",
    "ſ",
    "١",
    "x@y.co",
    "true",
    "1",
    "\U0001f600",
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(_SAFE, max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_ODD_KEYS) | st.text(_SAFE, max_size=4), inner, max_size=3),
    max_leaves=4,
)  # fmt: skip
_LABEL = st.text(string.ascii_letters + string.digits, min_size=1, max_size=6)
_EMAILS = st.builds(
    "{}@{}.{}".format, _LABEL, _LABEL, st.text(string.ascii_letters, min_size=2, max_size=3)
) | st.emails()  # fmt: skip


def right(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Make what a schema takes, as far as the keywords that an import's schema uses."""
    if "oneOf" in schema:
        return st.one_of([right(one) for one in schema["oneOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    makers = {
        "string": _text,
        "boolean": lambda _: st.booleans(),
        "integer": lambda one: st.integers(one["minimum"], one["maximum"]),
        "array": lambda one: st.lists(
            right(one["items"]), min_size=one["minItems"], max_size=one["maxItems"]
        ),
        "object": _object,
    }
    return makers[schema["type"]](schema)


def _text(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    if schema.get("format") == "email":
        return _EMAILS
    if "pattern" in schema:
        return st.from_regex(schema["pattern"].removesuffix("$") + r"\Z", fullmatch=True)
    return st.text(_SAFE, min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 20), 20))


def _object(schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    if "properties" not in schema:
        return st.dictionaries(st.text(_SAFE, max_size=4), JSON, max_size=2)
    must = {name: right(one) for name, one in schema["properties"].items() if name in schema["required"]}
    may = {name: right(one) for name, one in schema["properties"].items() if name not in must}
    return st.fixed_dictionaries(must, optional=may)


def spoilt(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Make a right user, or one with few attributes, and change a thing or two anywhere in it."""
    names = schema["properties"]
    few = [
        {**schema, "properties": {key: names[key] for key in ("email", name)}}
        for name in names
        if name != "email"
    ]
    hashed = {**schema, "properties": {key: names[key] for key in ("email", "custom_password_hash")}}
    hashed = {**hashed, "required": [*hashed["properties"]]}
    made = {"few": st.one_of([*map(right, few)]), "hashed": right(hashed), "all": right(schema)}
    return (
        st.sampled_from(("few", "few", "hashed", "hashed", "hashed", "all"))
        .flatmap(made.__getitem__)
        .flatmap(_spoiled)
    )


@st.composite
def _spoiled(draw: st.DrawFn, value: Any) -> Any:
    if draw(st.integers(0, 49)) == 37:  # an end of the range would come far more often
        return draw(JSON)
    for _ in range(draw(st.integers(1, 3))):
        value = _spoil(draw, value, is_root=True)
    return value


def _spoil(draw: st.DrawFn, value: Any, *, is_root: bool = False) -> Any:
    """Change this or go one deeper, mostly deeper."""
    is_open = bool(value) and isinstance(value, dict | list)
    if not is_open or not (is_root or draw(st.sampled_from((True, True, True, False)))):
        return _changed(draw, value)
    if isinstance(value, list):
        place = draw(st.integers(0, len(value) - 1))
        return [_spoil(draw, one) if place == at else one for at, one in enumerate(value)]
    names = sorted(value, key=lambda key: (key == "email", key))  # the address is in every user
    name = draw(st.sampled_from(names[:-1] * 3 + names))
    what = draw(st.sampled_from(("inside", "inside", "inside", "lacking", "added")))
    if what == "lacking":
        return {key: one for key, one in value.items() if key != name}
    if what == "added":
        return value | {draw(st.sampled_from(_ODD_KEYS)): draw(JSON)}
    return value | {name: _spoil(draw, value[name])}


def _changed(draw: st.DrawFn, value: Any) -> Any:
    """Put something else in its place, not far from it where it is a text or a number."""
    if isinstance(value, str) and draw(st.booleans()):
        odd, at = draw(st.sampled_from(_ODD_TEXTS)), draw(st.integers(0, len(value)))
        return draw(st.sampled_from((value[:at] + odd + value[at:], value * 40, value[:at], value.upper())))
    if isinstance(value, int) and draw(st.booleans()):
        return draw(st.sampled_from((float(value % 2**53), -value, value * 2, value + 1, 0, str(value))))
    if isinstance(value, list) and draw(st.booleans()):
        return value * 11
    return draw(JSON)
