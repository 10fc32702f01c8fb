"""What do these users look like? Counts and kinds of each column, found in one pass, shown masked."""

import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.display import headline, mask, table
from userferry.durable import make_folder, write_whole
from userferry.frames import Frame, numbered
from userferry.passwords import hash_findings

_SHARE = 0.9
"""The share of filled values that must have a shape before a column is said to be of that kind."""

_SHAPES = {
    "email": r"^[^@\s]+\s?@[^@\s]+$",
    "uuid": r"(?i)^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    "datetime": r"^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?$",
    "boolean": r"(?i)^(?:0|1|t|f|true|false|y|n|yes|no)$",
    "integer": r"^-?(?:0|[1-9]\d*)$",
}
_HASHES = ("converted", "unconvertible")
_COUNTS = ["filled", "distinct", "shortest", "longest"]


@dataclass(frozen=True, slots=True, repr=False)
class Profile:
    """What a dump holds.

    Args:
        rows: Records in the dump.
        columns: A row for each column: `column` String, `kind` String (email, uuid, datetime, boolean, integer, hash,
            text or empty), `filled`, `distinct`, `shortest`, `longest` Int64 (lengths in characters), `sample` String
            (a masked value, or nothing where it is a hash).
    """

    rows: int
    columns: pl.DataFrame

    def kinds(self) -> dict[str, str]:
        """Give the kind of each column, in the dump's order."""
        return dict(self.columns.select("column", "kind").iter_rows())

    @property
    def hash_column(self) -> str | None:
        """The first column that holds password hashes, None where there is none."""
        return next((column for column, kind in self.kinds().items() if kind == "hash"), None)

    @property
    def keys(self) -> list[str]:
        """Columns in which every row has a value of its own."""
        full = (pl.col("distinct") == self.rows) & (pl.col("filled") == self.rows)
        return self.columns.filter(full & (pl.col("kind") != "hash"))["column"].to_list()

    def __repr__(self) -> str:
        """Say how much there is."""
        return f"Profile({self.rows:,} rows, {self.columns.height} columns, keys: {', '.join(self.keys) or 'none'})"

    def _repr_html_(self) -> str:
        heads = ["column", "kind", "filled", "distinct", "shortest", "longest", "looks like (masked)"]
        return table(headline(self), heads, self.columns.iter_rows())

    def write(self, folder: Path) -> Path:
        """Write `profile.json` into the folder."""
        path = make_folder(folder) / "profile.json"
        write_whole(path, json.dumps({"rows": self.rows, "columns": self.columns.to_dicts()}, indent=1))
        return path

    @classmethod
    def read(cls, folder: Path) -> "Profile":
        """Read what `write` wrote."""
        found = json.loads((folder / "profile.json").read_text(encoding="utf-8"))
        return cls(found["rows"], pl.DataFrame(found["columns"]))


def profile_users(frame: Frame) -> Profile:
    """Profile a dump.

    Args:
        frame: Lazy; String columns, and `__row`, which is left out.
    """
    frame = numbered(frame)
    names = [name for name in frame.collect_schema().names() if name != "__row"]
    asked = [expression for name in names for expression in _questions(name)]
    answers = frame.select(pl.len().alias("rows"), *asked).collect(engine="streaming").row(0, named=True)
    described = [_describe(name, answers) for name in names]
    return Profile(
        answers["rows"], pl.DataFrame(described, schema_overrides=dict.fromkeys(_COUNTS, pl.Int64))
    )


def _questions(name: str) -> list[pl.Expr]:
    column = pl.col(name)
    value = pl.when(column != "").then(column)
    shapes = [value.str.contains(shape).sum().alias(f"{name} {kind}") for kind, shape in _SHAPES.items()]
    verdict = hash_findings(value).struct
    is_known = verdict.field("format").is_not_null() & verdict.field("format").ne_missing("plaintext")
    is_hash = (verdict.field("kind") == "ambiguous") | (verdict.field("kind").is_in(_HASHES) & is_known)
    return [
        value.count().alias(f"{name} filled"),
        value.drop_nulls().n_unique().alias(f"{name} distinct"),
        value.str.len_chars().min().alias(f"{name} shortest"),
        value.str.len_chars().max().alias(f"{name} longest"),
        value.drop_nulls().first().alias(f"{name} sample"),
        *shapes,
        is_hash.sum().alias(f"{name} hash"),
    ]


def _describe(name: str, answers: dict[str, int | str | None]) -> dict[str, int | str | None]:
    counts = {count: answers[f"{name} {count}"] for count in _COUNTS}
    filled = int(counts["filled"] or 0)
    kind = "text" if filled else "empty"
    for shape in (*_SHAPES, "hash"):
        if filled and int(answers[f"{name} {shape}"] or 0) >= _SHARE * filled:
            kind = shape
            break
    sample = answers[f"{name} sample"]
    shown = mask(str(sample)) if sample is not None and kind in ("email", "text") else sample
    return {"column": name, "kind": kind, **counts, "sample": None if kind == "hash" else shown}
