"""Where does each row stand before anything is sent, what will the tenant do with it, and whose password goes along?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from userferry.display import headline, table
from userferry.durable import write_frame, write_whole
from userferry.errors import DecisionError, UnagreedError

OUTCOMES = ("inserted", "updated", "failed")
"""What the tenant can do with a row that is sent, as the balance sheet calls it."""

_ASKED = ("target", "connection", "upsert", "users")
"""What of `made_from` is a word, no digest."""

_FILE = "file "
"""Before the name of a file in `made_from`."""


@dataclass(frozen=True, slots=True, repr=False)
class Forecast:
    """What will become of each row.

    Args:
        standing: `__row` Int64; `place` (`sent`, `refused`, `held back`; of those whom this run leaves out `not sent`,
            `unchanged` or where an earlier run brought them); `reason` (a rule, a decision, why it leaves them out;
            null for those sent); `outcome` (of `OUTCOMES`, for those sent); `code` (the tenant's, for those refused and
            those that fail); `format` (of the legacy hash, null where none was recognised); `promise` to those whom the
            tenant takes (`keeps` the password, `resets` it, or `stays`: one who is there keeps the tenant's own), `why`
            (of a reset, in words) and `way_out`; Strings. `is_ambiguous` Boolean: whether the hash has a shape that
            several forms share, and nobody said which; `is_doubtful` Boolean: whether the outcome turns on a hash of
            the tenant's that nobody can see; `has_custom_hash` Boolean: whether the row brings one.
        made_from: Name → SHA-256 of what it was made from: the dump and the decisions, and of `file_words` each of the
            dump's files; and the words that say for which `target`, `connection` and `upsert`, and whether its `users`
            were `read`.
    """

    standing: pl.DataFrame
    made_from: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows of the dump."""
        return self.standing.height

    @property
    def digests(self) -> dict[str, str]:
        """Of what it was made from: what a run compares each time it is opened."""
        return digests_of(self.made_from)

    @property
    def files(self) -> dict[str, str]:
        """Each file of the dump → its SHA-256 in hex."""
        return {
            name.removeprefix(_FILE): digest
            for name, digest in self.made_from.items()
            if name.startswith(_FILE)
        }

    @property
    def is_blind(self) -> bool:
        """Whether the target's users were not read, so that nobody who meets one of them is foreseen."""
        return self.made_from.get("users") == "not read"

    @property
    def places(self) -> pl.DataFrame:
        """Where each row will end: `__row`, `place` (one of `standing`, and of `OUTCOMES`), `reason`, `code`."""
        place = pl.when(pl.col("place") == "sent").then("outcome").otherwise("place")
        return self.standing.select("__row", place.alias("place"), "reason", "code")

    @property
    def unsent(self) -> pl.DataFrame:
        """Those whom no run was given, though nothing is wrong with them: `__row`, `outcome`, `code` (why), Strings."""
        left = self.standing.filter(pl.col("place").is_in(["not sent", "unchanged"]))
        return left.select("__row", outcome="place", code="reason")

    @property
    def resets(self) -> pl.DataFrame:
        """Those who will be sent and must reset their password: `__row`, `format`, `why`."""
        return self.standing.filter(pl.col("promise") == "resets").select("__row", "format", "why")

    @property
    def promises(self) -> pl.DataFrame:
        """What was promised to whom the tenant takes: `__row`, `format` (`none` where there is no hash), `keeps`.

        Nothing was to those who keep the tenant's own password.
        """
        promised = self.standing.filter(pl.col("promise").is_in(["keeps", "resets"]))
        return promised.select(
            "__row", pl.col("format").fill_null("none"), (pl.col("promise") == "keeps").alias("keeps")
        )

    def counts(self) -> pl.DataFrame:
        """Count `rows` by `place`, `reason` and `code`."""
        by = ["place", "reason", "code"]
        return self.places.group_by(by).len("rows").sort(by, nulls_last=True)

    def require_decision(self, *, accept_resets: bool, besides: Sequence[str] = ()) -> "Forecast":
        """Return the forecast, if people agreed to what it says.

        Args:
            accept_resets: Whether they agreed that passwords are lost.
            besides: What else waits for their word, to be told at once.

        Raises:
            UnagreedError: the parameters do not accept that users lose their password, or something else waits.
        """
        complaints = list(besides)
        if self.resets.height and not accept_resets:
            forms = self.resets.group_by(pl.col("format").fill_null("none")).len().sort("format").iter_rows()
            named = ", ".join(f"{form}: {users:,}" for form, users in forms)
            lost = f"{self.resets.height:,} users can't take their password along and would have to reset it ({named})"
            agree = "a hash can be given only once, so say `accept_resets: true` or leave those users out of the dump"
            complaints.append(f"{lost}; {agree}")
        if complaints:
            raise UnagreedError(complaints)
        return self

    def require_same(self, *, target: str, connection: str, upsert: bool) -> "Forecast":
        """Return the forecast, if it is one of what is about to be done.

        Raises:
            DecisionError: another target, connection or upsert was checked.
        """
        asked = words_of(target, connection, upsert=upsert)
        complaints = [
            f"`{name}` is `{word}`, and what was checked is for `{self.made_from[name]}`; put that back, or run "
            f"03-conflicts and 04-check again with `{word}`"
            for name, word in asked.items()
            if self.made_from.get(name, word) != word
        ]
        if complaints:
            raise DecisionError("The parameters", complaints)
        return self

    def refusing(self, rows: pl.DataFrame) -> "Forecast":
        """Give the forecast in which these rows are refused too, such as those that fit no import file.

        Args:
            rows: `__row` Int64, `rule` and `code` String.
        """
        named = rows.select("__row", "rule", pl.col("code").alias("told"))
        joined = self.standing.join(named, on="__row", how="left", maintain_order="left")
        is_hit = pl.col("rule").is_not_null()
        nothing = [
            pl.when(~is_hit).then(name).alias(name) for name in ("outcome", "promise", "why", "way_out")
        ]
        standing = joined.with_columns(
            pl.when(is_hit).then(pl.lit("refused")).otherwise("place").alias("place"),
            pl.coalesce("rule", "reason").alias("reason"),
            pl.coalesce("told", "code").alias("code"),
            (pl.col("is_doubtful") & ~is_hit).alias("is_doubtful"),
            *nothing,
        )
        return replace(self, standing=standing.select(self.standing.columns)) if rows.height else self

    def __repr__(self) -> str:
        """Say how many are sent."""
        sent = self.standing.filter(pl.col("place") == "sent").height
        losing = f"{self.resets.height:,} of them without their password"
        return f"Forecast({sent:,} of {self.rows:,} rows will be sent, {losing})"

    def _repr_html_(self) -> str:
        heads = ["place", "reason", "the tenant's code", "rows"]
        return table(headline(self), heads, self.counts().iter_rows(), note=" ".join(self.notices()))

    def notices(self) -> Sequence[str]:
        """Say what nobody could see."""
        doubtful = int(self.standing["is_doubtful"].sum())
        said = []
        if self.is_blind:
            said.append(
                "The users of the target were not read: whoever meets one of them is not foreseen. `ask: again` in "
                "03-conflicts reads them."
            )
        if doubtful:
            said.append(
                f"{doubtful:,} of those that fail bring a custom hash for somebody who is there. They are updated "
                "after all where the tenant's own is an imported custom hash that nobody has used; no export tells."
            )
        return said

    def write(self, folder: Path) -> Path:
        """Write `standing.parquet` and `made_from.json` into the folder."""
        path = write_frame(folder / "standing.parquet", self.standing)
        write_whole(folder / "made_from.json", json.dumps(self.made_from, indent=1))
        return path

    @classmethod
    def read(cls, folder: Path) -> "Forecast":
        """Read what `write` wrote."""
        made_from = json.loads((folder / "made_from.json").read_text(encoding="utf-8"))
        return cls(pl.read_parquet(folder / "standing.parquet"), made_from)


def words_of(target: str, connection: str, *, upsert: bool) -> dict[str, str]:
    """Say for what a forecast is made, as `made_from` holds it."""
    return {"target": target, "connection": connection, "upsert": "true" if upsert else "false"}


def digests_of(made_from: Mapping[str, str]) -> dict[str, str]:
    """Give the digests among what a forecast was made from, without the words of `words_of`."""
    return {
        name: digest
        for name, digest in made_from.items()
        if name not in _ASKED and not name.startswith(_FILE)
    }


def file_words(digests: Mapping[str, str]) -> dict[str, str]:
    """Say of which files a forecast is made, as `made_from` holds it.

    Args:
        digests: Each file → its SHA-256 in hex.
    """
    return {f"{_FILE}{name}": digest for name, digest in digests.items()}
