"""A migration as one self-contained HTML page: where everybody went, how fast, what failed and why, what was proven."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
from jinja2 import Environment, PackageLoader

from userferry.afterwards import Explained
from userferry.checks.fixes import fixes_of
from userferry.display import PALETTE
from userferry.durable import write_whole
from userferry.forecast import Forecast, PasswordReport
from userferry.forecast.passwords import WAYS
from userferry.proof import LoginProof
from userferry.reconcile import Reconciliation
from userferry.reconcile.result import KINDS
from userferry.reports.flow_picture import colours, draw_flow
from userferry.reports.pace_picture import draw_pace, read_work
from userferry.runs import Balance, Outcome, Place, Run, read_journal

_TEMPLATES = Environment(
    loader=PackageLoader("userferry.reports"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_WIDE, _NARROW = 880, 360
_THERE = (Place.INSERTED, Place.UPDATED, Place.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list with bars: what, how many, how long the bar is (of 100), and sentences under it."""

    name: str
    rows: str
    share: str
    length: float
    sentences: tuple[tuple[str, str], ...] = ()


def write_report_page(
    path: Path,
    name: str,
    *,
    run: Run,
    outcome: Outcome,
    balance: Balance,
    explained: Explained,
    forecast: Forecast,
    passwords: PasswordReport,
    reconciliation: Reconciliation,
    logins: LoginProof,
) -> Path:
    """Write the page (0600); it opens without a network and holds counts and row numbers, nobody's data.

    Args:
        path: The HTML file.
        name: The migration's.
        run: Whose journal says when each job was at work.
        outcome: What came of each row of that run.
        balance: Where each row of the dump is.
        explained: Why rows failed.
        forecast: What was foreseen, and of what it was made.
        passwords: Whose password goes along.
        reconciliation: Whether what is there is what was meant.
        logins: Whether the old passwords work.
    """
    events = read_journal(run.folder / "journal.ndjson")
    work = read_work(events)
    is_good = (
        balance.is_settled and not balance.rows(Place.FAILED) and reconciliation.is_clean and logins.is_proven
    )
    page = _TEMPLATES.get_template("report.html.j2").render(
        title=f"{name}: where everybody went",
        verdict=_verdict(balance, reconciliation, logins),
        is_good=is_good,
        figures=_figures(balance, passwords, reconciliation, logins),
        colours=colours(),
        flows=[draw_flow(balance, width=width) for width in (_WIDE, _NARROW)],
        balance=balance,
        paces=[draw_pace(work, width=_WIDE, spans=80), draw_pace(work, width=_NARROW, spans=32)]
        if work
        else [],
        failures=_failures(explained),
        refused=_left_out(balance, "refused"),
        held=_left_out(balance, "held back"),
        ways=_ways(passwords),
        passwords=passwords.users,
        foreseen=_foreseen(forecast, balance),
        agreed=_agreed(forecast, outcome),
        notices=forecast.notices(),
        reconciliation=reconciliation,
        kinds=KINDS,
        logins=logins,
        facts=_facts(run, outcome, forecast, events),
    )
    write_whole(path, page)
    return path


def _verdict(balance: Balance, found: Reconciliation, logins: LoginProof) -> list[str]:
    there = sum(balance.rows(place) for place in _THERE)
    said = [
        f"{there:,} of {balance.dump_rows:,} rows are users of the tenant, and every row is in one place."
    ]
    if not balance.is_settled:
        open_rows = balance.rows(Place.IN_DOUBT) + balance.rows(Place.NOT_SENT)
        said = [
            f"{open_rows:,} of {balance.dump_rows:,} rows are in doubt or not sent yet: send the run again."
        ]
    if failed := balance.rows(Place.FAILED):
        said.append(f"{failed:,} were refused by the tenant; why, and what helps, is below.")
    different = "no difference" if found.is_clean else f"{found.differences.height:,} differences"
    said.append(f"{found.users:,} users were compared field by field: {different}.")
    if logins.logins.height:
        kept = int(logins.logins["is_kept"].sum())
        said.append(f"{kept:,} of {logins.logins.height:,} sample logins went as promised.")
    return said


def _figures(
    balance: Balance, passwords: PasswordReport, found: Reconciliation, logins: LoginProof
) -> list[tuple[str, str, str]]:
    there = sum(balance.rows(place) for place in _THERE)
    kept, users = passwords.of("bulk import"), int(passwords.users["users"].sum())
    worked = int(logins.logins["is_kept"].sum())
    return [
        ("rows in dump", f"{balance.dump_rows:,}", ""),
        ("in the tenant", f"{there:,}", _percent(there, balance.dump_rows)),
        (
            "left out before",
            f"{balance.rows('refused') + balance.rows('held back'):,}",
            "by a rule or a decision",
        ),
        ("failed", f"{balance.rows(Place.FAILED):,}", "by the tenant"),
        ("keep password", f"{kept:,}", f"of {users:,} whom it takes"),
        ("differences", f"{found.differences.height:,}", f"in {found.users:,} users"),
        ("sample logins", f"{worked:,}", f"of {logins.logins.height:,} as promised"),
    ]


def _failures(explained: Explained) -> list[Line]:
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


def _left_out(balance: Balance, place: str) -> list[Line]:
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


def _ways(passwords: PasswordReport) -> list[dict[str, object]]:
    total = max(int(passwords.users["users"].sum()), 1)
    return [
        {"name": way, "users": passwords.of(way), "share": f"{passwords.of(way) / total:.1%}", "meaning": meaning,
         "length": 100 * passwords.of(way) / total, "colour": PALETTE[place % len(PALETTE)]}
        for place, (way, meaning) in enumerate(WAYS.items())
        if passwords.of(way)
    ]  # fmt: skip


def _foreseen(forecast: Forecast, balance: Balance) -> list[tuple[str, int, int, int]]:
    """Count the rows of each place beforehand and afterwards."""
    counted = dict(forecast.places.group_by("place").len().iter_rows())
    names = [each.place for each in balance.entries if each.rows or counted.get(each.place)]
    return [
        (place, counted.get(place, 0), balance.rows(place), balance.rows(place) - counted.get(place, 0))
        for place in names
    ]


def _agreed(forecast: Forecast, outcome: Outcome) -> tuple[int, int]:
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


def _facts(
    run: Run, outcome: Outcome, forecast: Forecast, events: Sequence[dict[str, object]]
) -> list[tuple[str, str, bool]]:
    """Name what a run was, each with whether it is a digest."""
    manifest = run.manifest
    facts = [
        ("run", f"{run.folder.name} ({manifest.run_id})", False),
        ("tenant", manifest.target, False),
        ("connection", f"{forecast.made_from.get('connection', '')} {manifest.connection_id}".strip(), False),
        ("upsert", "yes: who is there is updated" if manifest.upsert else "no: who is there fails", False),
        ("began", _time(events[0]["at"]) if events else "not yet", False),
        ("last event", _time(events[-1]["at"]) if events else "none", False),
        ("import files", f"{outcome.chunks:,} files, sent {outcome.attempts:,} times", False),
        ("users there before", f"{outcome.users_before:,}", False),
    ]
    digests = [(f"{what}, SHA-256", digest, True) for what, digest in sorted(manifest.digests.items())]
    return [*facts, *digests, ("written", _time(datetime.now(UTC).isoformat()), False)]


def _time(at: object) -> str:
    return f"{datetime.fromisoformat(str(at)).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _percent(part: int, whole: int) -> str:
    return f"{part / max(whole, 1):.1%} of the dump"
