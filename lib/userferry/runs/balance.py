"""The balance sheet: every row of the dump in exactly one place, and the places add up to the dump.

Roles and memberships that are assigned after the import have a sum of their own under it.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import polars as pl

from userferry.display import table
from userferry.durable import make_folder, write_whole
from userferry.errors import WorkspaceError
from userferry.frames import Frame
from userferry.logs import log_event
from userferry.runs.folding import WAITS, fold_places
from userferry.runs.outcomes import Place

REFUSED = "refused"
HELD = "held back"
_PLACES = (
    Place.INSERTED,
    Place.UPDATED,
    Place.UNCHANGED,
    REFUSED,
    HELD,
    Place.FAILED,
    Place.IN_DOUBT,
    Place.NOT_SENT,
)
_ALWAYS = frozenset(_PLACES[:6])
_ASSIGNED = ("assigned", Place.FAILED, Place.NOT_SENT)
WANTED = "assignments wanted"
OPEN = "open"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `rows` rows are in `place`; `reasons` says why, as (reason, rows), most frequent first."""

    place: str
    rows: int
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """Where every row of the dump went.

    Args:
        dump_rows: Rows of the dump; the entries' rows add up to it.
        entries: One for each place.
        assignments: Roles and memberships that were wanted: assigned, failed and not sent; none where none are named.
    """

    dump_rows: int
    entries: tuple[Entry, ...]
    assignments: tuple[Entry, ...] = ()

    @classmethod
    def of(
        cls,
        dump_rows: int,
        *,
        refused: Frame | Sequence[Frame],
        held: Frame,
        rows: Frame | Sequence[Frame],
        assigned: Frame | None = None,
    ) -> Self:
        """Draw the balance, or say by how much it is off.

        Over several runs of one migration each row counts where it stands last: see `fold_places`.

        Args:
            dump_rows: Rows of the dump, so that `__row` goes from 0 to one less.
            refused: `__row: Int64, rule, code: String`; a row with several findings counts under its first, of the
                first frame that names it.
            held: `__row: Int64, kind, decision: String`; likewise.
            rows: An `Outcome`'s rows; or those of several runs, in the order in which they were begun, of which the
                last belongs to what was refused and held back.
            assigned: `outcome, code: String`, a row for each role or membership wanted, `outcome` null where it is not
                known yet what came of it; None where none are named.

        Raises WorkspaceError where a row is in no place, in two, or not of the dump.
        """
        runs, told = _several(rows), _several(refused)
        *earlier, sent = [_places(run, pl.col("outcome"), _joined("code")) for run in runs]
        checked = [
            pl.concat(_places(each, pl.lit(REFUSED), _joined("rule", "code")) for each in told).unique(
                "__row", keep="first"
            ),
            _places(held, pl.lit(HELD), _joined("kind", "decision")).unique("__row", keep="first"),
        ]
        placed = fold_places(earlier, pl.concat([*checked, sent]))
        _check(placed, dump_rows)
        counted = placed.group_by("place", "reason").len().collect(engine="streaming")
        entries = [_entry(place, counted) for place in _PLACES]
        kept = tuple(each for each in entries if each.rows or each.place in _ALWAYS)
        balance = cls(dump_rows, kept, () if assigned is None else _assignments(assigned))
        total = sum(each.rows for each in balance.entries)
        if total != dump_rows:
            raise WorkspaceError(
                f"The balance is off: {total:,} rows have a known place and the dump has {dump_rows:,}. "
                "Nothing was changed; an outcome was written by another version."
            )
        balance._log_drawn()
        return balance

    def _log_drawn(self) -> None:
        """Log how many rows are where."""
        places, given = (
            {each.place: each.rows for each in some} for some in (self.entries, self.assignments)
        )
        is_settled = self.is_settled
        log_event(
            "balance.drawn",
            rows=self.dump_rows,
            places=places,
            assignments=given or None,
            is_settled=is_settled,
        )

    @property
    def is_settled(self) -> bool:
        """Whether no row is in doubt or still to be sent, and it is known of each assignment what came of it."""
        is_open = any(each.rows for each in self.assignments if each.place == OPEN)
        return not is_open and not any(self.rows(place) for place in (Place.IN_DOUBT, Place.NOT_SENT))

    @property
    def wanted(self) -> int:
        """Assignments wanted; the places of the assignments add up to them."""
        return sum(each.rows for each in self.assignments)

    def rows(self, place: str) -> int:
        """Count the rows in a place."""
        return sum(each.rows for each in self.entries if each.place == place)

    def __repr__(self) -> str:
        counted = ", ".join(f"{each.rows:,} {each.place}" for each in self.entries if each.rows)
        given = ", ".join(f"{each.rows:,} {each.place}" for each in self.assignments if each.rows)
        more = f"; {self.wanted:,} {WANTED} = {given}" if self.wanted else ""
        return f"Balance({self.dump_rows:,} rows in dump = {counted or 'none'}{more})"

    def __str__(self) -> str:
        sheet = _sheet("rows in dump", self.dump_rows, self.entries)
        if self.assignments:
            sheet += ["", *_sheet(WANTED, self.wanted, self.assignments)]
        return "\n".join([*sheet, "", self.verdict])

    def _repr_html_(self) -> str:
        lines = [*_lines(self.entries), ("rows in dump", "", self.dump_rows)]
        if self.assignments:
            lines += [*_lines(self.assignments), (WANTED, "", self.wanted)]
        return table("Balance", ("place", "reason", "rows"), lines, note=self.verdict)

    def write(self, folder: Path) -> Path:
        """Write balance.json (0600) into a folder, and return the folder."""
        make_folder(folder)
        write_whole(folder / "balance.json", json.dumps(asdict(self), indent=1).encode())
        return folder

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read what `write` wrote; WorkspaceError where there is none."""
        path = folder / "balance.json"
        if not path.exists():
            raise WorkspaceError(f"{folder.name} holds no balance yet. Send the run first.")
        said: dict[str, Any] = json.loads(path.read_bytes())
        return cls(said["dump_rows"], _read(said["entries"]), _read(said.get("assignments", [])))

    @property
    def verdict(self) -> str:
        """Whether it balances, and what to do where some rows are nowhere yet."""
        if self.is_settled:
            more = f", and each of the {self.wanted:,} assignments" if self.wanted else ""
            return f"balances: each of the {self.dump_rows:,} rows is in one place{more}"
        waiting = sum(count for each in self.entries for why, count in each.reasons if why == WAITS)
        if waiting and waiting == self.rows(Place.NOT_SENT) and not self.rows(Place.IN_DOUBT):
            return f"not settled yet: {waiting:,} rows wait for a later wave; `wave: rest` sends them in another run"
        return "not settled yet: send the run again"


def _several(given: Frame | Sequence[Frame]) -> list[Frame]:
    return [given] if isinstance(given, pl.DataFrame | pl.LazyFrame) else list(given)


def _places(frame: Frame, place: pl.Expr, reason: pl.Expr) -> pl.LazyFrame:
    return frame.lazy().select(
        pl.col("__row").cast(pl.Int64), place.cast(pl.String).alias("place"), reason.alias("reason")
    )


def _joined(*names: str) -> pl.Expr:
    return pl.concat_str([pl.col(name).cast(pl.String) for name in names], separator=" · ", ignore_nulls=True)


def _check(placed: pl.LazyFrame, dump_rows: int) -> None:
    times = placed.group_by("__row").len()
    inside = pl.col("__row").is_between(0, dump_rows - 1)
    found = times.select(
        strange=(~inside).sum(),
        twice=(inside & (pl.col("len") > 1)).sum(),
        once=inside.sum(),
    ).collect(engine="streaming")
    strange, twice, once = found.row(0)
    missing = dump_rows - once
    if strange or twice or missing:
        raise WorkspaceError(
            f"The balance is off: of the dump's {dump_rows:,} rows, {missing:,} are in no place and "
            f"{twice:,} in two; {strange:,} are not of this dump. Nothing was changed; make sure that the "
            "findings, the resolutions and the run are of the same dump, and draw it again."
        )


def _assignments(assigned: pl.DataFrame | pl.LazyFrame) -> tuple[Entry, ...]:
    """Count the assignments by what came of them."""
    came = pl.col("outcome").fill_null(OPEN).alias("place")
    counted = (
        assigned.lazy().group_by(came, _joined("code").alias("reason")).len().collect(engine="streaming")
    )
    if counted.is_empty():
        return ()
    entries = [_entry(place, counted) for place in (*_ASSIGNED, OPEN)]
    if (strange := sum(counted["len"]) - sum(each.rows for each in entries)) != 0:
        raise WorkspaceError(
            f"The balance is off: of the assignments {strange:,} have no known place. Nothing was changed; they were "
            "written by another version."
        )
    return tuple(each for each in entries if each.rows or each.place != OPEN)


def _sheet(whole: str, total: int, entries: tuple[Entry, ...]) -> list[str]:
    """Write entries under each other, between their whole and their sum."""
    named = [each.place for each in entries] + [f"  {why}" for each in entries for why, _ in each.reasons]
    wide = max(map(len, [*named, whole]))
    digits = len(f"{total:,}")
    sheet = [f"{whole:<{wide}}  {total:>{digits},}", "─" * (wide + digits + 2)]
    for each in entries:
        sheet.append(f"{each.place:<{wide}}  {each.rows:>{digits},}")
        sheet += [f"{'  ' + why:<{wide}}  {count:>{digits},}" for why, count in each.reasons]
    found = sum(each.rows for each in entries)
    return [*sheet, "─" * (wide + digits + 2), f"{'sum':<{wide}}  {found:>{digits},}"]


def _lines(entries: tuple[Entry, ...]) -> list[tuple[str, str, int]]:
    """Give entries and their reasons as lines of a table."""
    lines: list[tuple[str, str, int]] = []
    for each in entries:
        lines.append((each.place, "", each.rows))
        lines += [("", why, count) for why, count in each.reasons]
    return lines


def _read(said: list[dict[str, Any]]) -> tuple[Entry, ...]:
    return tuple(
        Entry(each["place"], each["rows"], tuple((why, count) for why, count in each["reasons"]))
        for each in said
    )


def _entry(place: str, counted: pl.DataFrame) -> Entry:
    mine = counted.filter(pl.col("place") == place)
    reasons = mine.filter(pl.col("reason").is_not_null() & (pl.col("reason") != ""))
    ordered = reasons.sort(["len", "reason"], descending=[True, False])
    return Entry(str(place), int(mine["len"].sum()), tuple(ordered.select("reason", "len").iter_rows()))
