"""The rows that a run failed, a line for each code: how many, why, and what helps."""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from userferry.afterwards.causes import find_fixes, word_cause
from userferry.display import headline, mask, sentence, table
from userferry.durable import make_folder, write_whole
from userferry.runs import Outcome, Place

_EXAMPLES, _PATHS = 3, 5
_HIDDEN = "•••"
_ADDRESS = re.compile(r"[^\s'\"“”,;:()<>]+@[^\s'\"“”,;:()<>]+")
_QUOTED = re.compile(r"(['\"“`])(?:(?!['\"”`]).)+(['\"”`])")
_TELLING = re.compile(r"[\dA-ZÀ-ÖØ-Þ]")


@dataclass(frozen=True, slots=True)
class Explanation:
    """The failed rows of one code.

    Args:
        code: The tenant's.
        rows: How many.
        share: Of the failed rows.
        cause: Why, a sentence; the tenant's own words, masked, where the code is not known.
        fix: What helps, a sentence or several.
        is_known: Whether the code is.
        examples: `__row` of the first rows: nobody's data.
    """

    code: str
    rows: int
    share: float
    cause: str
    fix: str
    is_known: bool
    examples: tuple[int, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Explained:
    """Every failed row of a run, by the tenant's code.

    Args:
        rows: How many failed.
        codes: A line for each code, most rows first.
    """

    rows: int
    codes: tuple[Explanation, ...]

    def __repr__(self) -> str:
        """Say how many rows failed by how many codes."""
        unknown = sum(not each.is_known for each in self.codes)
        end = f", {unknown} of them not known" if unknown else ""
        return f"Explained({self.rows:,} failed rows, {len(self.codes)} codes{end})"

    def _repr_html_(self) -> str:
        if not self.codes:
            return sentence("No row failed.")
        shown = [
            (each.code, each.rows, f"{each.share:.0%}", each.cause, each.fix, _rows(each.examples))
            for each in self.codes
        ]
        heads = ["code", "rows", "of the failed", "cause", "what helps", "first rows"]
        return table(headline(self), heads, shown)

    def write(self, folder: Path) -> Path:
        """Write `failures.json` (0600) into the folder."""
        path = make_folder(folder) / "failures.json"
        write_whole(path, json.dumps(asdict(self), ensure_ascii=False, indent=1))
        return path

    @classmethod
    def read(cls, folder: Path) -> "Explained":
        """Read what `write` wrote."""
        said = json.loads((folder / "failures.json").read_text(encoding="utf-8"))
        codes = tuple(Explanation(**{**each, "examples": tuple(each["examples"])}) for each in said["codes"])
        return cls(said["rows"], codes)


def explain_failures(outcome: Outcome) -> Explained:
    """Explain the failed rows by their codes.

    Args:
        outcome: Of a run; its rows are gone through once, streaming.
    """
    failed = outcome.rows.filter(pl.col("outcome") == Place.FAILED).with_columns(
        pl.col("code").fill_null("UNKNOWN")
    )
    by_path = failed.group_by("code", "path").agg(
        pl.len().alias("rows"),
        pl.col("__row").bottom_k(_EXAMPLES).alias("first"),
        pl.col("message").drop_nulls().first(),
    )
    by_code = (
        by_path.sort(["rows", "path"], descending=[True, False])
        .group_by("code", maintain_order=True)
        .agg(
            pl.col("rows").sum(),
            pl.col("first").explode().bottom_k(_EXAMPLES).sort(),
            pl.col("message").drop_nulls().first(),
            pl.col("path").head(_PATHS).alias("paths"),
        )
        .sort(["rows", "code"], descending=[True, False])
        .collect(engine="streaming")
    )
    total = int(by_code["rows"].sum())
    return Explained(total, tuple(_explanation(row, total) for row in by_code.iter_rows()))


def _explanation(row: tuple[str, int, list[int], str | None, list[str | None]], total: int) -> Explanation:
    code, rows, first, message, paths = row
    cause, nearer = word_cause(code), find_fixes(code, paths)
    if cause is None:
        said = f"This code is not known here. The tenant says: {mask_message(message or 'nothing')}"
        advice = (
            "Read the tenant's own words in the run's errors/, and correct the row or ask Auth0's support."
        )
        return Explanation(code, rows, rows / total, said, advice, False, tuple(first))
    fix = "; ".join(nearer) + "." if nearer else cause.fix
    return Explanation(code, rows, rows / total, cause.meaning, fix, True, tuple(first))


def mask_message(message: str) -> str:
    """Hide what may be a person's in a tenant's message.

    Addresses, what stands in quotes, and every word after the first that has a digit or a capital are hidden; an
    address keeps its domain.
    """
    first, *words = _QUOTED.sub(rf"\g<1>{_HIDDEN}\g<2>", message).split(" ")
    return " ".join([first, *map(_masked, words)])


def _masked(word: str) -> str:
    if _ADDRESS.search(word):
        return _ADDRESS.sub(lambda found: mask(found.group()), word)
    return _HIDDEN if _TELLING.search(word) else word


def _rows(examples: tuple[int, ...]) -> str:
    return ", ".join(f"{row:,}" for row in examples)
