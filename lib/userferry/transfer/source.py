"""What was taken out of a tenant: its users and what they hold, as files and as a table."""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from userferry.display import headline, table
from userferry.durable import digest_of, write_whole
from userferry.errors import WorkspaceError
from userferry.targets import name_tenant

FACTS, USERS, ASKED = "source.json", "users.ndjson", "asked.ndjson"
ROLES, PERMISSIONS, HOLDERS = "roles.parquet", "permissions.parquet", "holders.parquet"
ORGANIZATIONS, MEMBERS = "organizations.parquet", "members.parquet"
FILES = (USERS, ASKED, ROLES, PERMISSIONS, HOLDERS, ORGANIZATIONS, MEMBERS)

TABLES: dict[str, dict[str, type[pl.DataType]]] = {
    ROLES: {"role_id": pl.String, "role": pl.String, "description": pl.String},
    PERMISSIONS: {"role_id": pl.String, "api": pl.String, "permission": pl.String},
    HOLDERS: {"role_id": pl.String, "user_id": pl.String},
    ORGANIZATIONS: {"organization_id": pl.String, "organization": pl.String, "facts": pl.String},
    MEMBERS: {"organization_id": pl.String, "user_id": pl.String, "role_id": pl.String},
}
"""The columns of each table; in `MEMBERS` a null `role_id` is the membership itself, in `ORGANIZATIONS` `facts` is
JSON."""

_FRESH = timedelta(days=1)


@dataclass(frozen=True, slots=True, repr=False)
class Source:
    """What was taken out of a tenant.

    Args:
        folder: Where the files are: the users as the export tells of them, what each was asked for, and the tables.
        tenant: As the parameters name it.
        domain: As its session says it.
        connection: The connection's name.
        connection_id: `con_` and 16 characters.
        users: How many the export listed.
        ask_each: Who was asked for factors and permissions given directly, a word of `ASK_EACH`.
        asked: How many users were.
        unseen: What it has that nobody could see, a clause each.
        taken_at: When: ISO 8601, UTC.
        digests: File → SHA-256 in hex.
    """

    folder: Path = field(compare=False)
    tenant: str
    domain: str
    connection: str
    connection_id: str
    users: int
    ask_each: str
    asked: int
    unseen: tuple[str, ...]
    taken_at: str
    digests: dict[str, str] = field(repr=False)

    def table(self, name: str) -> pl.DataFrame:
        """Give one of `TABLES`."""
        return pl.read_parquet(self.folder / name)

    @property
    def lines(self) -> pl.LazyFrame:
        """Give each user of the export: `__row` Int64, `line` String, a JSON object; lazily."""
        lines = pl.scan_lines(self.folder / USERS, name="line").filter(pl.col("line") != "")
        return lines.with_row_index("__row").with_columns(pl.col("__row").cast(pl.Int64))

    def __repr__(self) -> str:
        """Say how many users were taken from where."""
        return f"Source({name_tenant(self.tenant)}, {self.connection}: {self.users:,} users)"

    def _repr_html_(self) -> str:
        counted = {
            name: self.table(name).height for name in (ROLES, PERMISSIONS, HOLDERS, ORGANIZATIONS, MEMBERS)
        }
        rows = [
            ("tenant", name_tenant(self.tenant)),
            ("connection", self.connection),
            ("users", f"{self.users:,}"),
            ("asked for factors", f"{self.asked:,} users ({self.ask_each})"),
            ("roles", f"{counted[ROLES]:,} with {counted[PERMISSIONS]:,} permissions"),
            ("roles given", f"{counted[HOLDERS]:,}"),
            ("organizations", f"{counted[ORGANIZATIONS]:,}"),
            ("memberships and roles within", f"{counted[MEMBERS]:,}"),
        ]
        return table(headline(self), ["", ""], rows, note=" ".join(self._notices()))

    def _notices(self) -> list[str]:
        age = datetime.now(UTC) - datetime.fromisoformat(self.taken_at)
        said = [f"Not seen there: {'; '.join(self.unseen)}."] if self.unseen else []
        if age > _FRESH:
            said.append(f"This was taken {age.days} days ago; remove the folder `source` to take it anew.")
        return said

    def write(self, folder: Path) -> Path:
        """Write `source.json` into the folder that holds the files."""
        facts = {name: value for name, value in asdict(self).items() if name != "folder"}
        write_whole(folder / FACTS, json.dumps(facts, indent=1))
        return folder / FACTS

    @classmethod
    def read(cls, folder: Path) -> "Source":
        """Read what `write` wrote; WorkspaceError where nothing was taken, or a file is not as it was."""
        if not (folder / FACTS).exists():
            raise WorkspaceError(f"{folder.name} holds no users yet. Nothing was changed; take them first.")
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        changed = [
            name
            for name, digest in facts["digests"].items()
            if not (folder / name).exists() or digest_of(folder / name) != digest
        ]
        if changed:
            raise WorkspaceError(
                f"What was taken out of the source is no longer as it was: {', '.join(changed)} of {folder.name}. "
                "Nothing was sent. Remove that folder, and it is taken anew."
            )
        return cls(folder, **{**facts, "unseen": tuple(facts["unseen"])})
