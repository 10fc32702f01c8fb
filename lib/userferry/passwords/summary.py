"""How many hashes of each form a column holds, what they tell it by, and what becomes of them."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from userferry.display import table
from userferry.durable import write_frame
from userferry.passwords.cases import Case, decide
from userferry.passwords.columns import beside
from userferry.passwords.deciding import Decision, FormatChoice, decision
from userferry.passwords.partition import Recall, captured, lead_of
from userferry.prose import prose

_ORDER = {"converted": 0, "ambiguous": 1, "unconvertible": 2, "none": 3}
_SAID = (
    "format",
    "title",
    "parameters",
    "kind",
    "reason",
    "way_out",
    "caveat",
    "candidates",
    "needs",
    "begins",
)
_ROW = pl.Struct({**dict.fromkeys(_SAID, pl.String()), "characters": pl.Int64()})
_LISTS = ("candidates", "needs")


@dataclass(frozen=True, slots=True, eq=False)
class HashSummary:
    """What a column of hashes holds; its counts add up to the column.

    Args:
        counts: One row for each form and its parameters, the most frequent first within a kind: `format`
            (String, null where there is none or more than one), `title`, `parameters` ("rounds=20000,
            salt_bytes=12"), `kind`, `reason`, `way_out`, `caveat` (String, null where there is none),
            `candidates` and `needs` (List of String, as in `HASH_FINDING`), `evidence` (String, what tells
            the form, in a person's words and without any part of a hash) and `rows` (Int64).
        rows: All rows of the column.
    """

    counts: pl.DataFrame
    rows: int

    def of(self, kind: str) -> int:
        """How many rows are of that kind."""
        return int(self.counts.filter(pl.col("kind") == kind)["rows"].sum())

    @property
    def readable(self) -> int:
        """How many values look like passwords that nobody hashed."""
        is_plain = pl.col("format").is_in(["plaintext", "marked_plaintext"])
        return int(self.counts.filter(is_plain)["rows"].sum())

    def __repr__(self) -> str:
        parts = ", ".join(f"{self.of(kind):,} {kind}" for kind in _ORDER if self.of(kind))
        return f"HashSummary({self.rows:,} rows{': ' if parts else ''}{parts})"

    def _repr_html_(self) -> str:
        is_open = pl.col("kind") == "ambiguous"
        shown = self.counts.select(
            "title",
            "evidence",
            "rows",
            "kind",
            pl.when(is_open).then(_in_words("candidates")),
            _in_words("needs"),
            pl.when(is_open)
            .then(pl.lit("its shape is that of several forms"))
            .otherwise(pl.coalesce("reason", "caveat")),
            "way_out",
        )
        headings = ("form", "told by", "rows", "becomes", "may be", "asks for", "why", "way out")
        said = {heading: column for heading, column in zip(headings, shown, strict=True) if column.count()}
        note = f"{self.rows:,} rows in all."
        if waiting := self.of("ambiguous"):
            note += f" {waiting:,} wait for a person to name their form."
        if readable := self.readable:
            note += (
                f" WARNING: {readable:,} values look like passwords that anybody can read. Hash them with bcrypt "
                "before this file travels any further, and find out who has it."
            )
        rows = (
            [prose(cell) if isinstance(cell, str) else cell for cell in row]
            for row in zip(*said.values(), strict=True)
        )
        return table("Password hashes", list(said), rows, note=note)

    def write(self, folder: Path) -> None:
        """Keep the counts in a folder that exists."""
        write_frame(folder / "hashes.parquet", self.counts)

    @classmethod
    def read(cls, folder: Path) -> "HashSummary":
        """The summary that `write` kept there."""
        counts = pl.read_parquet(folder / "hashes.parquet")
        return cls(counts, int(counts["rows"].sum()))


def summarise_hashes(
    column: pl.Series | pl.LazyFrame,
    name: str | None = None,
    format: FormatChoice = None,  # noqa: A002 the word that people use
    **neighbours: pl.Expr | str,
) -> HashSummary:
    """Count a column's hashes by form, parameters and what becomes of them.

    Args:
        column: String; of a LazyFrame, which is read in batches, `name` says which column.
        name: The column of a LazyFrame; None where it has no password column, so that every row has no value.
        format: As in `convert_hashes`.
        neighbours: As in `convert_hashes`.

    Raises:
        HashError: As in `convert_hashes`.
    """
    work = partial(_described, decided=decision(format, neighbours), recall=Recall())
    if isinstance(column, pl.Series):
        frame, value = pl.LazyFrame({"value": column.cast(pl.String)}), pl.col("value")
    else:
        frame, value = column, pl.lit(None, pl.String) if name is None else pl.col(name)
    told = beside(value, neighbours).map_batches(work, return_dtype=_ROW, is_elementwise=True)
    counts = (
        # Beside the frame's own columns even a literal has as many rows as they.
        frame.with_columns(told.alias("told"))
        .select("told")
        .unnest("told")
        .group_by(_SAID)
        .agg(
            shortest=pl.col("characters").min(),
            longest=pl.col("characters").max(),
            rows=pl.len().cast(pl.Int64),
        )
        .with_columns(evidence=_evidence())
        .with_columns(pl.col(one).str.split(",").list.filter(pl.element() != "") for one in _LISTS)
        .select(*_SAID[:-1], "evidence", "rows")
        .sort(
            pl.col("kind").replace_strict(_ORDER, return_dtype=pl.Int8),
            -pl.col("rows"),
            "title",
            "parameters",
            "evidence",
            nulls_last=True,
        )
        .collect(engine="streaming")
    )
    return HashSummary(counts, int(counts["rows"].sum()))


def _described(values: pl.Series, decided: Decision, recall: Recall) -> pl.Series:
    cases = decide(values.struct.unnest(), decided, recall)
    # They come case by case: rows are only counted afterwards, so their order is of no account.
    parts = [_part(case) for case in cases]
    return pl.concat([pl.DataFrame(schema=dict(_ROW)), *parts]).to_struct(values.name)


def _part(case: Case) -> pl.DataFrame:
    known, verdict = case.known, case.verdict
    cost = [pl.format(f"{name}={{}}", value) for name, value in known.parameters.items()]
    caveat = pl.lit(None, pl.String) if known.caveat is None or verdict.kind != "converted" else known.caveat
    begins = pl.lit(lead_of(known) or None, pl.String) if known.begins is None else known.begins
    said: dict[str, pl.Expr] = {
        "format": pl.lit(verdict.format, pl.String),
        "title": pl.lit(known.title),
        "parameters": pl.concat_str(cost, separator=", ") if cost else pl.lit(None, pl.String),
        "kind": pl.lit(verdict.kind),
        "reason": pl.lit(verdict.reason, pl.String),
        "way_out": pl.lit(verdict.way_out, pl.String),
        "caveat": caveat,
        "candidates": pl.lit(",".join(verdict.candidates)),
        "needs": pl.lit(",".join(verdict.needs)),
        "begins": begins,
        "characters": pl.col("value").str.len_chars().cast(pl.Int64),
    }
    read = captured(case.part, known, [*cost, caveat, begins])
    return read.select(**said)


def _evidence() -> pl.Expr:
    """What a person would look at: the first sign, the parameters in words, the length."""
    shortest, longest = pl.col("shortest"), pl.col("longest")
    return pl.concat_str(
        pl.format("begins with `{}`", "begins"),
        pl.col("parameters")
        .str.replace(r"salt_bytes=(\d+)", "salt of ${1} bytes")
        .str.replace_all("=", " ", literal=True)
        .str.replace_all("_", " ", literal=True),
        pl.when(shortest == longest)
        .then(pl.format("{} characters", shortest))
        .otherwise(pl.format("{} to {} characters", shortest, longest)),
        separator=", ",
        ignore_nulls=True,
    )


def _in_words(name: str) -> pl.Expr:
    return pl.when(pl.col(name).list.len() > 0).then(pl.col(name).list.join(", "))
