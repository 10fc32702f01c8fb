"""Which roles and organizations is each user to have? Read from the dump and its memberships, lazily."""

from pathlib import Path

import polars as pl

from userferry.decisions import unknown_name
from userferry.display import mask
from userferry.dumps import read_dumps
from userferry.errors import DecisionError, DumpError
from userferry.frames import ROW, Frame, numbered
from userferry.mapping.decided import ColumnRule, Mapping, column_drift
from userferry.mapping.fitting import count_unread
from userferry.mapping.following import gives, lay_stages, stage
from userferry.mapping.gathering import filled
from userferry.mapping.memberships import Memberships
from userferry.mapping.steps import Word

WANTED = {ROW: pl.Int64, "organization": pl.String, "role": pl.String}
_COLUMNS = {"roles": "role", "organizations": "organization"}


def read_assignments(frame: Frame, mapping: Mapping, *, root: Path | None = None) -> pl.LazyFrame:
    """Read what is to be assigned to the users after the import, one row for each assignment.

    Args:
        frame: The dump, as `apply_mapping` takes it.
        mapping: Its rules for `roles` and `organizations`, and its memberships.
        root: Where a relative path to the memberships begins.

    Returns:
        `__row` Int64; `organization` and `role` String. A role alone is the tenant's, an organization alone is a
        membership, both are a role within the organization; whoever has one is a member too. Each stands once.
        `__row` is null for a membership of somebody who is not in the dump, once for each that there is, and
        `organization` is an empty text where a membership names none.

    Raises:
        DecisionError: The mapping cannot be followed, a dump lacks a column that it names, or a filled value of the
            memberships comes out empty from a transform that reads (looked for in one pass, only where there is one).
        DumpError: The memberships cannot be read, or not all of them.
    """
    frame = numbered(frame)
    columns = [name for name in frame.collect_schema().names() if name != ROW]
    if complaints := mapping.complaints() + column_drift(mapping, columns):
        raise DecisionError("The mapping", complaints)
    found = [
        _listed(frame, rule.column, rule.transforms, _COLUMNS[rule.target])
        for rule in mapping.rules
        if rule.target in _COLUMNS
    ]
    if mapping.memberships is not None:
        found.append(_members(frame, mapping.memberships, root))
    wanted = pl.concat([pl.LazyFrame(schema=WANTED), *found])
    strange = pl.col(ROW).is_null()
    return pl.concat([wanted.filter(~strange).unique(), wanted.filter(strange)])


def _listed(frame: pl.LazyFrame, column: str, steps: tuple[Word, ...], becomes: str) -> pl.LazyFrame:
    """Read a column whose values are names, or lists of them."""
    named = lay_stages(frame, {column: steps}).select(ROW, pl.col(stage(column, len(steps))).alias(becomes))
    if gives(steps, column) == "texts":
        named = named.explode(becomes)
    others = [pl.lit(None, dtype).alias(name) for name, dtype in WANTED.items() if name not in {ROW, becomes}]
    return named.filter(pl.col(becomes).is_not_null()).with_columns(others).select(*WANTED)


def _members(frame: pl.LazyFrame, said: Memberships, root: Path | None) -> pl.LazyFrame:
    members = read_dumps(said.dump, said.reading, root=root)
    if missing := [name for name in said.columns() if name not in members.columns]:
        what = f"column of the memberships ({members.source})"
        raise DecisionError(
            "The mapping", [unknown_name(name, members.columns, what=what) for name in missing]
        )
    if members.rejected.height:
        raise DumpError(
            f"{members.rejected.height:,} lines of the memberships ({members.source}) did not parse, the first is line "
            f"{members.rejected['line'][0]:,}. Nothing was written; mend them, or say in `reading` how they read."
        )
    placed = said.placed()
    # One column may say both, such as `acme:admin`: each has stages of its own.
    own = members.frame.drop(ROW).with_columns(
        pl.col(one.column).alias(f"{name}\0") for name, one in placed.items()
    )
    rules = [ColumnRule(f"{name}\0", name, one.transforms) for name, one in placed.items()]
    if complaints := [
        f"{rows:,} filled values of `{placed[str(rule.target)].column}` in the memberships come out empty from {word}, "
        f"such as `{mask(one)}`"
        for rule, word, rows, one in count_unread(own, rules)
    ]:
        raise DecisionError("The mapping", complaints)
    staged = lay_stages(own, {rule.column: rule.transforms for rule in rules})
    named = staged.select(
        filled(said.user).alias("user"),
        *(pl.col(stage(f"{name}\0", len(one.transforms))).alias(name) for name, one in placed.items()),
    )
    keys = frame.select(ROW, filled(said.matches).alias("user"))
    known = named.join(keys, on="user", how="left").drop("user")
    if "roles" not in placed:
        return _memberships(known)
    is_list = gives(placed["roles"].transforms) == "texts"
    roles = (known.explode("roles") if is_list else known).filter(pl.col("roles").is_not_null())
    if "organization" not in placed:
        return roles.select(ROW, pl.lit(None, pl.String).alias("organization"), pl.col("roles").alias("role"))
    within = roles.select(ROW, pl.col("organization").fill_null(""), pl.col("roles").alias("role"))
    return pl.concat([_memberships(known), within])


def _memberships(known: pl.LazyFrame) -> pl.LazyFrame:
    there = known.filter(pl.col("organization").is_not_null())
    return there.select(ROW, "organization", pl.lit(None, pl.String).alias("role"))
