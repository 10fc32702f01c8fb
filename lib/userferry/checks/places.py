"""Where the rules look: the places of a user, and a frame with a column for each place's type and text.

k:<place>   String   the JSON type of what is there, null where nothing is
t:<place>   String   its text where it is a string
n:<place>   Float64  its number where it is an integer
x:<place>   List(String)  the keys of an object that the schema does not know; of app_metadata, those it forbids
o:<place>   Boolean  whether a metadata key holds a dot or a dollar
f:mfa_factors, l:mfa_factors   List(FACTOR) and Int64: each factor taken apart, and how many there are
z:user      Int64    UTF-8 bytes of the whole user as JSON
"""

import polars as pl

from userferry.schema import ATTRIBUTES

HASH = "custom_password_hash"
SCRYPT = ("keylen", "cost", "blockSize", "parallelization")
KEYS: dict[str, tuple[str, ...]] = {
    HASH: ("algorithm", "hash", "salt", "password", *SCRYPT),
    f"{HASH}.hash": ("value", "encoding", "digest", "key"),
    f"{HASH}.hash.key": ("value", "encoding"),
    f"{HASH}.salt": ("value", "encoding", "position"),
    f"{HASH}.password": ("encoding",),
}
"""Each object of a custom hash with its keys, those of every algorithm together (`behaviour.md` §1.2)."""

ROOT = "user"
METADATA = ("user_metadata", "app_metadata")
PLACES = (*ATTRIBUTES, *(f"{place}.{key}" for place, keys in KEYS.items() for key in keys))
NUMBERS = tuple(f"{HASH}.{name}" for name in SCRYPT)
TEXTS = tuple(
    place
    for place in PLACES
    if place not in KEYS and place not in NUMBERS and place not in {*METADATA, "mfa_factors"}
)
FACTOR_KEYS = {"totp": "secret", "phone": "value", "email": "value"}
FACTOR = pl.Struct(
    {
        "index": pl.Int64,
        "kind": pl.String,
        "kinds": pl.Int64,
        "extra": pl.List(pl.String),
        "which": pl.String,
        "body": pl.String,
        "body_extra": pl.List(pl.String),
        "value": pl.String,
        "text": pl.String,
    }
)
"""A factor: its place in the array and type; how many known kinds and which unknown keys; then, where it is of one
kind only, which, the type and unknown keys of that, and the type and text of its secret or value."""

LAID_OUT: dict[str, pl.DataType] = {
    **{f"k:{place}": pl.String() for place in (ROOT, *PLACES)},
    **{f"t:{place}": pl.String() for place in TEXTS},
    **{f"n:{place}": pl.Float64() for place in NUMBERS},
    **{f"x:{place}": pl.List(pl.String()) for place in (ROOT, *KEYS, "app_metadata")},
    **{f"o:{place}": pl.Boolean() for place in METADATA},
    "f:mfa_factors": pl.List(FACTOR),
    "l:mfa_factors": pl.Int64(),
    "z:user": pl.Int64(),
}
"""Every column that a layout may have."""
