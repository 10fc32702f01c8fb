"""What cannot be moved from a tenant to another, with counts: said before anything is sent."""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from userferry.display import headline, mask, table
from userferry.durable import write_frame
from userferry.transfer.asking import is_enrolled, read_answers
from userferry.transfer.hashes import Hashes
from userferry.transfer.laying import read_people
from userferry.transfer.source import Source
from userferry.transfer.terms import HISTORY, Terms

LOSSES = {
    "kind": pl.String,
    "what": pl.String,
    "users": pl.Int64,
    "meaning": pl.String,
    "sample": pl.List(pl.String),
}
KINDS = {
    "user elsewhere": "another account is the user's first, so their id is not this database's; they are not sent",
    "social identity": "it was linked to the user; at their next login there a user of its own is made",
    "linked account": "it was linked to the user; somebody has to link it again",
    "password": "no hash is there for it, so the user must reset it; no later import can mend that",
    "factor": "an import cannot take it; the user enrols again",
    "passkey": "it is bound to the old tenant's domain; the user makes another",
    "factors not told": "nobody asked for them, or this application may not see them: what there is, is lost",
    "permission": "it was given to the user and not by a role; somebody has to give it again",
    "permissions not told": "nobody asked for them, or this application may not see them: what there is, is lost",
    "history": "an import cannot take it, and the new tenant begins anew",
    "sessions": "sessions, refresh tokens, grants and consents stay behind; everybody logs in anew",
    "time of change": "the new tenant sets its own",
}
"""What can be lost, and what that means."""

_SAMPLE = 3
_TAKEN_FACTORS = ("phone", "email")
_NO_FACTOR = ("password", "email-verification")
"""Methods that the tenant lists beside the factors; the password is told of apart."""


@dataclass(frozen=True, slots=True, repr=False)
class Losses:
    """What cannot be moved.

    Args:
        rows: `kind` (of `KINDS`), `what` (such as a connection's name or a factor's type), `users` Int64, `meaning`,
            Strings; `sample` List of String: a few user addresses, masked.
    """

    rows: pl.DataFrame = field(repr=False)

    def of(self, kind: str, what: str | None = None) -> int:
        """Count the users who lose something of a kind."""
        if kind not in KINDS:
            raise ValueError(f"{kind!r} is no kind of loss; it is one of {', '.join(KINDS)}")
        mine = self.rows.filter(pl.col("kind") == kind)
        return int((mine if what is None else mine.filter(pl.col("what") == what))["users"].sum())

    def __repr__(self) -> str:
        """Say how many kinds there are."""
        return (
            f"Losses({self.rows.height:,} things that do not move, of {self.rows['kind'].n_unique():,} kinds)"
        )

    def _repr_html_(self) -> str:
        shown = [
            (kind, what, users, meaning, ", ".join(sample))
            for kind, what, users, meaning, sample in self.rows.iter_rows()
        ]
        heads = ["what", "which", "users", "what that means", "such as"]
        return table(headline(self), heads, shown)

    def write(self, folder: Path) -> Path:
        """Write `losses.parquet` into the folder."""
        return write_frame(folder / "losses.parquet", self.rows)

    @classmethod
    def read(cls, folder: Path) -> "Losses":
        """Read what `write` wrote."""
        return cls(pl.read_parquet(folder / "losses.parquet"))


def find_losses(source: Source, hashes: Hashes, terms: Terms) -> Losses:
    """Count what of the source cannot be moved, streaming.

    Args:
        source: What was taken.
        hashes: Whose hash is there.
        terms: What is kept in app_metadata.
    """
    people = read_people(source).select(
        "source_user_id",
        "is_mine",
        "identities",
        *HISTORY,
        name=pl.coalesce("email", "username", "phone_number", "user_id"),
        is_enrolled=is_enrolled(pl.col("line")),
    )
    mine = people.filter("is_mine")
    lost = [
        _loss(people.filter(~pl.col("is_mine")), "user elsewhere", _first_connection()),
        *_identities(mine),
        _loss(
            mine.join(hashes.rows.lazy(), left_on="source_user_id", right_on="user_id", how="anti"),
            "password",
            pl.lit(hashes.why),
        ),
        *_asked(source, mine),
        *(
            _loss(mine.filter(_had(name)), "history", pl.lit(name))
            for name in HISTORY
            if name not in terms.history
        ),
        _loss(mine, "sessions", pl.lit("all")),
        _loss(mine, "time of change", pl.lit("updated_at")),
    ]
    counted = pl.concat(pl.collect_all(lost, engine="streaming"))
    meanings = pl.col("kind").replace_strict(KINDS, return_dtype=pl.String)
    order = pl.col("kind").replace_strict(
        {kind: place for place, kind in enumerate(KINDS)}, return_dtype=pl.Int64
    )
    told = counted.with_columns(
        meaning=meanings,
        sample=pl.col("sample").list.eval(pl.element().map_elements(mask, return_dtype=pl.String)),
    )
    return Losses(told.sort(order, "what").select(*LOSSES))


def _loss(people: pl.LazyFrame, kind: str, what: pl.Expr) -> pl.LazyFrame:
    """Count people by what they lose, with the first few of them."""
    named = people.select("name", what=what.cast(pl.String))
    counted = named.group_by("what").agg(
        users=pl.len().cast(pl.Int64), sample=pl.col("name").bottom_k(_SAMPLE).sort()
    )
    return counted.select(pl.lit(kind).alias("kind"), "what", "users", "sample")


def _first_connection() -> pl.Expr:
    return pl.col("identities").list.first().struct.field("connection").fill_null("not told")


def _had(name: str) -> pl.Expr:
    held = pl.col(name)
    return held.fill_null(0) > 0 if name == "logins_count" else held.is_not_null()


def _identities(mine: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Count what is linked to the user's first identity, which alone goes along."""
    linked = (
        mine.select("name", pl.col("identities").list.slice(1).alias("linked"))
        .explode("linked")
        .filter(pl.col("linked").is_not_null())
        .unnest("linked")
    )
    is_social = pl.col("isSocial").fill_null(value=False)
    which = pl.coalesce("connection", "provider")
    return [
        _loss(linked.filter(is_social), "social identity", which),
        _loss(linked.filter(~is_social), "linked account", which),
    ]


def _asked(source: Source, mine: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Count factors, passkeys and permissions of those who were asked for, and those who were not."""
    answers = read_answers(source.folder)
    people = mine.select("source_user_id", "name", "is_enrolled")
    told = people.join(answers, left_on="source_user_id", right_on="user_id")
    methods = told.select("name", "methods").explode("methods").unnest("methods").drop_nulls("type")
    sent = (pl.col("type") == "phone") & pl.col("phone_number").str.contains(r"^\+[0-9]{1,15}$")
    sent |= (pl.col("type") == "email") & pl.col("email").is_not_null()
    lost = methods.filter(~sent.fill_null(value=False), ~pl.col("type").is_in(_NO_FACTOR))
    is_passkey = pl.col("type") == "passkey"
    allowed = (
        told.select("name", "permissions").explode("permissions").unnest("permissions").drop_nulls("api")
    )
    unasked = people.join(answers, left_on="source_user_id", right_on="user_id", how="anti")
    silent = [
        told.filter(pl.col("refused").list.contains(what)).select("name")
        for what in ("factors", "permissions")
    ]
    word = pl.lit("not asked for")
    return [
        _loss(lost.filter(~is_passkey), "factor", pl.col("type")),
        _loss(lost.filter(is_passkey), "passkey", pl.col("type")),
        _loss(
            unasked,
            "factors not told",
            pl.when("is_enrolled").then(pl.lit("enrolled, and not asked for")).otherwise(word),
        ),
        _loss(silent[0], "factors not told", pl.lit("refused")),
        _loss(allowed, "permission", pl.concat_str("permission", pl.lit(" of "), "api")),
        _loss(unasked, "permissions not told", word),
        _loss(silent[1], "permissions not told", pl.lit("refused")),
    ]
