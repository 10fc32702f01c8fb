"""An export, or its edited copy, opened: one record a row, as the JSON that it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from userferry.chunks import json_line
from userferry.dumps import read_dump, read_objects
from userferry.errors import DumpError
from userferry.frames import ROW, Frame, numbered
from userferry.mapping import Mapping, apply_mapping
from userferry.schema import ID_PREFIX
from userferry.updates.fields import parts_of

LINES = {
    ROW: pl.Int64,
    "user_id": pl.String,
    "email": pl.String,
    "updated_at": pl.String,
    "line": pl.String,
}
"""A record: its number, the keys that it gives, when it was changed last, and all of it as JSON."""

_KEYS = ("user_id", "email", "updated_at")
_LABELS = {
    "user_id": ("user_id", "Id"),
    "email": ("email", "Email"),
    "updated_at": ("updated_at", "Updated At"),
}


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """Users as a file has them, or as the tenant has.

    Args:
        rows: Lazily, columns and dtypes of `LINES`; `email` in lower case. Of a table `line` holds its cells as texts.
        name: What people call it.
        is_table: Whether its values are texts that do not say of what type they are.
        columns: Of a table; empty for others.
        is_now: Whether it is what the tenant holds now, of which an older export says other times and counts.
    """

    rows: pl.LazyFrame = field(repr=False, compare=False)
    name: str
    is_table: bool = False
    columns: tuple[str, ...] = ()
    is_now: bool = False

    def __repr__(self) -> str:
        """Say what it is."""
        return f"Sheet({self.name}: {'a table' if self.is_table else 'objects'})"


def read_sheet(source: Path | str | Sequence[Path | str]) -> Sheet:
    """Open an export or its edited copy: a JSON array, NDJSON, CSV, Excel or Parquet, with the extension's labels too.

    Raises:
        DumpError: it cannot be read, names no user, or has a column twice.
    """
    objects = read_objects(source)
    if objects is not None:
        return Sheet(_with_keys(objects), _name_of(source))
    dump = read_dump(source)
    if dump.rejected.height:
        raise DumpError(
            f"{dump.source}: {dump.rejected.height:,} lines cannot be read, line {dump.rejected['line'][0]:,} first. "
            "Nothing was written. Mend them, and read the file again."
        )
    places = [parts_of(name) for name in dump.columns]
    if twice := sorted({".".join(one) for one in places if places.count(one) > 1}):
        raise DumpError(
            f"{dump.source} has several columns for {', '.join(twice)}. Nothing was written. Leave one of each."
        )
    known = {parts[0]: pl.col(name) for name, parts in zip(dump.columns, places, strict=True)}
    if not known.keys() & {"user_id", "email"}:
        raise DumpError(
            f"{dump.source} has no column `user_id` (or `Id`) and none `email`, so nobody knows whose rows these are. "
            "Nothing was written. Edit an export that has one of them."
        )
    keys = [known.get(name, pl.lit(None, pl.String)).replace("", None).alias(name) for name in _KEYS]
    line = pl.struct(dump.columns).struct.json_encode().alias("line")
    rows = dump.frame.select(ROW, *keys, line).with_columns(pl.col("email").str.to_lowercase())
    return Sheet(rows, dump.source, is_table=True, columns=tuple(dump.columns))


def read_copy(source: Path | str, *, mapping: Path | None = None) -> Sheet:
    """Open an edited copy, or a dump of which a mapping makes users.

    Args:
        source: The file.
        mapping: The mapping's file; None for a copy of an export.

    Raises:
        DumpError: the file cannot be read, or names no user.
        DecisionError: the mapping cannot be followed.
    """
    if mapping is None:
        return read_sheet(source)
    dump = read_dump(source)
    return sheet_of_users(apply_mapping(dump.frame, Mapping.read(mapping)), dump.source)


def sheet_of_users(users: Frame, name: str = "the mapping") -> Sheet:
    """Take users as a mapping makes them of a dump; what is null there is not named, and credentials never are.

    Args:
        users: `__row` Int64 and a column for each attribute; their `user_id` is without the database's prefix.
        name: What people call it.
    """
    frame = numbered(users)
    schema = frame.collect_schema()
    hidden = {"password_hash", "custom_password_hash", "mfa_factors"}
    shown = pl.Schema({column: dtype for column, dtype in schema.items() if column not in hidden})
    if "user_id" in schema:
        frame = frame.with_columns(user_id=ID_PREFIX + pl.col("user_id"))
    keys = [(pl.col(key) if key in schema else pl.lit(None, pl.String)).alias(key) for key in _KEYS[:2]]
    never = pl.lit(None, pl.String).alias("updated_at")
    rows = frame.select(ROW, *keys, never, json_line(shown).alias("line"))
    return Sheet(rows.with_columns(pl.col("email").str.to_lowercase()), name)


def sheet_of_tenant(users: pl.LazyFrame, name: str = "what the tenant holds") -> Sheet:
    """Take what the tenant holds now for the export: then whoever differs from it is edited, and nobody changed since.

    Args:
        users: `user` String: each user as JSON.
        name: What people call it.
    """
    lines = users.select(line="user").with_row_index(ROW).with_columns(pl.col(ROW).cast(pl.Int64))
    return Sheet(_with_keys(lines).with_columns(updated_at=pl.lit(None, pl.String)), name, is_now=True)


def _with_keys(objects: pl.LazyFrame) -> pl.LazyFrame:
    line = pl.col("line")
    keys = [
        pl.coalesce(line.str.json_path_match(f"$['{label}']") for label in _LABELS[name]).alias(name)
        for name in _KEYS
    ]
    return objects.select(ROW, *keys, line).with_columns(pl.col("email").str.to_lowercase())


def _name_of(source: Path | str | Sequence[Path | str]) -> str:
    several = [source] if isinstance(source, str | Path) else list(source)
    return ", ".join(Path(one).name for one in several)
