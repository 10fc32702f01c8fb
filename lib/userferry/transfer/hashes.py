"""Read Auth0's password-hash export: whose hashes it has, by user_id (`behaviour.md` §8)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from userferry.display import headline, table
from userferry.dumps import read_dump
from userferry.durable import digest_of, write_frame
from userferry.errors import DumpError
from userferry.schema import ID_PREFIX
from userferry.transfer.source import Source
from userferry.transfer.unlocking import decrypt, is_encrypted

NO_FILE = "no hash file was given"
MISSING = "the hash file has nobody with this user_id"
_HASHES = {"user_id": pl.String, "hash": pl.String}
_OID, _ALT, _HASH = "_id.$oid", "alt_id", "passwordHash"
_SET = "password_set_date.$date"
_READ = (_OID, _ALT, _HASH, _SET, "connection")


@dataclass(frozen=True, slots=True, repr=False)
class Hashes:
    """Whose hash is there.

    Args:
        rows: `user_id` (with its prefix), `hash` String, one for each user of the source who has one; secret.
        digest: SHA-256 of the file in hex, empty where there is none.
        packing: `plain`, `encrypted` or `none`.
        users: Users of the source.
        others: Lines of users of other connections, or of nobody who is in the export.
        repeated: Lines of somebody whose newer one is taken.
        unread: Lines that are no JSON, or have no id or hash.
    """

    rows: pl.DataFrame = field(repr=False)
    digest: str
    packing: str
    users: int
    others: int
    repeated: int
    unread: int

    @property
    def why(self) -> str:
        """Why somebody has none."""
        return MISSING if self.digest else NO_FILE

    @property
    def missing(self) -> int:
        """Users of the source without a hash; they must reset their password."""
        return self.users - self.rows.height

    def __repr__(self) -> str:
        """Say how many users have one."""
        lost = f", {self.missing:,} must reset" if self.missing else ""
        return f"Hashes({self.rows.height:,} of {self.users:,} users have one{lost})"

    def _repr_html_(self) -> str:
        counts = [
            ("users with a hash", self.rows.height),
            ("users without", self.missing),
            ("lines of somebody else", self.others),
            ("lines with a newer one of the same user", self.repeated),
            ("lines that could not be read", self.unread),
        ]
        note = f"Who has no hash goes without a password ({self.why}) and must reset it; no import can mend that later."
        return table(headline(self), ["", "lines"], counts, note=note if self.missing else "")

    def write(self, folder: Path) -> Path:
        """Write `hashes.parquet` (0600) into a folder: the counts, and no hash."""
        names = ("digest", "packing", "users", "others", "repeated", "unread")
        facts = {name: [getattr(self, name)] for name in names}
        return write_frame(folder / "hashes.parquet", pl.DataFrame(facts | {"have": [self.rows.height]}))

    @classmethod
    def read(cls, folder: Path) -> "Hashes":
        """Read what `write` wrote: the counts, with the rows left empty."""
        facts = pl.read_parquet(folder / "hashes.parquet").row(0, named=True)
        rows = pl.DataFrame({"user_id": [None] * facts.pop("have"), "hash": None}, schema=_HASHES)
        return cls(rows, **facts)


def read_hashes(file: Path | None, source: Source, *, private: Path, gnupg: Path | None = None) -> Hashes:
    """Read a hash file: NDJSON, perhaps packed by gzip, perhaps encrypted by PGP.

    A user's id is `auth0|` and `alt_id`, or `_id.$oid` where there is none. Of several lines of one user the one whose
    password was set last counts.

    Args:
        file: As Auth0's support gives it; None for none.
        source: Whose users.
        private: A folder (0700) for the opened file, which is gone when this returns.
        gnupg: gpg's folder of keys; None for the user's own.

    Raises:
        DumpError: the file is not there, cannot be opened, or is no password-hash export.
        WorkspaceError: it is encrypted, and gpg is not on this machine.
    """
    if file is None:
        return Hashes(pl.DataFrame(schema=_HASHES), "", "none", source.users, 0, 0, 0)
    if not file.is_file():
        raise DumpError(
            f"There is no hash file {file.name}. Nothing was changed; mend `hashes`, or leave it empty."
        )
    packing = "encrypted" if is_encrypted(file) else "plain"
    with _opened(file, private, gnupg, is_locked=packing == "encrypted") as plain:
        dump = read_dump(plain)
        wanted = [name for name in _READ if name in dump.columns]
        lines = dump.frame.select(wanted).collect(engine="streaming")
        rejected = dump.rejected.height
    if _OID not in lines.columns or _HASH not in lines.columns:
        raise DumpError(
            f"{file.name} is no password-hash export of Auth0: its lines have no `{_OID}` with `{_HASH}`. Nothing was "
            "changed. Name the file that Auth0's support gave."
        )
    return _joined(lines, source, digest_of(file), packing, rejected)


@contextmanager
def _opened(file: Path, private: Path, gnupg: Path | None, *, is_locked: bool) -> Iterator[Path]:
    """Lend the file, opened where it was locked, and remove what was opened."""
    plain = private / "opened.ndjson"
    plain.unlink(missing_ok=True)  # of a process that was killed
    if not is_locked:
        yield file
        return
    try:
        yield decrypt(file, plain, home=gnupg)
    finally:
        plain.unlink(missing_ok=True)


def _joined(lines: pl.DataFrame, source: Source, digest: str, packing: str, rejected: int) -> Hashes:
    def column(name: str) -> pl.Expr:
        said = pl.col(name) if name in lines.columns else pl.lit(None, pl.String)
        return pl.when(said != "").then(said)

    named = lines.select(
        user_id=ID_PREFIX + pl.coalesce(column(_ALT), column(_OID)),
        hash=column(_HASH),
        connection=column("connection"),
        set=column(_SET).fill_null(""),
    )
    whole = named.drop_nulls(["user_id", "hash"])
    people = source.lines.select(pl.col("line").str.json_path_match("$.user_id").alias("user_id"))
    is_mine = pl.col("connection").fill_null(source.connection) == source.connection
    mine = whole.filter(is_mine).join(people.collect(engine="streaming"), on="user_id", how="semi")
    newest = mine.sort("set", maintain_order=True).unique("user_id", keep="last", maintain_order=True)
    return Hashes(
        rows=newest.select("user_id", "hash").sort("user_id"),
        digest=digest,
        packing=packing,
        users=source.users,
        others=whole.height - mine.height,
        repeated=mine.height - newest.height,
        unread=rejected + named.height - whole.height,
    )
