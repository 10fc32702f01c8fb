"""`userferry new / lab / status / run / undo / page / tenant`: the command line, thin.

It ends with 0 where all went as asked, 1 where somebody has to decide or mend something, 2 where the command line is
wrong, 3 where `status` finds a migration that is not through, and 130 where somebody stopped it.
"""

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from userferry import __version__
from userferry.cards import FORESEEN, explain_error
from userferry.chain import (
    begin_migration,
    describe_page,
    find_migration,
    run_chain,
    run_page,
    run_undo,
    write_pages,
)
from userferry.display import said_of
from userferry.journey import see_journey
from userferry.logs import LOG_VARIABLE, failure_of, give_up_what_fails, log_event, logging_to
from userferry.runs import Balance
from userferry.tenant import serve
from userferry.undo import Undone, UndoPlan
from userferry.workspace import Workspace

_NOT_THROUGH = 3
_STOPPED = 130
_PAGES = {"run", "page", "undo"}
"""The commands that execute pages, in processes of their own."""


@contextmanager
def _told() -> Iterator[None]:
    """Say what somebody has to mend, without a traceback, and end with its exit code."""
    try:
        yield
    except FORESEEN as error:
        words = explain_error(error)
        if words is None:
            raise
        click.echo(f"\n{words.text}", err=True)
        sys.exit(getattr(error, "exit_code", 1))


class _Logged(click.Group):
    """Logs how each command begins and ends."""

    def invoke(self, ctx: click.Context) -> Any:
        """Invoke the command that was asked for."""
        started = time.monotonic()
        try:
            result = super().invoke(ctx)
        except BaseException as error:
            _log_end(ctx, time.monotonic() - started, error)
            raise
        _log_end(ctx, time.monotonic() - started, None)
        return result


def _log_end(ctx: click.Context, seconds: float, error: BaseException | None) -> None:
    """Log how a command ended."""
    code = 0 if error is None else _exit_code(error)
    about: dict[str, Any] = {"command": ctx.invoked_subcommand, "exit_code": code, "seconds": seconds}
    if error is None or code in {0, _NOT_THROUGH}:
        log_event("command.ended", **about)
    elif code == _STOPPED or isinstance(error, KeyboardInterrupt):
        log_event("command.stopped", **about)
    else:  # behind the exit that `_told` makes of an error stands the error
        cause = error.__context__ if isinstance(error, SystemExit) else None
        log_event("command.failed", **about, **failure_of(cause or error))


def _exit_code(error: BaseException) -> int:
    """Give the code with which an error ends the process."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else int(error.code is not None)
    return int(getattr(error, "exit_code", 1))


@click.group(cls=_Logged, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option(
    "--log",
    envvar=LOG_VARIABLE,
    metavar="FILE",
    help="Append what happens to FILE, a line of JSON each, without personal data; - is standard error.",
)
@click.pass_context
def main(ctx: click.Context, log: str | None) -> None:
    """Move users into, out of and between Auth0 tenants, and account for every one."""
    ctx.with_resource(logging_to(log, has_kernels=ctx.invoked_subcommand in _PAGES))
    log_event("command.begun", command=ctx.invoked_subcommand)
    give_up_what_fails()
    # a shell that starts us in the background leaves Ctrl-C ignored; whoever sends it then means us
    signal.signal(signal.SIGINT, signal.default_int_handler)


@main.command(short_help="Run the pages 00 to 06, or go on with them.")
@click.argument("params", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="PARAMS.yml")
@click.option("--again", is_flag=True, help="Start over when the last run is complete (rehearsals only).")
def run(params: Path, *, again: bool) -> None:
    """Run the notebooks 00 to 06 with PARAMS.yml; called again, continue where it stopped."""
    with _told():
        workspace = run_chain(params, is_again=again, say=click.echo)
        balance = Balance.read(workspace.need("verified", "balance.json", made_by="06-verify").parent)
    click.echo(f"\nThe executed notebooks are in {workspace.folder('notebooks')},")
    click.echo(f"the balance sheet as a page in {workspace.path('verified', 'balance.html')}.\n")
    click.echo(str(balance))


@main.command(short_help="Show what takes a run back, or do it.")
@click.argument("params", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="PARAMS.yml")
@click.option("--carry-out", is_flag=True, help="Take the run back; without it, only the plan is made.")
def undo(params: Path, *, carry_out: bool) -> None:
    """Show what taking back the run of PARAMS.yml would do, or do it; called again, continue where it stopped."""
    with _told():
        folder = run_undo(params, carries_out=carry_out, say=click.echo)
        result = Undone.read(folder) if carry_out else UndoPlan.read(folder)
    click.echo(f"\n{result}")


@main.command(short_help="Run one page, such as 10-export.")
@click.argument("page", metavar="PAGE")
@click.argument(
    "params",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="PARAMS.yml",
    required=False,
)
@click.option("--help-notebook", is_flag=True, help="List the page's parameters instead.")
def page(page: str, params: Path | None, *, help_notebook: bool) -> None:
    """Run one notebook, such as 10-export, with PARAMS.yml; its decisions are read from the files beside that."""
    if params is None and not help_notebook:
        raise click.UsageError(f"Name the parameters file, such as `userferry page {page} params/acme.yml`.")
    with _told():
        if help_notebook or params is None:
            for each in describe_page(Workspace.find("demo"), page):
                click.echo(f"{each.name}: {each.type} = {each.default!r}\n    {each.meaning}")
            return
        executed = run_page(params, page, say=click.echo)
    click.echo(f"The executed notebook is {executed}.")


@main.command(short_help="Begin a migration of a dump of your own.")
@click.argument("name")
@click.argument("dump")
@click.option("--target", help="A tenant's domain; without it, a rehearsal on an embedded one.")
@click.option("--connection", help="The database that takes the users.")
@click.option("--answer-key", help="Known passwords, as a CSV, that prove the conversion of hashes.")
@click.option("--open/--no-open", "opens", default=True, help="Open its pages in JupyterLab afterwards.")
def new(name: str, dump: str, *, opens: bool, **decided: str | None) -> None:
    """Begin the migration NAME with a DUMP of your own: write params/NAME.yml, and open its pages."""
    with _told():
        workspace, opened = begin_migration(name, dump, **decided)
        folder = write_pages(workspace)
    click.echo(said_of(opened))
    if decided["answer_key"]:
        click.echo(f"Known passwords, which will prove the hashes, are read from {decided['answer_key']}.")
    click.echo(f"Its parameters are in params/{name}.yml, its pages in {folder}; begin with 00-start.")
    if opens:
        _open_lab(workspace, folder)


@main.command(short_help="Open the pages in JupyterLab.")
@click.argument("name", default="")
def lab(name: str) -> None:
    """Open JupyterLab on the demo's notebooks, or on the pages of the migration NAME."""
    with _told():
        workspace = find_migration(name or "demo")
        folder = write_pages(workspace) if name else workspace.project / "notebooks"
    _open_lab(workspace, folder)


def _open_lab(workspace: Workspace, folder: Path) -> None:
    root = workspace.project if folder.is_relative_to(workspace.project) else folder
    start = (folder / "00-start.ipynb").relative_to(root)
    beside = Path(sys.executable).with_name("jupyter")
    jupyter = str(beside) if beside.exists() else shutil.which("jupyter") or "jupyter"
    settings = [
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/lab/tree/{start.as_posix()}",
        "--LabApp.news_url=None",  # nobody is asked whether to fetch news over their users' accounts
    ]
    os.execv(jupyter, [jupyter, "lab", "--allow-root", *settings])  # noqa: S606 JupyterLab takes our place


@main.command(short_help="Say how far a migration is.")
@click.argument("name")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object, for a program; without personal data."
)
def status(name: str, *, as_json: bool) -> None:
    """Say how far the migration NAME is; ends with 3 while a page or a decision is open."""
    with _told():
        workspace = find_migration(name)
        journey = see_journey(workspace)
        verified = workspace.root / "verified"
        balance = Balance.read(verified) if (verified / "balance.json").exists() else None
    is_through = journey.next_page is None and balance is not None and balance.is_settled
    if as_json:
        places = None if balance is None else {each.place: each.rows for each in balance.entries}
        rows = {"rows": balance.dump_rows if balance else None, "places": places, "is_through": is_through}
        click.echo(json.dumps(journey.as_json() | rows))
    else:
        click.echo(said_of(journey))
        for waits in journey.undecided:
            click.echo(f"  to decide: {waits}")
        click.echo("" if balance is None else f"\n{balance}")
    sys.exit(0 if is_through else _NOT_THROUGH)


@main.command(
    short_help="Serve an embedded tenant.",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True},
)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def tenant(options: tuple[str, ...]) -> None:
    """Serve an embedded tenant on 127.0.0.1: --data DIR --port N; --help lists the rest."""
    serve.main(options)
