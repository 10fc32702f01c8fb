"""Do the old passwords work at the tenant, and only they? Users whose password is known log in."""

import json
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from userferry.api import LoginVerdict
from userferry.display import headline, table
from userferry.dumps import Dump, read_dump
from userferry.durable import write_frame, write_whole
from userferry.errors import DecisionError, VerificationError
from userferry.runs.proving import note_logins

Login = Callable[[str, str], LoginVerdict]
"""Logs in with a username or address and a password, and says how the tenant answered."""

_KEYS = ("user_id", "email")
_PARALLEL = 4
_WRONG = "userferry-wrong-password"


@dataclass(frozen=True, slots=True, repr=False)
class LoginProof:
    """What the tenant said to each user of the answer key.

    Args:
        logins: `__row` Int64, `format` String, `promise` (`keeps` or `resets`), `right` and `wrong` String (what the
            tenant answered to the old password and to a wrong one), `is_kept` Boolean: whether the promise holds.
        untried: Why accounts of the answer key were not tried → how many.
    """

    logins: pl.DataFrame
    untried: dict[str, int] = field(default_factory=dict)

    @property
    def is_proven(self) -> bool:
        """Whether every promise holds."""
        return bool(self.logins["is_kept"].all())

    def require_proven(self) -> None:
        """Go on only if every promise holds.

        Raises:
            VerificationError: one does not; says where the list is.
        """
        if not self.is_proven:
            broken = self.logins.filter(~pl.col("is_kept")).group_by("format", "promise").len().sort("format")
            kinds = ", ".join(f"{name} {promise} ({rows:,})" for name, promise, rows in broken.iter_rows())
            raise VerificationError(
                f"Some passwords do not work as promised: {kinds}. The users are in the tenant, and a hash can't be "
                "given again. Whom it concerns is in verified/logins.parquet; look at their conversion before you "
                "import anybody else with such a hash."
            )

    def counts(self) -> pl.DataFrame:
        """Count `users` and those for whom the promise is `kept`, by `format` and `promise`."""
        return (
            self.logins.group_by("format", "promise")
            .agg(pl.len().cast(pl.Int64).alias("users"), pl.col("is_kept").sum().cast(pl.Int64).alias("kept"))
            .sort("promise", "format")
        )

    def __repr__(self) -> str:
        """Say how many promises hold, and how many accounts of the key were not tried."""
        said = f"{self.logins['is_kept'].sum():,} of {self.logins.height:,} users as promised"
        missing = [f"{count:,} {why}" for why, count in self.untried.items()]
        return f"LoginProof({'; '.join([said, *missing])})"

    def _repr_html_(self) -> str:
        heads = ["format", "promise", "users", "as promised"]
        return table(headline(self), heads, self.counts().iter_rows())

    def write(self, folder: Path) -> Path:
        """Write `logins.parquet` and `untried.json` into the folder; no password is in them."""
        write_whole(folder / "untried.json", json.dumps(self.untried))
        return write_frame(folder / "logins.parquet", self.logins)

    def note(self, run: Path) -> None:
        """Note in a run's folder whom we logged in, so that nobody takes it for a sign-in of their own."""
        note_logins(run, self.logins.filter(pl.col("right") == LoginVerdict.OK.value)["__row"])

    @classmethod
    def read(cls, folder: Path) -> "LoginProof":
        """Read what `write` wrote."""
        return cls(
            pl.read_parquet(folder / "logins.parquet"), json.loads((folder / "untried.json").read_bytes())
        )


def known_passwords(
    users: pl.LazyFrame, answer_key: Path | None, *, everybody: pl.LazyFrame | None = None
) -> pl.DataFrame:
    """Find the users whose password is known: test accounts, or an answer key.

    Args:
        users: `__row` Int64 and a column for each attribute.
        answer_key: CSV with `user_id` or `email`, and `password`; None where no password is known.
        everybody: All of the dump, where `users` are a part: an account that several of these share tells nobody's
            password.

    Returns:
        `__row` Int64, `login` String (the username, else the address), `password` String, `blocked` Boolean; a user
        with an empty password in the key is left out.

    Raises:
        DecisionError: the key lacks a column, or the mapping fills none by which its users are known.
        DumpError: the key cannot be read.
    """
    present = users.collect_schema().names()
    login = pl.coalesce([pl.col(name) for name in ("username", "email") if name in present])
    blocked = pl.col("blocked").fill_null(value=False) if "blocked" in present else pl.lit(value=False)
    people = users.select(
        "__row", *(n for n in _KEYS if n in present), login.alias("login"), blocked.alias("blocked")
    )
    if answer_key is None:
        return people.select("__row", "login", pl.lit("").alias("password"), "blocked").clear().collect()
    key, by = _open_key(answer_key, present)
    known = key.filter(pl.col("password") != "").join(_shared(key, by, users, everybody), on=by, how="anti")
    joined = people.join(known.lazy(), on=by, how="inner", maintain_order="left")
    return joined.select("__row", "login", "password", "blocked").collect()


def count_untried(
    answer_key: Path | None,
    people: pl.DataFrame,
    users: pl.LazyFrame,
    *,
    everybody: pl.LazyFrame | None = None,
) -> dict[str, int]:
    """Count the accounts of an answer key whom nobody logs in, by why.

    Args:
        answer_key: As for `known_passwords`, and so are `users` and `everybody`.
        people: Whom it found.
        users: Among whom it was to find them.
        everybody: All of the dump.
    """
    if answer_key is None:
        return {}
    key, by = _open_key(answer_key, users.collect_schema().names())
    given = key.filter(pl.col("password") != "")
    shared = given.join(_shared(key, by, users, everybody), on=by, how="semi").height
    reasons = {
        "of the key: no password there": key.height - given.height,
        f"of the key: several rows or lines have that {by}": shared,
        "of the key: not sent, or no users": given.height - shared - people.height,
    }
    return {why: count for why, count in reasons.items() if count > 0}


def _open_key(answer_key: Path, present: Collection[str]) -> tuple[pl.DataFrame, str]:
    """Read a key's accounts, and say by which of its columns they are known."""
    key = read_answer_key(answer_key)
    shared = [name for name in _KEYS if name in key.columns and name in present]
    if not shared:
        has = " and ".join(f"`{name}`" for name in _KEYS if name in key.columns)
        lacks = f"it tells users apart by {has}, which no column becomes; place one there in 02-map"
        raise DecisionError(f"The answer key {key.source}", [lacks])
    accounts = key.frame.select(shared[0], pl.col("password").fill_null("")).collect()
    return accounts, shared[0]


def _shared(key: pl.DataFrame, by: str, users: pl.LazyFrame, everybody: pl.LazyFrame | None) -> pl.DataFrame:
    """Give the accounts that several rows of the dump have, or several lines of the key."""
    told = key.filter(pl.col(by).is_duplicated()).select(by)
    among = users if everybody is None else everybody
    met = among.select(by).join(key.lazy().select(by), on=by, how="semi").collect(engine="streaming")
    return pl.concat([told, met.filter(pl.col(by).is_duplicated())]).unique()


def read_answer_key(path: Path) -> Dump:
    """Open a file of known passwords.

    Args:
        path: A CSV with `password`, and `user_id` or `email` as the mapping fills them; other columns are not read.

    Raises:
        DecisionError: It lacks a column.
        DumpError: It cannot be read.
    """
    key = read_dump(path)
    if "password" not in key.columns or not set(_KEYS) & set(key.columns):
        has = f"its columns are {', '.join(key.columns)}"
        needs = "it needs `password`, and `user_id` or `email` with the values that users are to have there"
        raise DecisionError(f"The answer key {key.source}", [f"{has}; {needs}: rename its columns"])
    return key


def prove_logins(people: pl.DataFrame, login: Login, *, untried: dict[str, int] | None = None) -> LoginProof:
    """Log people in: first with a wrong password, which must be refused, then with their old one.

    Who keeps the password must get in with it; who needs a reset must not; blocked users must be told so.

    Args:
        people: `__row` Int64, `login` String (an address or username), `password`, `format` String, `keeps`, `blocked`
            Boolean.
        login: How to log in; called from several threads.
        untried: What `count_untried` counted.
    """
    asked = people.select("login", "password").rows()
    with ThreadPoolExecutor(_PARALLEL) as pool:
        answers = list(pool.map(lambda person: (login(person[0], _WRONG), login(*person)), asked))
    blocked, keeps = pl.col("blocked").fill_null(value=False), pl.col("keeps")
    hoped = (
        pl.when(keeps & blocked)
        .then(pl.lit(LoginVerdict.BLOCKED.value))
        .when(keeps)
        .then(pl.lit(LoginVerdict.OK.value))
        .otherwise(pl.lit(LoginVerdict.WRONG_PASSWORD.value))
    )
    said = people.with_columns(
        pl.Series("wrong", [wrong.value for wrong, _ in answers], pl.String),
        pl.Series("right", [right.value for _, right in answers], pl.String),
    )
    is_kept = (pl.col("right") == hoped) & (pl.col("wrong") == LoginVerdict.WRONG_PASSWORD.value)
    promise = pl.when(keeps).then(pl.lit("keeps")).otherwise(pl.lit("resets"))
    logins = said.select(
        "__row", "format", promise.alias("promise"), "right", "wrong", is_kept.alias("is_kept")
    )
    return LoginProof(logins, untried or {})
