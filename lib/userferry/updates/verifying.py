"""Look at everybody afterwards: exactly what was meant has changed, and nobody else."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from userferry.api import Session
from userferry.display import headline, sentence, table
from userferry.durable import write_frame
from userferry.errors import VerificationError
from userferry.runs import UNDONE, Pace
from userferry.runs.presence import take_presence
from userferry.updates.carrying import read_balance
from userferry.updates.plan import UpdatePlan
from userferry.updates.planning import WHOLE
from userferry.updates.updated import UPDATED
from userferry.updates.weighing import differing

DIFFERENCES = {
    "auth0_user_id": pl.String,
    "field": pl.String,
    "kind": pl.String,
    "meant": pl.String,
    "found": pl.String,
}
NOT_AS_MEANT, NOT_MEANT = "not as meant", "changed, and nobody meant it"
BY_OTHERS = "changed by somebody else"
KINDS = {
    NOT_AS_MEANT: "the update set another value",
    NOT_MEANT: "the update did not name this attribute of a user whom it touched",
    "user missing": "the update touched them, and they are gone",
    BY_OTHERS: "the update did not touch this user",
}
"""What a difference can be, and what that means."""

_USUAL = Pace()
_OF_LOGINS = frozenset({"last_login", "logins_count", "updated_at"})


@dataclass(frozen=True, slots=True, repr=False)
class VerifiedUpdate:
    """How the connection's users differ from what the update meant.

    Args:
        differences: Columns and dtypes of `DIFFERENCES`; `kind` is of `KINDS`.
        users: How many the connection holds.
        updated: How many of them the update changed.
        stamped: Users whom the update did not touch, and whose `updated_at` moved since: somebody else was at work.
        is_sent: Whether anything was sent that holds.
    """

    differences: pl.DataFrame = field(repr=False)
    users: int
    updated: int
    stamped: int
    is_sent: bool = True

    @property
    def is_clean(self) -> bool:
        """Whether those whom the update touched are as it meant, and as they were in all else."""
        return self.differences.filter(pl.col("kind") != BY_OTHERS).is_empty()

    def require_clean(self) -> None:
        """Go on only if nothing differs for those whom the update touched.

        Raises:
            VerificationError: something does; says where the list is.
        """
        if not self.is_clean:
            counted = self._counts().filter(pl.col("kind") != BY_OTHERS)
            kinds = ", ".join(f"{name}: {kind} ({users:,})" for name, kind, users in counted.iter_rows())
            raise VerificationError(
                f"The users whom the update touched are not all as meant: {kinds}. Nothing was changed by looking. "
                "Every difference is in differences.parquet of the update's folder; find out who changed them, or take "
                "the update back."
            )

    def _counts(self) -> pl.DataFrame:
        return self.differences.group_by("field", "kind").len("users").sort("field", "kind")

    def __repr__(self) -> str:
        """Say whether it is as meant."""
        if not self.is_sent:
            return "VerifiedUpdate(nothing was sent, or it was taken back)"
        verdict = "exactly as meant" if self.is_clean else f"{self.differences.height:,} differences"
        rest = self.users - self.updated
        touched = f"{rest - self.stamped:,} of the other {rest:,} untouched"
        return f"VerifiedUpdate({self.updated:,} users updated: {verdict}; {touched})"

    def _repr_html_(self) -> str:
        if not self.is_sent:
            return sentence("Nothing was sent, or it was taken back: there is nothing to verify.")
        rows = [(name, kind, users, KINDS[kind]) for name, kind, users in self._counts().iter_rows()]
        as_meant = [("every field", "as meant", self.updated, "")]
        return table(headline(self), ("field", "what", "users", "that is"), rows or as_meant)

    def write(self, folder: Path) -> Path:
        """Write differences.parquet (0600), and return the folder."""
        write_frame(folder / "differences.parquet", self.differences)
        return folder


def verify_update(plan: UpdatePlan, session: Session, *, pace: Pace = _USUAL) -> VerifiedUpdate:
    """Export the connection and hold every user against what they were and what the update set.

    Of an update that was not sent, or was taken back, nobody is asked anything.

    Sign-ins and times of change are no difference: `stamped` counts the latter of those whom the update did not touch.

    Args:
        plan: The plan.
        session: With the plan's target.
        pace: How often the export is asked after.
    """
    if not plan.is_begun or (plan.folder / UNDONE).exists():
        return VerifiedUpdate(pl.DataFrame(schema=DIFFERENCES), 0, 0, 0, is_sent=False)
    updated = read_balance(plan).rows.filter(place=UPDATED).select("auth0_user_id")
    path = plan.folder / "after.parquet"
    options: dict[str, Any] = {
        "poll_seconds": pace.min_poll_seconds,
        "sleep": session.sleep,
        "is_whole": True,
    }
    try:
        there = take_presence(session, plan.connection_id, path, **options)
        now = pl.scan_parquet(path).select("user_id", now="user")
        was = pl.scan_parquet(plan.folder / WHOLE).select("user_id", was="user")
        joined = was.join(now, on="user_id", how="left")
        other = joined.filter(pl.col("was").ne_missing(pl.col("now")))
        found = other.join(_wanted(plan, updated), left_on="user_id", right_on="auth0_user_id", how="left")
        unmoved = updated.join(
            other.select("user_id").collect(), left_on="auth0_user_id", right_on="user_id", how="anti"
        )
        rows, stamped = list(_unmoved(plan, unmoved)), 0
        for batch in found.collect_batches():
            for each in batch.iter_rows(named=True):
                rows += _differences(**each)
                stamped += each["wanted"] is None and _stamp(each["was"]) != _stamp(each["now"])
    finally:
        path.unlink(missing_ok=True)
    differences = pl.DataFrame(rows, schema=DIFFERENCES, orient="row").sort("auth0_user_id", "field")
    return VerifiedUpdate(differences, there.users, updated.height, stamped)


def _wanted(plan: UpdatePlan, updated: pl.DataFrame) -> pl.LazyFrame:
    return (
        plan.rows.lazy()
        .join(updated.lazy(), on="auth0_user_id", how="semi")
        .select("auth0_user_id", "wanted")
    )


def _unmoved(plan: UpdatePlan, unmoved: pl.DataFrame) -> Iterator[tuple[str | None, ...]]:
    """Tell of those who were updated and look as they did before."""
    for auth0_user_id, wanted in _wanted(plan, unmoved).collect().iter_rows():
        for name, value in json.loads(wanted).items():
            yield auth0_user_id, name, NOT_AS_MEANT, _text(value), None


def _differences(
    user_id: str, was: str, now: str | None, wanted: str | None
) -> Iterator[tuple[str | None, ...]]:
    if now is None:
        yield user_id, "the user", "user missing" if wanted else BY_OTHERS, None, None
        return
    before, there, meant = json.loads(was), json.loads(now), json.loads(wanted or "{}")
    expected = before | meant
    for name in sorted(expected.keys() | there.keys()):
        if name not in _OF_LOGINS and (pair := differing(there, expected, name)) is not None:
            kind = BY_OTHERS if wanted is None else NOT_AS_MEANT if name in meant else NOT_MEANT
            yield user_id, name, kind, *map(_text, pair)


def _stamp(user: str | None) -> Any:
    return None if user is None else json.loads(user).get("updated_at")


def _text(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
