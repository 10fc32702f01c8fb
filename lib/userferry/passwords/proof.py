"""Prove a conversion on passwords that are known, before anything is sent."""

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from userferry.display import table
from userferry.durable import write_frame
from userferry.errors import DecisionError, HashError
from userferry.passwords.columns import converted, hash_findings, without_nulls
from userferry.passwords.legacy import verify_legacy
from userferry.passwords.verify import verify_password

_FAILURE_SCHEMA = {"row": pl.String(), "format": pl.String(), "reason": pl.String()}


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """Which forms were proven; it names rows, and holds no hash and no password.

    Args:
        by_format: One row for each form: `format` (String, null where there is none), `kind` (String), and
            `rows`, `tried`, `proven` and `failed` (Int64).
        failures: `row` (String, the row's id), `format` and `reason` (String).
    """

    by_format: pl.DataFrame
    failures: pl.DataFrame

    @property
    def is_proven(self) -> bool:
        """Whether nothing failed and each convertible form was proven at least once."""
        sent = self.by_format.filter(pl.col("kind") == "converted")
        return self.failures.is_empty() and not sent.is_empty() and bool((sent["proven"] > 0).all())

    def __repr__(self) -> str:
        tried, proven = self.by_format["tried"].sum(), self.by_format["proven"].sum()
        verdict = "proven" if self.is_proven else "not proven"
        return f"Proof({verdict}: {proven:,} of {tried:,} tried, {self.failures.height:,} failed)"

    def _repr_html_(self) -> str:
        headings = ("form", "becomes", "rows", "tried", "proven", "failed")
        note = "Every form that is sent was proven." if self.is_proven else "Do not send these hashes yet."
        return table("Proof on known passwords", headings, self.by_format.rows(), note=note)

    def require_decision(self, *, accept_unproven: bool) -> "Proof":
        """Return the proof, if it proves every form that would be sent or people agreed to go without.

        Raises:
            HashError: A converted hash does not verify; nobody can agree to that.
            DecisionError: A form was not tried, and the parameters do not accept that.
        """
        if not self.failures.is_empty():
            forms = ", ".join(self.failures["format"].unique().sort())
            raise HashError(
                f"{self.failures.height:,} converted hashes do not verify with their known password ({forms}). Nothing "
                "was sent, and no import file was cut. Look at how these forms are converted: whoever has one would be "
                "locked out for good."
            )
        untried = self.by_format.filter((pl.col("kind") == "converted") & (pl.col("tried") == 0))
        if not untried.is_empty() and not accept_unproven:
            forms = ", ".join(
                f"{name} ({rows:,})" for name, rows in untried.select("format", "rows").iter_rows()
            )
            why = f"no known password proves the conversion of {forms}, and a hash can be given only once"
            agree = "name an `answer_key` with a test account of each, or say `accept_unproven: true`"
            raise DecisionError("The parameters", [f"{why}; {agree}"])
        return self

    def write(self, folder: Path) -> None:
        """Keep both frames in a folder."""
        write_frame(folder / "proof.parquet", self.by_format)
        write_frame(folder / "proof-failures.parquet", self.failures)

    @classmethod
    def read(cls, folder: Path) -> "Proof":
        """The proof that `write` kept there."""
        return cls(
            pl.read_parquet(folder / "proof.parquet"), pl.read_parquet(folder / "proof-failures.parquet")
        )


def prove_hashes(
    frame: pl.DataFrame,
    *,
    hash: str,  # noqa: A002 the word that people use
    password: str,
    row: str | None = None,
    format: str | None = None,  # noqa: A002 the word that people use
    per_format: int | None = None,
    neighbours: Mapping[str, str] | None = None,
) -> Proof:
    """Convert hashes and check them: the known password has to be let in, another one refused.

    Where the legacy form can be checked too, it has to agree.

    Args:
        frame: Users whose password is known.
        hash: The column (String) of legacy hashes.
        password: The column (String) of passwords; a row without one is not tried.
        row: The column of the ids that `failures` gives, the row's number from 0 where it is None.
        format: The form of all of them, as in `convert_hashes`.
        per_format: How many of each form to try, the first in order; all where it is None.
        neighbours: For each neighbour of `convert_hashes` the column (String) that holds it.

    Raises:
        HashError: As in `convert_hashes`.
    """
    beside = dict(neighbours or {})
    columns = {name: pl.col(column) for name, column in beside.items()}
    found = hash_findings(pl.col(hash)).struct
    users = frame.select(
        row=(pl.col(row) if row else pl.int_range(pl.len())).cast(pl.String),
        hash=pl.col(hash),
        password=pl.col(password),
        told=converted(pl.col(hash), format, **columns),
        format=found.field("format"),
        kind=found.field("kind"),
        **{f"given_{name}": column for name, column in columns.items()},
    )
    if format is not None:
        is_told = pl.col("told").is_not_null()
        users = users.with_columns(
            format=pl.when(is_told).then(pl.lit(format)).otherwise("format"),
            kind=pl.when(is_told).then(pl.lit("converted")).otherwise("kind"),
        )
    possible = users.filter(pl.col("told").is_not_null() & pl.col("password").is_not_null())
    tried = (
        possible
        if per_format is None
        else possible.filter(pl.int_range(pl.len()).over("format") < per_format)
    )
    # The hash functions release the GIL, so threads are as good as processes and copy no password.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        verdicts = list(pool.map(_verdict, tried.iter_rows(named=True)))
    tried = tried.select("row", "format", reason=pl.Series(verdicts, dtype=pl.String))
    counts = tried.group_by("format").agg(
        tried=pl.len().cast(pl.Int64), failed=pl.col("reason").is_not_null().sum().cast(pl.Int64)
    )
    by_format = (
        users.group_by("format", "kind", maintain_order=True)
        .agg(rows=pl.len().cast(pl.Int64))
        .join(counts, on="format", how="left", maintain_order="left")
        .with_columns(pl.col("tried", "failed").fill_null(0))
        .select("format", "kind", "rows", "tried", proven=pl.col("tried") - pl.col("failed"), failed="failed")
        .sort("rows", "format", descending=[True, False], nulls_last=True)
    )
    failures = tried.filter(pl.col("reason").is_not_null()).cast(pl.Schema(_FAILURE_SCHEMA))
    return Proof(by_format, failures)


def _verdict(user: dict[str, Any]) -> str | None:
    told, password = without_nulls(user["told"]), user["password"]
    # In front, because bcrypt does not read what stands after 72 bytes.
    wrong = f"~{password}"
    if not verify_password(told, password):
        return "the converted hash refuses the known password"
    if verify_password(told, wrong):
        return "the converted hash lets a wrong password in"
    beside = {name.removeprefix("given_"): value for name, value in user.items() if name.startswith("given_")}
    present = {name: value for name, value in beside.items() if value is not None}
    try:
        is_agreed = verify_legacy(user["hash"], password, format=user["format"], **present)
        is_wrong = verify_legacy(user["hash"], wrong, format=user["format"], **present)
    except HashError:
        return None
    return None if is_agreed and not is_wrong else "the legacy form does not agree"
