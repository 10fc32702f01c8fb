"""Prove a conversion on passwords that are known, before anything is sent."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from userferry.display import table
from userferry.durable import write_frame
from userferry.errors import DecisionError, HashError, UnagreedError
from userferry.passwords.columns import without_nulls
from userferry.passwords.deciding import FormatChoice
from userferry.passwords.legacy import verify_legacy
from userferry.passwords.sampling import sample_hashes
from userferry.passwords.settling import find_what_works, settle_form
from userferry.passwords.verify import verify_password

_REFUSED = "the converted hash refuses the known password"
_MOST_LISTED = 10
_UNTOLD = "this machine cannot compute it"
_FOUND_SCHEMA = {
    "format": pl.String(),
    "candidates": pl.String(),
    "tried": pl.Int64(),
    "failed": pl.Int64(),
    "proven": pl.Int64(),
    "works_with": pl.String(),
}


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """Which forms were proven; it names rows, and holds no hash and no password.

    Args:
        by_format: One row for each form: `format` (String, null where there is none), `kind` and `candidates` (String,
            null but where a shape is ambiguous), `rows` of the whole column, `tried`, `proven` and `failed` (Int64),
            and `works_with` (String, null where nothing failed or nothing was found): what would verify instead. Of
            an ambiguous shape nothing fails, `works_with` is what the mapping may say ("hex_32: nt_hash"), and
            its rows are proven where no other form verifies them.
        failures: `row` (String, the row's id), `format`, `reason` and `works_with` (String), of converted rows.
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
        shown = self.by_format.select(
            pl.coalesce("format", "candidates"), "kind", "rows", "tried", "proven", "failed", "works_with"
        )
        headings = ["form", "becomes", "rows", "tried", "proven", "failed", "what would work"]
        if not shown["works_with"].count():
            shown, headings = shown.drop("works_with"), headings[:-1]
        note = "Every form that is sent was proven." if self.is_proven else "Do not send these hashes yet."
        return table("Proof on known passwords", headings, shown.rows(), note=note)

    def require_decision(self, *, accept_unproven: bool) -> "Proof":
        """Return the proof, if it proves every form that would be sent or people agreed to go without.

        Raises:
            HashError: As `undecided`.
            DecisionError: As `undecided`.
            UnagreedError: It names something.
        """
        if waiting := self.undecided(accept_unproven=accept_unproven):
            raise UnagreedError(waiting)
        return self

    def undecided(self, *, accept_unproven: bool) -> list[str]:
        """Name what the parameters have to agree to yet, so that it can be told with what else waits.

        Raises:
            HashError: A converted hash does not verify; nobody can agree to that.
            DecisionError: Known passwords tell which form an ambiguous shape is, and the mapping does not say so.
        """
        if not self.failures.is_empty():
            hints = self.failures.select("format", "works_with").unique().sort("format").iter_rows()
            forms = ", ".join(f"{name}: {hint}" if hint else name for name, hint in hints)
            rows = _listed(self.failures["row"])
            raise HashError(
                f"{self.failures.height:,} converted hashes do not verify with their known password ({forms}). Nothing "
                f"was sent, and no import file was cut. Rows: {rows}. If their known passwords "
                "are right, these forms are converted wrongly, and whoever has one would be locked out for good: write "
                "what is right under `hash:` of the password column in the mapping."
            )
        told = self.by_format.filter((pl.col("kind") == "ambiguous") & pl.col("works_with").is_not_null())
        if not told.is_empty():
            raise DecisionError(
                "The mapping",
                [
                    f"{rows:,} hashes may be any of {candidates}, and known passwords say `{works_with}`; write that "
                    "under `hash: forms:` of the password column, or these users lose a password that could go along"
                    for rows, candidates, works_with in told.select(
                        "rows", "candidates", "works_with"
                    ).iter_rows()
                ],
            )
        untried = self.by_format.filter((pl.col("kind") == "converted") & (pl.col("tried") == 0))
        if untried.is_empty() or accept_unproven:
            return []
        forms = ", ".join(f"{name} ({rows:,})" for name, rows in untried.select("format", "rows").iter_rows())
        why = f"no known password proves the conversion of {forms}, and a hash can be given only once"
        return [f"{why}; name an `answer_key` with a test account of each, or say `accept_unproven: true`"]

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


def _listed(rows: pl.Series) -> str:
    """List some of the rows, by their numbers in the dump."""
    more = f" and {rows.len() - _MOST_LISTED:,} more" if rows.len() > _MOST_LISTED else ""
    return ", ".join(rows.head(_MOST_LISTED)) + more


def prove_hashes(
    frame: pl.DataFrame | pl.LazyFrame,
    *,
    hash: str,  # noqa: A002 the word that people use
    password: str,
    row: str | None = None,
    format: FormatChoice = None,  # noqa: A002 the word that people use
    per_format: int | None = None,
    neighbours: Mapping[str, str] | None = None,
    peppers: Sequence[str] = (),
    max_search_seconds: float = 10.0,
) -> Proof:
    """Convert hashes and check them: the known password has to be let in, another one refused.

    Where the legacy form can be checked too, it has to agree. Where a form fails, what would work is searched for in
    five of its failures; where a shape is ambiguous, each form that it may have is tried. A hash that this machine
    cannot compute is not tried.

    Args:
        frame: Users; a LazyFrame is read once, in batches, and only the sample is kept.
        hash: The column (String) of legacy hashes.
        password: The column (String) of passwords; a row without one is counted and not tried.
        row: The column of the ids that `failures` gives, the row's number from 0 where it is None.
        format: The form of all of them, or a form for each ambiguous shape, as in `convert_hashes`.
        per_format: How many of each form to try, the first in the frame's order; all where it is None.
        neighbours: For each neighbour of `convert_hashes` the column (String) that holds it.
        peppers: Secrets that may have gone in, for the search.
        max_search_seconds: How long to search for each form that fails.

    Raises:
        HashError: As in `convert_hashes`.
    """
    sample = sample_hashes(
        frame,
        hash=hash,
        password=password,
        row=row,
        format=format,
        per_format=per_format,
        neighbours=neighbours or {},
    )
    found: list[dict[str, object]] = []
    failures = [pl.DataFrame(schema=dict.fromkeys(("row", "format", "reason", "works_with"), pl.String()))]
    for form, part in sample.parts("converted"):
        tried = _judged(part)
        failed = tried.filter(pl.col("reason").is_not_null())
        refused = failed.filter(pl.col("reason") == _REFUSED)
        works_with = find_what_works(refused, peppers=peppers, max_seconds=max_search_seconds)
        failures.append(failed.select("row", "format", "reason", works_with=pl.lit(works_with, pl.String)))
        proven = tried.height - failed.height
        found.append(
            {"format": form, "tried": tried.height, "failed": failed.height, "proven": proven}
            | {"works_with": works_with}
        )
    for candidates, part in sample.parts("ambiguous"):
        settled = settle_form(part, candidates.split(", "), peppers=peppers, max_seconds=max_search_seconds)
        proven = part.height if settled.is_settled else 0
        found.append(
            {"candidates": candidates, "tried": part.height, "failed": 0, "proven": proven}
            | {"works_with": settled.works_with}
        )
    counts = pl.DataFrame(found, schema=_FOUND_SCHEMA)
    by_format = sample.counts.join(
        counts, on=["format", "candidates"], how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(pl.col("tried", "proven", "failed").fill_null(0))
    columns = ("format", "kind", "candidates", "rows", "tried", "proven", "failed", "works_with")
    return Proof(by_format.select(columns), pl.concat(failures))


def _judged(rows: pl.DataFrame) -> pl.DataFrame:
    # The hash functions release the GIL, so threads are as good as processes and copy no password.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        verdicts = list(pool.map(_verdict, rows.iter_rows(named=True)))
    judged = rows.with_columns(reason=pl.Series(verdicts, dtype=pl.String))
    return judged.filter(pl.col("reason").ne_missing(_UNTOLD))


def _verdict(user: dict[str, Any]) -> str | None:
    told, password = without_nulls(user["told"]), user["password"]
    # In front, because bcrypt does not read what stands after 72 bytes.
    wrong = f"~{password}"
    try:
        if not verify_password(told, password):
            return _REFUSED
        if verify_password(told, wrong):
            return "the converted hash lets a wrong password in"
    except HashError:
        return _UNTOLD
    beside = {name.removeprefix("given_"): value for name, value in user.items() if name.startswith("given_")}
    present = {name: value for name, value in beside.items() if value is not None}
    try:
        is_agreed = verify_legacy(user["hash"], password, format=user["format"], **present)
        is_wrong = verify_legacy(user["hash"], wrong, format=user["format"], **present)
    except HashError:
        return None
    except ValueError:
        is_agreed = is_wrong = False
    return None if is_agreed and not is_wrong else "the legacy form does not agree"
