"""A migration as one self-contained HTML page: where everybody went, how fast, what failed and why, what was proven."""

from pathlib import Path

from jinja2 import Environment, PackageLoader

from userferry.afterwards import Explained
from userferry.durable import write_whole
from userferry.forecast import Forecast, PasswordReport
from userferry.proof import LoginProof
from userferry.reconcile import Reconciliation
from userferry.reconcile.result import KINDS
from userferry.reports.flow_picture import colours, draw_flow
from userferry.reports.pace_picture import draw_pace
from userferry.reports.report_parts import (
    count_agreed,
    count_foreseen,
    list_facts,
    list_failures,
    list_left_out,
    list_ways,
)
from userferry.reports.work_times import read_work
from userferry.runs import Balance, Outcome, Place, Run, read_journal
from userferry.workspace import REHEARSAL

_TEMPLATES = Environment(
    loader=PackageLoader("userferry.reports"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_WIDE, _NARROW = 880, 360
_THERE = (Place.INSERTED, Place.UPDATED, Place.UNCHANGED)


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
        verdict=_verdict(balance, reconciliation, logins, where=_where(run)),
        is_good=is_good,
        figures=_figures(balance, passwords, reconciliation, logins),
        colours=colours(),
        flows=[draw_flow(balance, width=width) for width in (_WIDE, _NARROW)],
        balance=balance,
        paces=[draw_pace(work, width=_WIDE, spans=80), draw_pace(work, width=_NARROW, spans=32)]
        if work
        else [],
        has_jobs=len(work) > 1,
        failures=list_failures(explained),
        refused=list_left_out(balance, "refused"),
        held=list_left_out(balance, "held back"),
        ways=list_ways(passwords),
        passwords=passwords.users,
        foreseen=count_foreseen(forecast, balance),
        agreed=count_agreed(forecast, outcome),
        notices=forecast.notices(),
        reconciliation=reconciliation,
        kinds=KINDS,
        logins=logins,
        facts=list_facts(run, outcome, forecast, events),
    )
    write_whole(path, page)
    return path


def _where(run: Run) -> str:
    if run.manifest.target == REHEARSAL:
        return "the rehearsal's tenant (nobody was moved to a real one)"
    return "the tenant"


def _verdict(balance: Balance, found: Reconciliation, logins: LoginProof, *, where: str) -> list[str]:
    there = sum(balance.rows(place) for place in _THERE)
    said = [f"{there:,} of {balance.dump_rows:,} rows are users of {where}, and every row is in one place."]
    if not balance.is_settled:
        open_rows = balance.rows(Place.IN_DOUBT) + balance.rows(Place.NOT_SENT)
        said = [
            f"{open_rows:,} of {balance.dump_rows:,} rows are in doubt or not sent yet: send the run again."
        ]
    if failed := balance.rows(Place.FAILED):
        said.append(f"{failed:,} failed at the tenant; why, and what helps, is below.")
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


def _percent(part: int, whole: int) -> str:
    return f"{part / max(whole, 1):.1%} of the dump"
