"""What an export wrote, as a result."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from userferry.display import table
from userferry.durable import write_frame, write_whole
from userferry.exports.evaluating import ERRORS
from userferry.exports.judging import FORMATS

_ENGINES = (
    r"^(?:TypeError: (?:cannot read|not a function|object is not|a \w+ has no place)"
    r"|ReferenceError: \S+ is not defined$|RangeError: (?:NaN|-?Infinity|it gives|Maximum)"
    r"|InternalError: out of|thrown: |it ran out of|not evaluated: |the engine|longer than)"
)
FACTS, WRONG = "exported.json", "errors.parquet"


@dataclass(frozen=True, slots=True, repr=False)
class Exported:
    """What an export wrote.

    Args:
        users: How many are in the file.
        asked: How many the tenant gave; the others did not meet the filter, or no import takes them.
        format: A word of `FORMATS`.
        file: The file's name in its folder.
        columns: Its headings.
        wrong: Column → for how many users it could not be evaluated; their cells are null.
        dropped: Of an import-ready export, what no import takes → of how many users.
        errors: `__row`, `user_id`, `column`, `message`.
    """

    users: int
    asked: int
    format: str
    file: str
    columns: tuple[str, ...]
    wrong: dict[str, int]
    dropped: dict[str, int]
    errors: pl.DataFrame = field(repr=False, compare=False)

    def __repr__(self) -> str:
        """Say how many users are where."""
        wrong = f", {sum(self.wrong.values()):,} cells with errors" if self.wrong else ""
        return f"Exported({self.users:,} of {self.asked:,} users in {self.file}, {len(self.columns)} columns{wrong})"

    def _repr_html_(self) -> str:
        rows = [
            ("users", f"{self.users:,} of {self.asked:,}"),
            ("file", f"exports/{self.file}, {FORMATS[self.format]}"),
            ("columns", ", ".join(self.columns)),
            *(
                (f"errors in {name}", f"{count:,} users have nothing there")
                for name, count in self.wrong.items()
            ),
            *((f"dropped: {name}", f"{count:,} users") for name, count in self.dropped.items()),
        ]
        return table("Exported", ["", ""], rows)

    @property
    def complaints(self) -> pl.DataFrame:
        """Count the errors: `column`, `message` as it may be shown, `users`."""
        told = self.errors.with_columns(engine_words(pl.col("message")))
        return told.group_by("column", "message", maintain_order=True).agg(users=pl.len())

    def write(self, folder: Path) -> Path:
        """Write `exported.json` and `errors.parquet` (0600) into the folder."""
        write_frame(folder / WRONG, self.errors)
        names = ("users", "asked", "format", "file", "columns", "wrong", "dropped")
        write_whole(folder / FACTS, json.dumps({name: getattr(self, name) for name in names}, indent=1))
        return folder / FACTS

    @classmethod
    def read(cls, folder: Path) -> "Exported":
        """Read what `write` wrote."""
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        columns = tuple(facts.pop("columns"))
        return cls(**facts, columns=columns, errors=pl.read_parquet(folder / WRONG, schema=ERRORS))


def engine_words(message: pl.Expr) -> pl.Expr:
    """Leave of an error what the engine says; of one that an expression made itself, its kind alone.

    Args:
        message: String, as `errors` has it; an expression can put a user's values into its own.
    """
    return (
        pl.when(message.str.contains(_ENGINES)).then(message).otherwise(message.str.replace(r":(?s:.*)$", ""))
    )
