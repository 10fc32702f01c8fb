"""What a person decided about a password column: which form a shared shape is, and what stands beside the value."""

import os
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from userferry.decisions import unknown_name
from userferry.errors import DecisionError
from userferry.mapping.texts import looked_up
from userferry.passwords import GIVEN, SHARED_SHAPES

SECRET = ("salt", "pepper", "key")
"""What may be a secret of the whole site, such as a pepper: it comes from a column or the environment."""

_PARTS = ("text", "column", "env", "values")


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing that is known beside a hash; exactly one of the first three is said.

    Args:
        text: The same for every row.
        column: The column of the dump that holds it.
        env: The environment variable that holds it.
        values: What the column's values mean, where they are not the words that are meant: `{"1": "bcrypt"}`.
    """

    text: str | None = None
    column: str | None = None
    env: str | None = None
    values: Table[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HashRule:
    """How a column of hashes is converted, over what the values say themselves.

    Args:
        forms: Shape → form, for shapes that several forms share: `{"hex_32": "nt_hash"}`.
        beside: What is known beside the value, by the names of `passwords.GIVEN`.
    """

    forms: Table[str, str] = field(default_factory=dict)
    beside: Table[str, Beside] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything was decided."""
        return bool(self.forms or self.beside)

    @property
    def columns(self) -> list[str]:
        """The columns of the dump that it reads."""
        return [one.column for one in self.beside.values() if one.column is not None]

    def neighbours(self) -> dict[str, pl.Expr | str]:
        """Give what stands beside the value, as `passwords.converted` takes it.

        Raises:
            DecisionError: The environment lacks a variable that it names.
        """
        missing = [one.env for one in self.beside.values() if one.env and one.env not in os.environ]
        if missing:
            wanted = ", ".join(missing)
            raise DecisionError(
                "The mapping", [f"the environment has no {wanted}, which the password column needs"]
            )
        return {name: _taken(one) for name, one in self.beside.items()}

    def complaints(self, column: str) -> list[str]:
        """List what cannot be followed, a sentence each."""
        where = f"(column `{column}`)"
        found = [
            unknown_name(name, GIVEN, what=f"thing beside a hash {where}")
            for name in self.beside
            if name not in GIVEN
        ]
        for name, one in self.beside.items():
            if name in SECRET and one.text is not None:
                found.append(
                    f"`{name}` of `{column}` stands in the file, and it may be a secret: name the column that holds it "
                    "or an environment variable: `{env: LEGACY_PEPPER}`"
                )
        for shape, form in self.forms.items():
            if shape not in SHARED_SHAPES:
                found.append(
                    unknown_name(shape, list(SHARED_SHAPES), what=f"shape that several forms share {where}")
                )
            elif form not in SHARED_SHAPES[shape]:
                found.append(unknown_name(form, SHARED_SHAPES[shape], what=f"form of {shape} {where}"))
        return found

    def as_written(self) -> dict[str, Any]:
        """Give it as the mapping file says it."""
        beside = {name: _as_written(self.beside[name]) for name in GIVEN if name in self.beside}
        return ({"forms": dict(sorted(self.forms.items()))} if self.forms else {}) | beside


def read_hash_rule(written: object, column: str) -> tuple[HashRule, list[str]]:
    """Read what the mapping file says under `hash`, with what is wrong in it."""
    wanted = (
        f"`{column}`: `hash` says `forms` and what stands beside the value, such as `salt: {{column: salt}}`"
    )
    if not isinstance(written, dict):
        return HashRule(), [wanted]
    forms = written.get("forms") or {}
    if not isinstance(forms, dict):
        return HashRule(), [wanted]
    beside: dict[str, Beside] = {}
    wrong = []
    for name, said in written.items():
        if name == "forms":
            continue
        if isinstance(said, str | int):
            beside[str(name)] = Beside(text=str(said))
        elif isinstance(said, dict) and _is_said(said):
            values = {str(key): str(value) for key, value in (said.get("values") or {}).items()}
            beside[str(name)] = Beside(column=said.get("column"), env=said.get("env"), values=values)
        else:
            wrong.append(f"`{column}`: `{name}` is a text, `{{column: …}}` or `{{env: …}}`")
    return HashRule({str(shape): str(form) for shape, form in forms.items()}, beside), wrong


def _is_said(said: dict[str, Any]) -> bool:
    sources = [part for part in ("column", "env") if isinstance(said.get(part), str)]
    return len(sources) == 1 and set(said) <= set(_PARTS) and isinstance(said.get("values") or {}, dict)


def _as_written(one: Beside) -> Any:
    if one.text is not None:
        return one.text
    source = {"column": one.column} if one.column is not None else {"env": one.env}
    return source | ({"values": dict(one.values)} if one.values else {})


def _taken(one: Beside) -> pl.Expr | str:
    if one.text is not None:
        return one.text
    if one.env is not None:
        return os.environ[one.env]
    column = pl.when(pl.col(str(one.column)) != "").then(pl.col(str(one.column)))
    return looked_up(column, one.values, pl.String) if one.values else column
