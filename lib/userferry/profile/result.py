"""The profile as a result: shown calmly, written as JSON without a personal value, and read back."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from userferry.display import headline, table
from userferry.dumps import Dump
from userferry.durable import make_folder, write_whole
from userferry.errors import ChangedError, DecisionError
from userferry.profile.facts import FACTS

_TEXTS = pl.List(pl.String())
COLUMNS = pl.Schema(
    {
        "column": pl.String(),
        "kind": pl.String(),
        "confidence": pl.Float64(),
        "reason": pl.String(),
        "filled": pl.Int64(),
        "distinct": pl.Int64(),
        "is_exact": pl.Boolean(),
        "shortest": pl.Int64(),
        "longest": pl.Int64(),
        "mean": pl.Float64(),
        "is_key": pl.Boolean(),
        "misfits": pl.Int64(),
        "counter_examples": _TEXTS,
        "types": pl.List(pl.Struct({"type": pl.String(), "share": pl.Float64(), "counter_examples": _TEXTS})),
        "top": pl.List(pl.Struct({"value": pl.String(), "rows": pl.Int64()})),
        "patterns": pl.List(pl.Struct({"pattern": pl.String(), "share": pl.Float64()})),
        "sample": pl.String(),
    }
)
_BAR = 8
DAMAGE = pl.Schema({"column": pl.String(), "what": pl.String(), "rows": pl.Int64(), "example": pl.String()})


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Profile:
    """What a dump holds.

    Args:
        rows: Records in the dump.
        columns: A row for each column, in the dump's order. `column`; `kind` String (id, email, username, phone,
            given_name, family_name, name, date, datetime, boolean, locale, url, picture, ip, json, hash, password,
            salt, totp_secret, token, status, country, postal_code, number, text or empty), `confidence` Float64 0 to 1
            and `reason` String. Of all rows: `filled`, `distinct` Int64 (`is_exact` Boolean: counted; else estimated,
            up to 15 % off), `shortest`, `longest` Int64 and `mean` Float64 (characters), `is_key` Boolean, `misfits`
            Int64 (filled values that have not the form of the kind) with `counter_examples`. Of the sample:
            `types` (shares of 0 to 1, with counter-examples), `top` (the commonest values with their rows), `patterns`
            (letters as a and A, digits as 9), `sample` String (what a value looks like). Secrets have none of
            these.
        facts: What holds between columns: `fact` ("equals"), `column`, `other` String (null for a fact of one
            column), `share` Float64 and `rows` Int64 of the sample.
        damage: What is wrong with values: `column`, `what` String, `rows` Int64 of all, `example` String (masked; null
            where the sample has none).
        sampled: Rows of the sample; all of them in a dump of 100,000 or fewer.
        is_masked: Whether values are shown as patterns.
    """

    rows: int
    columns: pl.DataFrame
    facts: pl.DataFrame
    damage: pl.DataFrame
    sampled: int
    is_masked: bool = True

    def kinds(self) -> dict[str, str]:
        """Give the kind of each column, in the dump's order."""
        return dict(self.columns.select("column", "kind").iter_rows())

    @property
    def hash_column(self) -> str | None:
        """The first column that holds password hashes, else readable passwords; None where there is none."""
        kinds = self.kinds()
        return next(
            (column for one in ("hash", "password") for column, kind in kinds.items() if kind == one), None
        )

    @property
    def keys(self) -> list[str]:
        """Columns in which every row has a value of its own; where `is_exact` is false, every row of the sample has."""
        return self.columns.filter("is_key")["column"].to_list()

    def require_same(self, dump: Dump) -> "Profile":
        """Return the profile, if it tells of this dump, as far as its columns say.

        Raises:
            ChangedError: the dump has other columns than the one that was looked at; names them.
        """
        told, there = self.kinds(), dump.columns
        changes = {
            "new": [one for one in there if one not in told],
            "gone": [one for one in told if one not in there],
        }
        if not any(changes.values()):
            return self
        named = "; ".join(f"{word}: {', '.join(columns)}" for word, columns in changes.items() if columns)
        raise ChangedError(
            f"{dump.source} has other columns than when 01-profile looked at it ({named}). Nothing was written; what "
            "is in the workspace was made from the former dump. Run 01-profile again, which looks at this one, and "
            "then this page; or put the former dump back and run this page again."
        )

    def __repr__(self) -> str:
        """Say how much there is."""
        return f"Profile({self.rows:,} rows, {self.columns.height} columns, keys: {', '.join(self.keys) or 'none'})"

    def _repr_html_(self) -> str:
        heads = [
            "column",
            "kind",
            "sure",
            "filled",
            "distinct",
            "misfits",
            "looks like" + " (masked)" * self.is_masked,
        ]
        lines = [
            [
                row["column"],
                row["kind"],
                f"{row['confidence']:.0%}",
                _bar(row["filled"], self.rows),
                f"{'' if row['is_exact'] else '≈ '}{row['distinct']:,}",
                row["misfits"],
                _looks(row),
            ]
            for row in self.columns.iter_rows(named=True)
        ]
        note = "" if self.is_masked else "Values are shown as they are: mind who sees this page."
        if self.sampled < self.rows:
            note += f" Kinds and facts are judged on {self.sampled:,} rows from all over the dump."
        shown = table(headline(self), heads, lines, note=note.strip())
        if self.damage.height:
            shown += table("Damage", ["column", "what", "rows", "example"], self.damage.iter_rows())
        if self.facts.height:
            said = [
                [f"{one} {fact} {other or ''}", f"{share:.1%}"]
                for fact, one, other, share, _ in self.facts.iter_rows()
            ]
            shown += table("Between columns", ["fact", "of rows"], said)
        return shown

    def write(self, folder: Path) -> Path:
        """Write `profile.json` into the folder.

        Raises:
            DecisionError: The profile shows values as they are.
        """
        if not self.is_masked:
            raise DecisionError(
                "The profile", ["it shows values as they are; profile again without show_values"]
            )
        path = make_folder(folder) / "profile.json"
        frames = {"columns": self.columns, "facts": self.facts, "damage": self.damage}
        told = {"rows": self.rows, "sampled": self.sampled} | {
            name: one.to_dicts() for name, one in frames.items()
        }
        write_whole(path, json.dumps(told, indent=1, ensure_ascii=False))
        return path

    @classmethod
    def read(cls, folder: Path) -> "Profile":
        """Read what `write` wrote."""
        told = json.loads((folder / "profile.json").read_text(encoding="utf-8"))
        columns, facts, damage = (
            pl.DataFrame(told[name], schema=schema)
            for name, schema in (("columns", COLUMNS), ("facts", FACTS), ("damage", DAMAGE))
        )
        return cls(told["rows"], columns, facts, damage, told["sampled"])


def _looks(row: dict[str, Any]) -> str | None:
    """Show what values look like, and one that has not the form of the kind."""
    odd = (
        f"misfits such as {row['counter_examples'][0]}"
        if row["misfits"] and row["counter_examples"]
        else None
    )
    return "; ".join(filter(None, (row["sample"], odd))) or None


def _bar(filled: int, rows: int) -> str:
    # A bar is full only where every row is filled in, and empty only where none is.
    full = _BAR if filled == rows > 0 else min(_BAR - 1, -(-_BAR * filled // max(1, rows)))
    return f"{'▰' * full}{'▱' * (_BAR - full)} {filled:,}"
