"""Is what 04-check read still what lies there? Asked before a run is begun with the files that it cut."""

import os

from userferry.dumps import Dump
from userferry.durable import digest_of
from userferry.errors import ChangedError
from userferry.forecast import Forecast, file_words
from userferry.workspace import Workspace

_DECIDED = ("mapping", "resolutions")


def name_files(dump: Dump, workspace: Workspace) -> dict[str, str]:
    """Note a dump's files, as the project sees them, with their digests, for a forecast's `made_from`.

    A database has none: it goes on living, and who is new in it goes with a later run.
    """
    names = {path: os.path.relpath(path, workspace.project).replace(os.sep, "/") for path in dump.paths}
    return file_words({name: digest_of(path) for path, name in names.items()})


def require_unchanged(forecast: Forecast, workspace: Workspace, *, run: str) -> None:
    """Make sure that the dump and the decisions are those from which the import files were cut.

    A run that was begun goes on with its own copy of the files, whatever became of the dump since.

    Args:
        forecast: What 04-check foresaw.
        workspace: Holds the runs and the decisions.
        run: The run's name.

    Raises:
        ChangedError: one of them is another, or gone; says which, and what to run again.
    """
    if (workspace.root / "runs" / run / "manifest.json").exists():
        return
    files = {name: workspace.given(name) for name in forecast.files}
    changed = [
        name for name, path in files.items() if not path.is_file() or digest_of(path) != forecast.files[name]
    ]
    digests = workspace.digests(*_DECIDED)
    changed += [
        workspace.decisions(name).relative_to(workspace.project).as_posix()
        for name in _DECIDED
        if forecast.digests.get(name, digests[name]) != digests[name]
    ]
    if changed:
        raise ChangedError(
            f"{' and '.join(changed)} {'is' if len(changed) == 1 else 'are'} not what 04-check read any more. Nothing "
            "was sent: the import files hold what was there then. Run 01-profile to 04-check again, which make them "
            "from what is there now, and then this page; or put back what was there then, and run this page again."
        )
