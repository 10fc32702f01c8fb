"""The users that a tenant gave, as lines of JSON."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from userferry.display import table
from userferry.durable import write_frame, write_whole

FACTS, USERS = "asked.json", "users.parquet"
_WAYS = {"search": "a search", "export": "an export job"}


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """The users that a tenant gave.

    Args:
        target: As the parameters name it.
        connection: Its name; empty for the whole tenant.
        query: The search; empty for everybody.
        way: `search` or `export`.
        said: How many the tenant's search counted before they were fetched; its index may be seconds behind.
        users: How many came.
        lines: `line` String, each user as JSON, in the tenant's order.
    """

    target: str
    connection: str
    query: str
    way: str
    said: int
    users: int
    lines: pl.LazyFrame = field(repr=False, compare=False)

    def __repr__(self) -> str:
        """Say how many there are, and how they came."""
        whose = f"connection {self.connection}" if self.connection else "the whole tenant"
        return f"Asked({self.users:,} users of {whose}, by {_WAYS[self.way]})"

    def _repr_html_(self) -> str:
        rows = [
            ("of", self.connection or "every connection of the tenant"),
            ("search", self.query or "none: everybody"),
            ("fetched by", _WAYS[self.way]),
            ("users", f"{self.users:,}"),
        ]
        behind = f"The search counted {self.said:,} before; its index may be seconds behind the tenant."
        return table("Users", ["", ""], rows, note="" if self.said == self.users else behind)

    def write(self, folder: Path) -> Path:
        """Write `users.parquet` and `asked.json` (0600) into the folder."""
        write_frame(folder / USERS, self.lines)
        return self.write_facts(folder)

    def write_facts(self, folder: Path) -> Path:
        """Write what is known but the users, who are in `users.parquet` beside it."""
        names = ("target", "connection", "query", "way", "said", "users")
        write_whole(folder / FACTS, json.dumps({name: getattr(self, name) for name in names}, indent=1))
        return folder / FACTS

    @classmethod
    def read(cls, folder: Path) -> "Asked":
        """Read what `write` wrote."""
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        return cls(**facts, lines=pl.scan_parquet(folder / USERS))
