"""Users who may be one person: equal in a plainer form, or by name and phone, directly or through others."""

from itertools import pairwise

import polars as pl

from userferry.conflicts.keys import PERSON, identifier, near_keys, plain, plain_forms
from userferry.conflicts.linking import link
from userferry.conflicts.mailboxes import RARE, TYPED, domain, mailbox_steps, slips

MOST = 20
"""A key that more users share says nothing of one person: a switchboard, a filler, a shop's own address."""


_ALIKE = {PERSON: "same name and phone", "phone_number": "same digits in the phone number"}


def find_near(users: pl.LazyFrame, some: pl.DataFrame) -> pl.DataFrame:
    """Find components of users who may be one person, beyond those who would collide anyway.

    Args:
        users: Everybody, to count the addresses at each domain.
        some: Those who share a key with somebody: `__row` and what the keys are made of.

    Returns:
        `first` (the component's first row) and `__row` Int64, `evidence` String; sorted.
    """
    schema = some.collect_schema()
    taken = _borne_out(users, some) if "email" in schema else {}
    keys = near_keys(schema, taken)
    exact = {kind: identifier(kind) for kind in keys if kind != PERSON}
    # two rows are told apart by the address as Auth0 compares it; without one each row is itself
    own = pl.col("__row").cast(pl.String)
    exact[PERSON] = pl.coalesce(exact["email"], own) if "email" in exact else own
    edges = [_edges(some, kind, key, exact[kind]) for kind, key in keys.items()]
    linked = pl.concat(edges)
    return (
        link(linked)
        .join(_evidence(some, linked, taken), on="__row", how="left")
        .select("first", "__row", pl.col("evidence").fill_null(""))
        .sort("first", "__row")
    )


def _edges(some: pl.DataFrame, kind: str, key: pl.Expr, exact: pl.Expr) -> pl.DataFrame:
    """Name the group of each row that shares a key with a few others which Auth0 would tell apart."""
    told = some.select("__row", key.alias("key"), exact.hash().alias("exact")).drop_nulls("key")
    shared = told.filter(told["key"].is_duplicated())
    lowest, highest = pl.col("exact").min().over("key"), pl.col("exact").max().over("key")
    return shared.filter((pl.len().over("key") <= MOST) & (lowest != highest)).select(
        "__row", pl.concat_str(pl.lit(kind), "key", separator=":").alias("group")
    )


def _borne_out(users: pl.LazyFrame, some: pl.DataFrame) -> dict[str, str]:
    """Keep the mistyped domains that are rare beside a provider who is present in the data."""
    place = domain(plain(pl.col("email").str.to_lowercase())).alias("domain")
    possible = slips()
    met = some.select(place).unique().filter(pl.col("domain").is_in(list(possible)))["domain"].to_list()
    if not met:
        return {}
    counted = (
        users.select(place)
        .filter(pl.col("domain").is_in([*met, *TYPED]))
        .group_by("domain")
        .len()
        .collect(engine="streaming")
    )
    sizes = dict(counted.iter_rows())
    return {slip: possible[slip] for slip in met if sizes[slip] * RARE <= sizes.get(possible[slip], 0)}


def _evidence(some: pl.DataFrame, linked: pl.DataFrame, taken: dict[str, str]) -> pl.DataFrame:
    """Say for each row what of it was read otherwise; what stands as it is has none."""
    kind = pl.col("group").str.splitn(":", 2).struct.field("field_0")
    by = linked.select("__row", kind.alias("kind"))
    said = by.select("__row").unique()
    for name in by["kind"].unique().sort():
        rows = some.join(by.filter(pl.col("kind") == name), on="__row", how="semi")
        alike = _ALIKE.get(name)
        forms = [] if alike else _forms(rows[name], name, taken)
        words = [
            pl.when((before != after).fill_null(value=False)).then(pl.lit(f"{name}: {word}"))
            for (_, before), (word, after) in pairwise(forms)
        ]
        told = pl.concat_str(words or [pl.lit(alike)], separator="; ", ignore_nulls=True)
        told = pl.when(told != "").then(told).alias(name)
        said = said.join(rows.select("__row", told), on="__row", how="left")
    kinds = said.columns[1:]
    evidence = pl.concat_str(kinds, separator="; ", ignore_nulls=True) if kinds else pl.lit("")
    return said.select("__row", evidence.alias("evidence"))


def _forms(values: pl.Series, kind: str, taken: dict[str, str]) -> list[tuple[str, pl.Series]]:
    """Give an identifier as it is compared, and after each step to its plainer form."""
    compared = pl.DataFrame({kind: values}).select(identifier(kind)).to_series()
    lowered = values.str.to_lowercase()
    steps = plain_forms(lowered)
    boxes = mailbox_steps(steps[-1][1], taken) if kind == "email" else []
    return [("", compared), ("case", lowered), *steps, *boxes]
