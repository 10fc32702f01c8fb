"""Drive the chain: a notebook that is done and whose inputs are unchanged is not run again."""

import hashlib
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from userferry.chain.executing import NotebookFailed, NotebookStopped, execute
from userferry.chain.params import Params, read_params
from userferry.durable import write_whole
from userferry.errors import DecisionError, UserferryError
from userferry.targets import REHEARSAL
from userferry.waves import read_part
from userferry.workspace import Workspace

JOURNEY = "0[0-9]-*.ipynb"
"""The notebooks of the main line, from the dump to the proof."""


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
    params = read_params(path, notebooks)
    if is_again and all(step in _finished(workspace) for step in _names(notebooks)):
        _start_over(workspace, params)
    prints: dict[str, str] = {}
    for notebook in notebooks:
        step = notebook.stem
        try:
            prints[step] = _fingerprint(workspace, params, notebook, prints)
            if _finished(workspace).get(step) == prints[step]:
                say(f"{step:<14} done before, and nothing it reads has changed")
                continue
            _remember(workspace, {name: prints[name] for name in prints if name != step})
            started = clock()
            wrote = _run_step(workspace, params, notebook)
            _remember(workspace, prints)
        except (KeyboardInterrupt, NotebookStopped) as stop:
            paragraph = _paragraph(workspace, path, step, f"somebody stopped it. {stop}".rstrip(), then="Run")
            raise ChainError(paragraph, exit_code=_INTERRUPTED) from None
        except (NotebookFailed, UserferryError) as error:
            paragraph = _paragraph(workspace, path, step, str(error), then="Mend the cause, then run")
            raise ChainError(paragraph, exit_code=1) from error
        say(f"{step:<14} {clock() - started:5.1f} s  {wrote}")
    return workspace


def _run_step(workspace: Workspace, params: Params, notebook: Path) -> str:
    """Run one notebook and say what it wrote; only the mark of this very execution counts."""
    workspace.path("steps", f"{notebook.stem}.json").unlink(missing_ok=True)
    page = workspace.path("notebooks", notebook.name)
    execute(notebook, page, params.of(notebook), home=workspace.home)
    mark = workspace.need("steps", f"{notebook.stem}.json", made_by=notebook.stem)
    files = json.loads(mark.read_text(encoding="utf-8"))["files"]
    return ", ".join(f"{name} ({what})" for name, what in files.items())


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
    shutil.rmtree(workspace.root)
    workspace.folder(".")


def _paragraph(workspace: Workspace, path: Path, step: str, reason: str, *, then: str) -> str:
    page = workspace.path("notebooks", f"{step}.ipynb")
    return (
        f"{step} stopped: {reason}\n"
        f"What was done before it stands; what it had begun is in {workspace.root}, and the page as far as it came "
        f"in {page}. {then} `userferry run {path}` again: it continues from {step}."
    )
