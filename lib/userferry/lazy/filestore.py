"""A legacy store of a few made-up users in a file, with scripts that count how often they were asked."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from userferry.durable import make_folder, write_whole
from userferry.scripts import Scripts, Store

_JS = Path(__file__).with_name("js")
_SETTINGS = {"USERS": "the file of users", "CALLS": "the file in which calls are noted"}


@dataclass(frozen=True, slots=True)
class FileStore:
    """Users in a file, passwords in plain text; for made-up users only.

    Args:
        folder: Holds `users.json` and `calls.txt`.
    """

    folder: Path

    @classmethod
    def of(cls, folder: Path, users: Iterable[tuple[Mapping[str, Any], str]]) -> "FileStore":
        """Make the store.

        Args:
            folder: Where its files go; made.
            users: Each one's profile as a script gives it, its address in lower case, and the password.
        """
        make_folder(folder)
        store = cls(folder)
        rows = [{"profile": dict(profile), "password": password} for profile, password in users]
        write_whole(folder / "users.json", json.dumps(rows))
        write_whole(folder / "calls.txt", "")
        return store

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The users: `profile` and `password` of each."""
        rows: list[dict[str, Any]] = json.loads((self.folder / "users.json").read_bytes())
        return rows

    @property
    def calls(self) -> tuple[str, ...]:
        """Which scripts were run so far, in their order."""
        return tuple((self.folder / "calls.txt").read_text(encoding="utf-8").split())

    @property
    def configuration(self) -> dict[str, str]:
        """What the scripts read."""
        return {"USERS": str(self.folder / "users.json"), "CALLS": str(self.folder / "calls.txt")}

    def put(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Hold these rows from now on."""
        write_whole(self.folder / "users.json", json.dumps([dict(row) for row in rows]))

    def scripts(self, connection: str, **sources: str) -> Scripts:
        """Give the scripts for a connection, others in place of the usual ones where they are given."""
        store = Store("webservice", "/users", ("id", "email", "password"), "id", "email", ("email",))
        usual = {name: (_JS / f"{name}.js").read_text(encoding="utf-8") for name in ("login", "get_user")}
        return Scripts(store, connection, usual | sources, _SETTINGS, {})
