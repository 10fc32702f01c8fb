"""The balance sheet: every row of the dump in exactly one place, and the places add up to the dump."""

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
    """

    dump_rows: int
    entries: tuple[Entry, ...]

    @classmethod
    def of(
        cls,
        dump_rows: int,
        *,
        refused: Frame,
        held: Frame,
        rows: Frame | Sequence[Frame],
    ) -> Self:
        """Draw the balance, or say by how much it is off.

        Over several runs of one migration each row counts where it stands last: see `fold_places`.

        Args:
            dump_rows: Rows of the dump, so that `__row` goes from 0 to one less.
            refused: `__row: Int64, rule, code: String`; a row with several findings counts under its first.
            held: `__row: Int64, kind, decision: String`; likewise.
            rows: An `Outcome`'s rows; or those of several runs, in the order in which they were begun, of which the
                last belongs to what was refused and held back.

        Raises WorkspaceError where a row is in no place, in two, or not of the dump.
        """
        runs = [rows] if isinstance(rows, pl.DataFrame | pl.LazyFrame) else list(rows)
        *earlier, sent = [_places(run, pl.col("outcome"), _joined("code")) for run in runs]
        checked = [
            _places(refused, pl.lit(REFUSED), _joined("rule", "code")).unique("__row", keep="first"),
            _places(held, pl.lit(HELD), _joined("kind", "decision")).unique("__row", keep="first"),
        ]
        placed = fold_places(earlier, pl.concat([*checked, sent]))
        _check(placed, dump_rows)
        counted = placed.group_by("place", "reason").len().collect(engine="streaming")
        entries = [_entry(place, counted) for place in _PLACES]
        balance = cls(dump_rows, tuple(each for each in entries if each.rows or each.place in _ALWAYS))
        total = sum(each.rows for each in balance.entries)
        if total != dump_rows:
            raise WorkspaceError(
                f"The balance is off: {total:,} rows have a known place and the dump has {dump_rows:,}. "
                "Nothing was changed; an outcome was written by another version."
            )
        return balance

    @property
    def is_settled(self) -> bool:
        """Whether no row is in doubt or still to be sent."""
        return not any(self.rows(place) for place in (Place.IN_DOUBT, Place.NOT_SENT))

    def rows(self, place: str) -> int:
        """Count the rows in a place."""
        return sum(each.rows for each in self.entries if each.place == place)

    def __repr__(self) -> str:
        counted = ", ".join(f"{each.rows:,} {each.place}" for each in self.entries if each.rows)
        return f"Balance({self.dump_rows:,} rows in dump = {counted or 'none'})"

    def __str__(self) -> str:
        lines = [(f"{each.place}", each.rows, each.reasons) for each in self.entries]
        named = [place for place, _, _ in lines] + [f"  {why}" for _, _, whys in lines for why, _ in whys]
        wide = max(map(len, [*named, "rows in dump"]))
        digits = len(f"{self.dump_rows:,}")
        sheet = [f"{'rows in dump':<{wide}}  {self.dump_rows:>{digits},}", "─" * (wide + digits + 2)]
        for place, rows, reasons in lines:
            sheet.append(f"{place:<{wide}}  {rows:>{digits},}")
            sheet += [f"{'  ' + why:<{wide}}  {count:>{digits},}" for why, count in reasons]
        total = sum(each.rows for each in self.entries)
        sheet += ["─" * (wide + digits + 2), f"{'sum':<{wide}}  {total:>{digits},}", "", self._verdict()]
        return "\n".join(sheet)

    def _repr_html_(self) -> str:
        lines: list[tuple[str, str, int]] = []
        for each in self.entries:
            lines.append((each.place, "", each.rows))
            lines += [("", why, count) for why, count in each.reasons]
        return table(
            "Balance",
            ("place", "reason", "rows"),
            [*lines, ("rows in dump", "", self.dump_rows)],
            note=self._verdict(),
        )

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
        entries = (
            Entry(each["place"], each["rows"], tuple((why, count) for why, count in each["reasons"]))
            for each in said["entries"]
        )
        return cls(said["dump_rows"], tuple(entries))

    def _verdict(self) -> str:
        if self.is_settled:
            return f"balances: each of the {self.dump_rows:,} rows is in one place"
        waiting = sum(count for each in self.entries for why, count in each.reasons if why == WAITS)
        if waiting == self.rows(Place.NOT_SENT) and not self.rows(Place.IN_DOUBT):
            return f"not settled yet: {waiting:,} rows wait for a later wave; `wave: rest` sends them in another run"
        return "not settled yet: send the run again"


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


def _entry(place: str, counted: pl.DataFrame) -> Entry:
    mine = counted.filter(pl.col("place") == place)
    reasons = mine.filter(pl.col("reason").is_not_null() & (pl.col("reason") != ""))
    ordered = reasons.sort(["len", "reason"], descending=[True, False])
    return Entry(str(place), int(mine["len"].sum()), tuple(ordered.select("reason", "len").iter_rows()))
