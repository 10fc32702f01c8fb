"""Compare an export with its edited copy: exactly what was edited, per user and field."""

import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from userferry.frames import ROW
from userferry.updates.cells import (
    Cell,
    gather,
    is_empty,
    is_same,
    put_at,
    read_cells,
    read_value,
    says_same,
)
from userferry.updates.changes import PEOPLE, ROWS, Changes
from userferry.updates.fields import METADATA, call_of, field_of, find_at, is_own, meet_keys
from userferry.updates.sheet import Sheet

_BATCH_ROWS = 20_000
TWICE = "the user stands twice in the copy"
SHARED = "several users of the export have this address: name them by user_id"
STRANGER = "not in the export: 05-import brings new users"
NAMELESS = "neither user_id nor address: nobody knows who it is"


def find_changes(
    before: Sheet, edited: Sheet, *, clear_empty: bool = False, replaces: bool = False
) -> Changes:
    """Say what exactly was edited; what the copy does not name, or names as it was, is no change.

    A user is known by `user_id`, else by the address. What a table says is compared with what the export holds by its
    meaning: `TRUE` is true and `7.0` is 7.

    Args:
        before: The export, or what the tenant holds.
        edited: Its copy, of some users or all, with some fields or all.
        clear_empty: Whether an empty cell, or null, takes away what is there; else it says nothing.
        replaces: Whether the metadata of the copy is all that a user shall have; else its keys are laid over theirs.
    """
    matched = _match(before, edited)
    told = matched.filter(pl.col("place").is_not_null()).select(list(PEOPLE))
    differing = matched.filter(pl.col("place").is_null() & ~pl.col("is_as_was"))
    people, rows, passed_over = [told.collect(engine="streaming")], [pl.DataFrame(schema=ROWS)], 0
    asked = differing.select(ROW, "auth0_user_id", "email", "updated_at", "line", "was")
    for batch in asked.collect_batches(chunk_size=_BATCH_ROWS, engine="streaming"):
        found: list[tuple[Any, ...]] = []
        for row in batch.iter_rows(named=True):
            record, was = json.loads(row["line"]), json.loads(row["was"])
            user = gather(read_cells(was, is_table=before.is_table))
            cells = (
                _whole_metadata(record, user, is_table=edited.is_table, clear_empty=clear_empty)
                if replaces
                else read_cells(record, is_table=edited.is_table)
            )
            for cell in (one for one in cells if not (before.is_now and is_own(one.parts))):
                said = _compare(
                    cell, user, was_table=before.is_table, clear_empty=clear_empty, replaces=replaces
                )
                passed_over += said is False
                if isinstance(said, tuple):
                    found.append((row[ROW], row["auth0_user_id"], *said))
        changes = pl.DataFrame(found, schema=ROWS, orient="row")
        theirs = batch.join(changes.select(ROW).unique(), on=ROW, how="semi")
        said_of = {"place": pl.lit("changed"), "reason": pl.lit("")}
        people.append(theirs.with_columns(**said_of).select(list(PEOPLE)))
        rows.append(changes)
    named = matched.filter(pl.col("was").is_not_null()).select(user_id="auth0_user_id")
    missing = before.rows.join(named, on="user_id", how="anti").select(auth0_user_id="user_id")
    return Changes(
        rows=pl.concat(rows).sort(ROW, maintain_order=True),
        people=pl.concat(people).sort(ROW),
        users=_count(edited.rows),
        missing=missing,
        untouched=_count(missing),
        passed_over=passed_over,
        replaces=replaces,
    )


def _match(before: Sheet, edited: Sheet) -> pl.LazyFrame:
    """Put each row of the copy beside the user of the export whom it names, or say why nobody is."""
    was = before.rows.select(
        pl.col("user_id").alias("auth0_user_id"),
        pl.col("email").alias("address"),
        pl.col("updated_at"),
        pl.col("line").alias("was"),
    )
    named = edited.rows.select(ROW, "user_id", "email", "line")
    known = was.filter(pl.col("auth0_user_id").is_not_null()).unique("auth0_user_id", keep="any")
    by_id = named.join(known, left_on="user_id", right_on="auth0_user_id", how="left", coalesce=False)
    by_id = by_id.with_columns(others=pl.lit(0, pl.UInt32))
    rest = by_id.filter(pl.col("was").is_null()).select(ROW, "user_id", "email", "line")
    first = [pl.col(name).first() for name in ("auth0_user_id", "updated_at", "was")]
    addressed = (
        was.filter(pl.col("address").is_not_null()).group_by("address").agg(*first, others=pl.len() - 1)
    )
    by_email = rest.join(addressed, left_on="email", right_on="address", how="left")
    columns = [ROW, "user_id", "auth0_user_id", "email", "updated_at", "line", "was", "others"]
    both = pl.concat(
        [
            by_id.filter(pl.col("was").is_not_null()).select(columns),
            by_email.select(columns).cast({"others": pl.UInt32}),
        ]
    )
    who = pl.coalesce("auth0_user_id", pl.concat_str(pl.lit("@"), pl.coalesce("email", pl.lit(""))))
    times = pl.len().over(pl.when(pl.col("was").is_not_null()).then(who))
    is_nameless = pl.col("user_id").is_null() & pl.col("email").is_null()
    said = (
        pl.when(is_nameless)
        .then(pl.lit(f"refused\n{NAMELESS}"))
        .when(pl.col("was").is_null())
        .then(pl.lit(f"refused\n{STRANGER}"))
        .when(pl.col("others") > 0)
        .then(pl.lit(f"held\n{SHARED}"))
        .when(times > 1)
        .then(pl.lit(f"held\n{TWICE}"))
        .str.split_exact("\n", 1)
    )
    is_alike = before.is_table == edited.is_table and before.columns == edited.columns
    return both.with_columns(
        said.struct[0].alias("place"),
        said.struct[1].alias("reason"),
        is_as_was=(pl.col("line") == pl.col("was")) if is_alike else pl.lit(value=False),
    )


def _compare(
    cell: Cell, user: dict[str, Any], *, was_table: bool, clear_empty: bool, replaces: bool
) -> tuple[Any, ...] | bool | None:
    """Say what a cell changes; None for nothing, False where it is empty and passed over."""
    parts = meet_keys(user, cell.parts) if cell.is_text and cell.parts[0] in METADATA else cell.parts
    was = find_at(user, parts)
    if is_empty(cell):
        is_nothing = was is None or was in ("", {})
        return None if is_nothing else _change(cell, parts, was, None) if clear_empty else False
    if _is_as_was(cell, was, was_table=was_table, replaces=replaces):
        return None
    try:
        value = read_value(Cell(parts, cell.value, cell.is_text), was)
    except ValueError as error:
        return _change(cell, parts, was, cell.value, wrong=str(error))
    return None if is_same(value, was, name=parts[0]) else _change(cell, parts, was, value)


def _is_as_was(cell: Cell, was: Any, *, was_table: bool, replaces: bool) -> bool:
    """Whether a cell says what was there, a table's text on either side; or is an object that names nothing."""
    if isinstance(cell.value, dict) and not cell.value:
        return was == {} or (isinstance(was, dict) and not replaces)
    if cell.is_text:
        return says_same(cell.value, was)
    if was_table and isinstance(was, str):
        return says_same(was, cell.value)
    return is_same(cell.value, was)


def _change(cell: Cell, parts: tuple[str, ...], was: Any, value: Any, wrong: str = "") -> tuple[Any, ...]:
    is_cleared = value is None
    way, why = call_of(parts[0], is_cleared=is_cleared and len(parts) == 1 and parts[0] not in METADATA)
    if wrong and way != "refused":
        way, why = "refused", wrong
    kind = "cleared" if is_cleared else "added" if was is None else "set"
    text = cell.value if cell.is_text and not is_cleared else None
    return field_of(parts), list(parts), kind, _text(was), _text(value), text, way, why


def _text(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _whole_metadata(
    record: dict[str, Any], user: dict[str, Any], *, is_table: bool, clear_empty: bool
) -> Iterator[Cell]:
    """Give a record's cells with each metadata that it names as one, its texts read as what was there.

    An empty cell keeps what was there, unless it clears. Where a text is of the wrong type it is given alone, so that
    the metadata stays as it is.
    """
    wholes: dict[str, dict[str, Any]] = {}
    wrong: list[Cell] = []
    for cell in read_cells(record, is_table=is_table):
        name = cell.parts[0]
        if name not in METADATA or (len(cell.parts) == 1 and not isinstance(cell.value, dict)):
            yield cell
            continue
        whole = wholes.setdefault(name, {})
        parts = meet_keys(user, cell.parts) if cell.is_text else cell.parts
        was = find_at(user, parts)
        try:
            value = was if is_empty(cell) else read_value(Cell(parts, cell.value, cell.is_text), was)
        except ValueError:
            wrong.append(cell)
            continue
        is_kept = not is_empty(cell) or (was is not None and not clear_empty) or _holds_null(user, parts)
        if len(parts) > 1 and is_kept:
            put_at(whole, parts[1:], value)
    yield from wrong
    for name in wholes.keys() - {cell.parts[0] for cell in wrong}:
        yield Cell((name,), wholes[name], is_text=False)


def _holds_null(user: dict[str, Any], parts: tuple[str, ...]) -> bool:
    above = find_at(user, parts[:-1])
    return isinstance(above, dict) and parts[-1] in above and above[parts[-1]] is None


def _count(rows: pl.LazyFrame) -> int:
    return int(rows.select(pl.len()).collect(engine="streaming").item())
