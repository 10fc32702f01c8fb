"""What the checks found: the rows that the tenant would refuse, and those that it takes and changes or harms."""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from userferry.display import headline, table
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


@dataclass(frozen=True, slots=True, repr=False)
class Failure:
    """The rows that the tenant would refuse, and what else it would do to rows.

    Args:
        findings: A row for each broken rule of a refused row: `__row` Int64; `rule`, the tenant's `code`, `message`
            and `path` (null where it names none), `severity` (`refused`) and `fix` (words, or empty), Strings.
        notices: The same columns for what the tenant takes: `severity` is `changed` (stored otherwise than sent) or
            `warned` (taken, and harmful later); `code` is empty where the tenant says nothing.
    """

    findings: pl.DataFrame
    notices: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FINDINGS))

    def counts(self) -> pl.DataFrame:
        """Count refused rows by `rule` and `code`, most first."""
        return _counted(self.findings, "rule", "code")

    def notice_counts(self) -> pl.DataFrame:
        """Count rows that are taken by `severity`, `rule` and `fix`, most first."""
        return _counted(self.notices, "severity", "rule", "fix")

    def rows(self) -> pl.DataFrame:
        """Give each refused row once, with the first rule it breaks."""
        return self.findings.unique("__row", keep="first", maintain_order=True)

    def __repr__(self) -> str:
        """Say how many rows break how many rules."""
        return f"Failure({self.rows().height:,} rows refused by {self.counts().height} rules)"

    def _repr_html_(self) -> str:
        if self.findings.is_empty():
            return table("", ["No row breaks a rule: the tenant would take every user."], [])
        counted = self.counts().select("rule", "code", "rows").iter_rows()
        return table(headline(self), ["rule", "the tenant's code", "rows"], counted)

    def write(self, folder: Path) -> Path:
        """Write `failure.parquet` and `notices.parquet` into the folder."""
        write_frame(folder / "notices.parquet", self.notices)
        return write_frame(folder / "failure.parquet", self.findings)

    @classmethod
    def read(cls, folder: Path) -> "Failure":
        """Read what `write` wrote."""
        return cls(pl.read_parquet(folder / "failure.parquet"), pl.read_parquet(folder / "notices.parquet"))


def _counted(findings: pl.DataFrame, *names: str) -> pl.DataFrame:
    grouped = findings.group_by(names).agg(pl.col("__row").n_unique().alias("rows"))
    return grouped.sort(["rows", "rule"], descending=[True, False])
