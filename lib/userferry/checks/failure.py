"""What the checks found: the rows that the tenant would refuse, and those that it takes and changes or harms."""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from userferry.display import headline, sentence, table
from userferry.durable import write_frame

FINDINGS = {
    "__row": pl.Int64,
    "rule": pl.String,
    "code": pl.String,
    "message": pl.String,
    "path": pl.String,
    "severity": pl.String,
    "fix": pl.String,
}

NOTICED = {
    "severity": pl.String,
    "rule": pl.String,
    "code": pl.String,
    "message": pl.String,
    "path": pl.String,
    "fix": pl.String,
    "rows": pl.Int64,
}


@dataclass(frozen=True, slots=True, repr=False)
class Failure:
    """The rows that the tenant would refuse, and what else it would do to rows.

    Args:
        findings: A row for each broken rule of a refused row: `__row` Int64; `rule`, the tenant's `code`, `message`
            and `path` (null where it names none), `severity` (`refused`) and `fix` (words, or empty), Strings.
        noticed: How many `rows` Int64 of those that the tenant takes it stores otherwise than sent (`severity`
            `changed`), or takes to their harm (`warned`), by `rule`, most first; `code` is empty where the tenant says
            nothing. `find_notices` names the rows.
    """

    findings: pl.DataFrame
    noticed: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=NOTICED))

    def counts(self) -> pl.DataFrame:
        """Count refused rows by `rule` and `code`, most first."""
        grouped = self.findings.group_by("rule", "code").agg(pl.col("__row").n_unique().alias("rows"))
        return grouped.sort(["rows", "rule"], descending=[True, False])

    def rows(self) -> pl.DataFrame:
        """Give each refused row once, with the first rule it breaks."""
        return self.findings.unique("__row", keep="first", maintain_order=True)

    def __repr__(self) -> str:
        """Say how many rows break how many rules."""
        return f"Failure({self.rows().height:,} rows refused by {self.counts().height} rules)"

    def _repr_html_(self) -> str:
        if self.findings.is_empty():
            refused = sentence("No row breaks a rule: the tenant would take every user.")
        else:
            helps = self.findings.group_by("rule", "code").agg(pl.col("fix").first())
            counted = self.counts().join(helps, on=["rule", "code"], maintain_order="left")
            shown = counted.select("rule", "code", "fix", "rows").iter_rows()
            refused = table(headline(self), ["rule", "the tenant's code", "what helps", "rows"], shown)
        if self.noticed.is_empty():
            return refused
        told = self.noticed.select("message", "fix", "rows").iter_rows()
        return refused + table("Taken, with something to know", ["what", "what helps", "rows"], told)

    def write(self, folder: Path) -> Path:
        """Write `failure.parquet` and `noticed.parquet` into the folder."""
        write_frame(folder / "noticed.parquet", self.noticed)
        return write_frame(folder / "failure.parquet", self.findings)

    @classmethod
    def read(cls, folder: Path) -> "Failure":
        """Read what `write` wrote."""
        return cls(pl.read_parquet(folder / "failure.parquet"), pl.read_parquet(folder / "noticed.parquet"))
