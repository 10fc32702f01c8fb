"""Drive the chain: a notebook that is done and whose inputs are unchanged is not run again."""

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from userferry.cards import FORESEEN, explain_error
from userferry.chain.executing import NotebookFailed, execute
from userferry.chain.params import PAGES, Params, read_params
from userferry.decisions import unknown_name
from userferry.durable import write_whole
from userferry.errors import DecisionError, UserferryError, WorkspaceError
from userferry.logs import log_event, log_work
from userferry.runs import UNDONE
from userferry.targets import LIKE
from userferry.waves import read_part
from userferry.workspace import REHEARSAL, Workspace

JOURNEY = "0[0-6]-*.ipynb"
"""The notebooks of the main line, from the dump to the proof."""

UNDO = "07-undo.ipynb"
"""The notebook that takes a run back."""

_INTERRUPTED = 130
"""What a shell expects of a command that was ended by Ctrl-C."""


class ChainError(UserferryError):
    """A notebook did not run to its end; the text is the paragraph for the person who has to mend it.

    Args:
        paragraph: What happened, where that leaves the data, what to do next.
        exit_code: What the command line ends with.
    """

    def __init__(self, paragraph: str, *, exit_code: int) -> None:
        self.exit_code = exit_code
        super().__init__(paragraph)


def run_chain(
    path: Path,
    *,
    is_again: bool = False,
    say: Callable[[str], None],
    clock: Callable[[], float] = time.monotonic,
) -> Workspace:
    """Run the main line's notebooks with a parameters file.

    Args:
        path: `params/<name>.yml`.
        is_again: Start over when the last run is complete; only a rehearsal can be started over.
        say: Takes a progress line.
        clock: Seconds, for the progress lines.

    Returns:
        The workspace in which everything now lies.

    Raises:
        DecisionError: the parameters cannot be followed.
        ChainError: a notebook failed; running the same command again continues from it.
    """
    workspace = Workspace.find(path.stem)
    notebooks = sorted((workspace.project / "notebooks").glob(JOURNEY))
    params = _read_params(workspace, path)
    if is_again and all(step in _finished(workspace) for step in _names(notebooks)):
        _start_over(workspace, params)
    _refuse_undone(workspace, params)
    prints: dict[str, str] = {}
    for notebook in notebooks:
        step = notebook.stem
        with _explained(workspace, step, f"userferry run {path}"):
            prints[step] = _fingerprint(workspace, params, notebook, prints)
            if _finished(workspace).get(step) == prints[step]:
                workspace.path("steps", f"{step}.json").touch()  # as young as what was compared just now
                log_event("page.kept", page=step)
                say(f"{step:<14} done before, and nothing it reads has changed")
                continue
            _remember(workspace, {name: prints[name] for name in prints if name != step})
            started = clock()
            wrote = _run_step(workspace, params.of(notebook), notebook)
            _remember(workspace, prints)
        say(f"{step:<14} {clock() - started:5.1f} s  {wrote}")
    return workspace


def run_undo(path: Path, *, carries_out: bool, say: Callable[[str], None]) -> Path:
    """Run the notebook that takes a run back with a parameters file.

    Args:
        path: `params/<name>.yml`.
        carries_out: Whether it takes the run back, or shows what that would do.
        say: Takes a progress line.

    Returns:
        The undo's folder, in the run's.

    Raises:
        DecisionError: the parameters cannot be followed.
        ChainError: the notebook failed; running the same command again continues.
    """
    workspace = Workspace.find(path.stem)
    page = workspace.project / "notebooks" / UNDO
    values = _read_params(workspace, path).of(page) | {"carry_out": carries_out}
    command = f"userferry undo {path}" + (" --carry-out" if carries_out else "")
    with _explained(workspace, page.stem, command):
        _run_step(workspace, values, page)
    say(f"The executed notebook is {workspace.path('notebooks', page.name)}.")
    return workspace.folder("runs", str(values["run"]), "undo")


def run_page(path: Path, page: str, *, say: Callable[[str], None]) -> Path:
    """Run one page with a parameters file, whatever was run before.

    Args:
        path: `params/<name>.yml`.
        page: Its name, such as `10-export`.
        say: Takes a progress line.

    Returns:
        The executed notebook.

    Raises:
        DecisionError: there is no such page, or the parameters cannot be followed.
        ChainError: the notebook failed; running the same command again does it anew, or continues.
    """
    workspace = Workspace.find(path.stem)
    known = {found.stem: found for found in (workspace.project / "notebooks").glob(PAGES)}
    if page not in known:
        raise DecisionError("The command line", [unknown_name(page, sorted(known), what="page")])
    values = _read_params(workspace, path).of(known[page])
    with _explained(workspace, page, f"userferry page {page} {path}"):
        wrote = _run_step(workspace, values, known[page])
    say(f"{page} wrote {wrote}")
    return workspace.path("notebooks", known[page].name)


def _read_params(workspace: Workspace, path: Path) -> Params:
    """Read a parameters file, which may set what any of the pages declares."""
    return read_params(path, sorted((workspace.project / "notebooks").glob(PAGES)))


@contextmanager
def _explained(workspace: Workspace, step: str, command: str) -> Iterator[None]:
    """Turn what stops a step into the paragraph for the person who has to mend it."""
    try:
        yield
    except KeyboardInterrupt as stop:
        paragraph = _paragraph(
            workspace, step, f"somebody stopped it. {stop}".rstrip(), then=f"Run `{command}`"
        )
        raise ChainError(paragraph, exit_code=_INTERRUPTED) from None
    except (NotebookFailed, *FORESEEN) as error:
        words = explain_error(error, workspace.name)
        if words is None and not isinstance(error, NotebookFailed):
            raise
        reason = words.text if words else str(error)
        paragraph = _paragraph(workspace, step, reason, then=f"Mend the cause, then run `{command}`")
        raise ChainError(paragraph, exit_code=1) from error


def _run_step(workspace: Workspace, values: Mapping[str, Any], notebook: Path) -> str:
    """Run one notebook and say what it wrote; only the mark of this very execution counts."""
    with log_work("page", page=notebook.stem):
        workspace.path("steps", f"{notebook.stem}.json").unlink(missing_ok=True)
        page = workspace.path("notebooks", notebook.name)
        execute(notebook, page, dict(values), home=workspace.home)
        return workspace.mark(notebook.stem).in_words()


def _names(notebooks: list[Path]) -> list[str]:
    return [notebook.stem for notebook in notebooks]


def _finished(workspace: Workspace) -> dict[str, str]:
    path = workspace.path("steps", "chain.json")
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def _remember(workspace: Workspace, prints: dict[str, str]) -> None:
    write_whole(workspace.path("steps", "chain.json"), json.dumps(prints, indent=1))


def _fingerprint(workspace: Workspace, params: Params, notebook: Path, before: dict[str, str]) -> str:
    """Digest all that a step depends on: the steps before it, its text, its parameters, the decisions, the inputs."""
    values = params.of(notebook)
    digest = hashlib.sha256(json.dumps([before, values], sort_keys=True).encode())
    given = [
        workspace.given(value) for name, value in values.items() if name in ("dump", "answer_key") and value
    ]
    decisions = [
        workspace.decisions(what) for what in ("mapping", "resolutions", "waves") if _reads(notebook, what)
    ]
    if _reads(notebook, "waves") and (retry := read_part(workspace.decisions("waves"), values["run"]).retry):
        given.append(workspace.root / "runs" / retry / "retry.csv")
    for path in (notebook, *given, *decisions):
        if path.is_file():
            with path.open("rb") as opened:
                digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()


def _reads(notebook: Path, what: str) -> bool:
    return f'decisions("{what}")' in notebook.read_text(encoding="utf-8").replace("\\", "")


def _start_over(workspace: Workspace, params: Params) -> None:
    if params.values.get("target") != REHEARSAL:
        reason = (
            f"the run in {workspace.root} sent users to a real tenant, and its journal is the record of it"
        )
        raise DecisionError(
            "Starting over", [f"{reason}; copy the parameters file to a new name for another run"]
        )
    for entry in workspace.root.iterdir():
        if entry.name != LIKE:  # what was copied from a real tenant need not be asked for again
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def _refuse_undone(workspace: Workspace, params: Params) -> None:
    run = str(params.values["run"])
    if (workspace.root / "runs" / run / UNDONE).exists():
        raise WorkspaceError(
            f"The run {run} was taken back, or is about to be; {workspace.root / 'notebooks' / UNDO} says who is still "
            "there. Nothing was sent; give the parameter `run` another name in the parameters file to import again, or "
            "start a rehearsal over with --again."
        )


def _paragraph(workspace: Workspace, step: str, reason: str, *, then: str) -> str:
    page = workspace.root / "notebooks" / f"{step}.ipynb"
    seen = f", and the page as far as it came in {page}" if page.exists() else ""
    return (
        f"{step} stopped: {reason}\n"
        f"What was done before it stands; what it had begun is in {workspace.root}{seen}. {then} again: it continues "
        f"from {step}."
    )
