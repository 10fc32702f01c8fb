"""The lists of a migration's report: what failed, what was left out, what was foreseen, what it was made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from userferry.afterwards import Explained
from userferry.checks.fixes import fixes_of
from userferry.display import counted
from userferry.forecast import Forecast, PasswordReport
from userferry.forecast.passwords import WAY_COLOURS, WAYS
from userferry.runs import Balance, Outcome, Place, Run
from userferry.workspace import REHEARSAL


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list with bars: what, how many, how long the bar is (of 100), and sentences under it."""

    name: str
    rows: str
    share: str
    length: float
    sentences: tuple[tuple[str, str], ...] = ()


def list_failures(explained: Explained) -> list[Line]:
    """List the failed rows by code, each with its cause and what helps."""
    most = max((each.rows for each in explained.codes), default=1)
    return [
        Line(
            each.code,
            f"{each.rows:,}",
            f"{each.share:.1%}",
            100 * each.rows / most,
            (
                ("Why", each.cause),
                ("What helps", each.fix),
                ("First rows", ", ".join(f"{row:,}" for row in each.examples)),
            ),
        )
        for each in explained.codes
    ]


def list_left_out(balance: Balance, place: str) -> list[Line]:
    """List why rows are in a place, most first; where they were refused, with what helps."""
    reasons = [reason for each in balance.entries if each.place == place for reason in each.reasons]
    most, total = max((rows for _, rows in reasons), default=1), max(balance.rows(place), 1)
    return [
        Line(
            why,
            f"{rows:,}",
            f"{rows / total:.1%}",
            100 * rows / most,
            _helps(why) if place == "refused" else (),
        )
        for why, rows in reasons
    ]


def _helps(reason: str) -> tuple[tuple[str, str], ...]:
    """Say what helps against a rule, which begins a refused row's reason; nothing where no rule is known."""
    rule = reason.split(" · ", maxsplit=1)[0]
    try:
        return (("What helps", fixes_of("user.large" if rule == "user.too_large" else rule).otherwise),)
    except KeyError:
        return ()


def list_ways(passwords: PasswordReport) -> list[dict[str, object]]:
    """List what becomes of the passwords, each way with its colour and its share of a bar."""
    total = max(int(passwords.users["users"].sum()), 1)
    return [
        {"name": way, "users": passwords.of(way), "share": f"{passwords.of(way) / total:.1%}", "meaning": meaning,
         "length": 100 * passwords.of(way) / total, "colour": WAY_COLOURS[place]}
        for place, (way, meaning) in enumerate(WAYS.items())
        if passwords.of(way)
    ]  # fmt: skip


def count_foreseen(forecast: Forecast, balance: Balance) -> list[tuple[str, int, int, int]]:
    """Count the rows of each place beforehand and afterwards."""
    counted = dict(forecast.places.group_by("place").len().iter_rows())
    names = [each.place for each in balance.entries if each.rows or counted.get(each.place)]
    return [
        (place, counted.get(place, 0), balance.rows(place), balance.rows(place) - counted.get(place, 0))
        for place in names
    ]


def count_agreed(forecast: Forecast, outcome: Outcome) -> tuple[int, int]:
    """Count the rows that were sent, and those of them whose outcome and code were foreseen."""
    foreseen = forecast.standing.lazy().select(
        "__row", pl.col("outcome").alias("foreseen"), pl.col("code").alias("told")
    )
    both = outcome.rows.select("__row", "outcome", "code").join(foreseen, on="__row", how="left")
    same = (pl.col("outcome") == pl.col("foreseen")) & (
        (pl.col("outcome") != Place.FAILED) | pl.col("code").eq_missing(pl.col("told"))
    )
    sent, agreed = both.select(pl.len(), same.sum()).collect(engine="streaming").row(0)
    return int(agreed or 0), int(sent)


def list_facts(
    run: Run, outcome: Outcome, forecast: Forecast, events: Sequence[dict[str, object]]
) -> list[tuple[str, str, bool]]:
    """Name what a run was, each with whether it is a digest."""
    manifest = run.manifest
    clock = ", by the rehearsal's clock, which is moved on" if manifest.target == REHEARSAL else ""
    facts = [
        ("run", f"{run.folder.name} ({manifest.run_id})", False),
        ("tenant", manifest.target, False),
        ("connection", f"{forecast.made_from.get('connection', '')} {manifest.connection_id}".strip(), False),
        ("upsert", "yes: who is there is updated" if manifest.upsert else "no: who is there fails", False),
        ("began", _time(events[0]["at"]) + clock if events else "not yet", False),
        ("last event", _time(events[-1]["at"]) + clock if events else "none", False),
        (
            "import files",
            counted(outcome.chunks, "file") + ", " + counted(outcome.attempts, "sending"),
            False,
        ),
        ("users there before", f"{outcome.users_before:,}", False),
    ]
    digests = [(f"{what}, SHA-256", digest, True) for what, digest in sorted(manifest.digests.items())]
    return [*facts, *digests, ("written", _time(datetime.now(UTC).isoformat()), False)]


def _time(at: object) -> str:
    return f"{datetime.fromisoformat(str(at)).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
