"""What is known of one form of hash: its shape, and how Auth0 says the same thing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

Kind = Literal["converted", "ambiguous", "unconvertible", "none"]
"""What becomes of a value: sent, asked about, given up (with a way out), or no hash at all."""

RESET = "reset"
"""The user sets a new password by mail before the first login."""

LAZY = "lazy migration"
"""The legacy system checks the first login; Auth0 stores what was typed."""

GIVEN = (
    "form",
    "salt",
    "salt_encoding",
    "salt_position",
    "pepper",
    "pepper_encoding",
    "pepper_position",
    "password_encoding",
    "key",
    "key_encoding",
    "rounds",
)
"""What may be known beside the value: in other columns, in a settings file, in somebody's memory.

`form` is a form's name, row by row: it decides a shape that more than one form shares, and a row whose shape
says otherwise is not converted. The other names fill `custom_password_hash`; a `pepper` is what a site put beside every
password of a hash that has a salt of its own, so that the salt column of other rows is never taken for one.
"""

ASKED = ("salt", "key", "rounds")
"""Those of `GIVEN` that a hash was computed with; without them it lets nobody in."""


def given(name: str) -> pl.Expr:
    """What stands beside the value, as `Format.convert` reads it: String, null where nothing was given.

    Args:
        name: One of `GIVEN`.
    """
    return pl.col(f"given_{name}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Format:
    """One form in which legacy systems keep a password.

    Every pattern is disjoint from every other, so that no order decides what a value is.

    Args:
        name: How code and files call it, such as "django_pbkdf2_sha256".
        title: How people call it.
        pattern: The whole value as a polars regular expression, from `^` to `$`; its named groups are
            columns for `convert`, `parameters`, `holds` and `caveat`, beside `value`.
        split: A character that stands between the parts, and their names ("" for one that nobody reads): a
            much faster way to the same columns than named groups, where the pattern allows it.
        algorithm: Auth0's algorithm, None where there is none.
        convert: Path in custom_password_hash (such as "hash.value") to its expression, None where Auth0
            cannot compute this form; `algorithm` stands for itself.
        length: How many bytes every value has, 0 where they differ; cheaper to look at than a pattern.
        sign: A text that every value contains, "" where there is none; cheaper than a pattern too.
        begins: What a value begins with (String) as people know it, where the pattern's own first text says less.
        parameters: What tells weak from strong or fast from slow, such as rounds and a salt's size; no salt, no digest.
        holds: A boolean that the pattern cannot say; where it is not true the value has no known form.
        caveat: A sentence where the conversion is right but its use is not certain, null elsewhere.
        candidates: Names of the forms that share this shape; a person has to say which.
        needs: Which of `GIVEN` the conversion cannot do without.
        takes: Which of `GIVEN` it may use besides.
        is_told_by_shape: False for a form that only a person can name.
        is_absent: True where the value says that there is no password.
        reason: Why it is not converted; empty where it is.
        way_out: What to do instead; empty where it is converted.
    """

    name: str
    title: str
    pattern: str
    split: tuple[str, tuple[str, ...]] | None = None
    algorithm: str | None = None
    convert: Mapping[str, pl.Expr] | None = None
    length: int = 0
    sign: str = ""
    begins: pl.Expr | None = None
    parameters: Mapping[str, pl.Expr] = field(default_factory=dict)
    holds: pl.Expr | None = None
    caveat: pl.Expr | None = None
    candidates: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    is_told_by_shape: bool = True
    is_absent: bool = False
    reason: str = ""
    way_out: str = ""

    def groups(self, value: pl.Expr) -> pl.Expr:
        """The named parts of values that have this form, as a Struct of String."""
        if self.split is None:
            return value.str.extract_groups(self.pattern)
        mark, names = self.split
        parts = value.str.splitn(mark, len(names)).struct
        return pl.struct(parts.field(f"field_{i}").alias(name) for i, name in enumerate(names) if name)

    @property
    def kind(self) -> Kind:
        """What becomes of a value of this form."""
        if self.is_absent:
            return "none"
        if self.candidates:
            return "ambiguous"
        return "unconvertible" if self.convert is None else "converted"
