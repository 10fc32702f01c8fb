"""`userferry run / undo / page / tenant`: the command line, thin."""

import signal
import sys
from pathlib import Path

import click

from userferry import __version__
from userferry.chain import run_chain, run_page, run_undo
from userferry.errors import UserferryError
from userferry.runs import Balance
from userferry.tenant import serve
from userferry.undo import Undone, UndoPlan


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Move users into, out of and between Auth0 tenants, and account for every one."""
    # a shell that starts us in the background leaves Ctrl-C ignored; whoever sends it then means us
    signal.signal(signal.SIGINT, signal.default_int_handler)


@main.command()
@click.argument("params", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="PARAMS.yml")
@click.option("--again", is_flag=True, help="Start over when the last run is complete (rehearsals only).")
def run(params: Path, *, again: bool) -> None:
    """Run the notebooks 00 to 06 with PARAMS.yml; called again, continue where it stopped."""
    try:
        workspace = run_chain(params, is_again=again, say=click.echo)
        balance = Balance.read(workspace.need("verified", "balance.json", made_by="06-verify").parent)
    except UserferryError as error:
        click.echo(f"\n{error}", err=True)
        sys.exit(getattr(error, "exit_code", 1))
    click.echo(f"\nThe executed notebooks are in {workspace.folder('notebooks')},")
    click.echo(f"the balance sheet as a page in {workspace.path('verified', 'balance.html')}.\n")
    click.echo(str(balance))


@main.command()
@click.argument("params", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="PARAMS.yml")
@click.option("--carry-out", is_flag=True, help="Take the run back; without it, only the plan is made.")
def undo(params: Path, *, carry_out: bool) -> None:
    """Show what taking back the run of PARAMS.yml would do, or do it; called again, continue where it stopped."""
    try:
        folder = run_undo(params, carries_out=carry_out, say=click.echo)
        result = Undone.read(folder) if carry_out else UndoPlan.read(folder)
    except UserferryError as error:
        click.echo(f"\n{error}", err=True)
        sys.exit(getattr(error, "exit_code", 1))
    click.echo(f"\n{result}")


@main.command()
@click.argument("page", metavar="PAGE")
@click.argument("params", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="PARAMS.yml")
def page(page: str, params: Path) -> None:
    """Run one notebook, such as 10-export, with PARAMS.yml; its decisions are read from the files beside that."""
    try:
        executed = run_page(params, page, say=click.echo)
    except UserferryError as error:
        click.echo(f"\n{error}", err=True)
        sys.exit(getattr(error, "exit_code", 1))
    click.echo(f"The executed notebook is {executed}.")


@main.command(add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def tenant(options: tuple[str, ...]) -> None:
    """Serve an embedded tenant on 127.0.0.1: --data DIR --port N; --help lists the rest."""
    serve.main(options)
