"""Give another username to those who would give way for the sake of theirs."""

from string import Formatter

import polars as pl

RENAMED = {"__row": pl.Int64, "old": pl.String, "new": pl.String}
MAX_CHARACTERS = 15
"""The longest username of a connection that says nothing else (`behaviour.md` §1.1)."""


def rename_rows(
    users: pl.LazyFrame, members: pl.DataFrame, leaving: pl.DataFrame, template: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rename whoever gives way to somebody, where the new username is free and not too long.

    Args:
        users: Everybody, among whom a new username must be free.
        members: `__row` and `username` of those in clusters.
        leaving: Those who give way: `__row`, `into`, `rank`, `decision`.
        template: Of `{username}`, `{n}` and `{row}`.

    Returns:
        Who is renamed (columns and dtypes of `RENAMED`), and who still gives way, with the reason in `decision`.
    """
    parts = {"username": pl.col("username"), "n": pl.col("rank"), "row": pl.col("__row")}
    tried = leaving.join(members.select("__row", "username"), on="__row", how="left", maintain_order="left")
    new = _fill(template, parts)
    tried = tried.with_columns(pl.when(pl.col("into").is_not_null()).then(new).alias("new"))
    lowered = pl.col("new").str.to_lowercase()
    wanted = tried.select(lowered.alias("name")).drop_nulls().unique().lazy()
    taken = (
        users.select(pl.col("username").str.to_lowercase().alias("name"))
        .join(wanted, on="name", how="semi")
        .unique()
        .collect(engine="streaming")["name"]
    )
    is_free = ~lowered.is_in(taken.to_list()) & (lowered.is_first_distinct())
    fits = pl.col("new").str.len_chars() <= MAX_CHARACTERS
    goes = (is_free & fits).fill_null(value=False)
    why = (
        pl.when(~fits)
        .then(pl.lit("the new username would be too long"))
        .otherwise(pl.lit("the new username is taken"))
    )
    judged = tried.with_columns(goes=goes, why=why)
    done = judged.filter("goes").select("__row", pl.col("username").alias("old"), "new")
    stuck = judged.filter(~pl.col("goes")).with_columns(
        pl.when(pl.col("new").is_not_null())
        .then(pl.concat_str("decision", pl.lit(": "), "why"))
        .otherwise("decision")
        .alias("decision")
    )
    return done, stuck


def _fill(template: str, parts: dict[str, pl.Expr]) -> pl.Expr:
    pieces: list[pl.Expr] = []
    for text, name, _, _ in Formatter().parse(template):
        pieces += [pl.lit(text), *([parts[name]] if name else [])]
    return pl.concat_str(pieces)
