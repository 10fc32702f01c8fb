"""Turn a dump into users in Auth0's shape, lazily; the row's number goes along."""

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from userferry.errors import DecisionError
from userferry.frames import Frame, numbered, regrouped
from userferry.mapping.decided import ColumnRule, Mapping, column_drift
from userferry.mapping.following import lay_stages, stage
from userferry.mapping.gathering import filled
from userferry.mapping.hashing import HashRule
from userferry.passwords import converted, hash_findings
from userferry.schema import ATTRIBUTES


def apply_mapping(frame: Frame, mapping: Mapping) -> pl.LazyFrame:
    """Make users of a dump's rows.

    Args:
        frame: `__row` Int64 and one String column for each column of the dump.
        mapping: One rule for each column.

    Returns:
        `__row` and a column for each attribute that the mapping fills, in the order of `schema.ATTRIBUTES`: String,
        Boolean, or Struct for metadata and custom_password_hash. An empty text is null: the attribute is left out. What
        is assigned after the import (`read_assignments`) is not among them.

    Raises:
        DecisionError: the mapping cannot be followed, or the dump's columns are not those it was made for.
    """
    frame = numbered(frame)
    columns = [name for name in frame.collect_schema().names() if name != "__row"]
    if complaints := mapping.complaints() + column_drift(mapping, columns):
        raise DecisionError("The mapping", complaints)
    rules = [rule for rule in mapping.rules if rule.target is not None]
    placed = {str(rule.target): _value(rule) for rule in rules}
    attributes = [_attribute(name, placed) for name in ATTRIBUTES if _is_filled(name, placed)]
    staged = lay_stages(regrouped(frame), {rule.column: rule.transforms for rule in rules})
    return staged.select("__row", *attributes)


def _value(rule: ColumnRule) -> pl.Expr:
    value = pl.col(stage(rule.column, len(rule.transforms)))
    if rule.target != "custom_password_hash":
        return value
    return converted(value, rule.hash.forms or None, **rule.hash.neighbours())


def _is_filled(attribute: str, paths: Iterable[str]) -> bool:
    return any(path == attribute or path.startswith(f"{attribute}.") for path in paths)


def _attribute(path: str, placed: dict[str, pl.Expr]) -> pl.Expr:
    """Build the value at a path: its own column, or a struct of all that lies below it."""
    name = path.rpartition(".")[2]
    if path in placed:
        return placed[path].alias(name)
    depth = path.count(".") + 1
    below = _distinct(
        ".".join(deeper.split(".")[: depth + 1]) for deeper in placed if deeper.startswith(f"{path}.")
    )
    return pl.struct([_attribute(inner, placed) for inner in below]).alias(name)


def _distinct(paths: Iterable[str]) -> Sequence[str]:
    return list(dict.fromkeys(paths))


def without_credentials(users: pl.LazyFrame) -> pl.LazyFrame:
    """Leave out what must not be stored: only the dump and the import files hold credentials."""
    return users.drop(
        [name for name in users.collect_schema() if name in ATTRIBUTES and ATTRIBUTES[name].is_credential]
    )


def legacy_hashes(frame: Frame, mapping: Mapping) -> pl.LazyFrame:
    """Give the dump's own password hashes, and what becomes of each by what was decided.

    Returns:
        `__row` Int64; `hash` String, null where the mapping takes none along; `finding` `HASH_FINDING`; and a String
        column for each thing that is known beside the hash, by its name of `passwords.GIVEN`.
    """
    value, beside = _hashes(mapping)
    return numbered(frame).select("__row", hash=value, finding=hash_verdict(mapping), **beside)


def hash_verdict(mapping: Mapping) -> pl.Expr:
    """Say, over a dump, what each password hash is and what becomes of it by what was decided: `HASH_FINDING`."""
    rule = _hash_rule(mapping)
    value, beside = _hashes(mapping)
    return hash_findings(value, (rule.hash.forms or None) if rule else None, **beside)


def _hashes(mapping: Mapping) -> tuple[pl.Expr, dict[str, pl.Expr]]:
    rule = _hash_rule(mapping)
    if rule is None:
        return pl.lit(None, pl.String), {}
    return filled(rule.column), {name: _text(said) for name, said in rule.hash.neighbours().items()}


def hash_decisions(mapping: Mapping) -> dict[str, Any]:
    """Give what was decided of the hashes as `passwords.prove_hashes` takes it over the columns of `legacy_hashes`."""
    rule = _hash_rule(mapping)
    decided = rule.hash if rule else HashRule()
    return {"format": decided.forms or None, "neighbours": {name: name for name in decided.beside}}


def _hash_rule(mapping: Mapping) -> ColumnRule | None:
    rules = {rule.target: rule for rule in mapping.rules}
    return rules.get("custom_password_hash") or rules.get("password_hash")


def _text(said: pl.Expr | str) -> pl.Expr:
    return pl.lit(said) if isinstance(said, str) else said
