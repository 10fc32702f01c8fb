"""Who stays behind, by name: a list for whoever has to tell them or mend their rows."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.display import counted, inert, sentence, table
from userferry.durable import make_folder, replacing
from userferry.forecast.standing import Forecast
from userferry.frames import ROW, Frame, numbered

LEFT_OUT = "left_out.csv"
_KNOWN_BY = ("user_id", "email", "username", "phone_number")
_PLACES = ("refused", "held back")


@dataclass(frozen=True, slots=True, repr=False)
class LeftOut:
    """Those whom no run is given, because a check refuses them or a decision holds them back.

    Args:
        people: `__row` Int64, of `user_id`, `email`, `username` and `phone_number` what the mapping fills, `place`,
            `reason` (a rule or a decision) and `code` (the tenant's, where a check foresees it), Strings, in the dump's
            order; `gives_way_to` String: what the row that stays is known by, of those held back for one. It holds
            people's addresses, and no credential.
    """

    people: pl.DataFrame

    @classmethod
    def of(cls, forecast: Forecast, users: Frame, held: pl.DataFrame | None = None) -> "LeftOut":
        """Name those who are left out.

        Args:
            forecast: What will become of each row.
            users: `__row` Int64 and a column for each attribute.
            held: `__row` and `into` Int64: for which row each of those held back gives way, null for none.
        """
        users = numbered(users)
        known = [name for name in _KNOWN_BY if name in users.collect_schema()]
        left = forecast.places.filter(pl.col("place").is_in(_PLACES))
        named = left.lazy().join(users.select(ROW, *known), on=ROW, how="left", maintain_order="left")
        into = (
            pl.DataFrame(schema={ROW: pl.Int64, "into": pl.Int64})
            if held is None
            else held.select(ROW, "into")
        )
        stays = users.select(into=ROW, gives_way_to=pl.coalesce(pl.col(known).cast(pl.String)))
        told = named.join(into.lazy(), on=ROW, how="left").join(stays, on="into", how="left")
        told = told.select(ROW, *known, "place", "reason", "code", "gives_way_to")
        return cls(told.sort(ROW).collect(engine="streaming"))

    def __repr__(self) -> str:
        """Say how many there are."""
        return f"LeftOut({counted(self.people.height, 'row')} that no run is given)"

    def _repr_html_(self) -> str:
        if self.people.is_empty():
            return sentence("Nobody is left out: each row can be sent.")
        by = (
            self.people.group_by("place", "reason")
            .len("rows")
            .sort("place", "rows", descending=[False, True])
        )
        note = f"Each is named in `checked/{LEFT_OUT}`, with what they are known by."
        return table("Left out", ["place", "reason", "rows"], by.iter_rows(), note=note)

    def write(self, folder: Path) -> Path:
        """Write `left_out.csv` (0600) into the folder: RFC 4180 with a mark that spreadsheets look for."""
        texts = [
            inert(pl.col(name)).alias(name)
            for name, dtype in self.people.schema.items()
            if dtype == pl.String
        ]
        path = make_folder(folder) / LEFT_OUT
        with replacing(path) as part:
            self.people.with_columns(texts).write_csv(part, include_bom=True, line_terminator="\r\n")
        return path
