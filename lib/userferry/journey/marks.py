"""Which pages ran to their end, which of these have to run again, where runs went, and what is not settled yet."""

import json
from pathlib import Path

from userferry.runs import Balance
from userferry.workspace import Mark, Workspace

PAGES = {
    "01-profile": "what is in this dump?",
    "02-map": "which column becomes which attribute?",
    "03-conflicts": "who collides with whom, and who gives way?",
    "04-check": "would the tenant take each user, and will their password work?",
    "05-import": "send them: what came of it?",
    "06-verify": "is what is there what was meant?",
}
"""The pages of the main line after the first, and the question that each answers."""

_IMPORTING = ("05-import", "06-verify")
_ADVISING = "01-profile"
"""What this page wrote is looked at by people and proposals only: whoever opens it once more changes no user."""

_DECIDED = {"02-map": "mapping", "03-conflicts": "resolutions"}
"""Page → the decisions that it reads first; the pages behind it read what it wrote."""


def read_marks(workspace: Workspace) -> dict[str, Mark | None]:
    """Give for each page of the main line the mark that it left at its end, None where it has left none."""
    marks = {page: _mark(workspace, page) for page in PAGES}
    return marks | dict.fromkeys(_IMPORTING) if _is_undone(workspace) else marks


def find_stale(workspace: Workspace) -> list[str]:
    """Name the pages that ran before one that comes before them did, or before the decisions they read were saved."""
    newest, stale = 0, list[str]()
    for page in PAGES:
        decided = _DECIDED.get(page)
        if decided and (file := workspace.decisions(decided)).exists():
            newest = max(newest, file.stat().st_mtime_ns)
        mark = _file(workspace, page)
        if not mark.exists():
            continue
        if mark.stat().st_mtime_ns < newest:
            stale.append(page)
        if page != _ADVISING:
            newest = max(newest, mark.stat().st_mtime_ns)
    return stale


def read_targets(workspace: Workspace) -> tuple[str, ...]:
    """Name where the migration's runs went to, each once: tenants' domains, and `rehearsal`."""
    manifests = (workspace.root / "runs").glob("*/manifest.json")
    return tuple(sorted({json.loads(each.read_bytes())["target"] for each in manifests}))


def tell_unsettled(workspace: Workspace) -> str:
    """Say what the last balance sheet does not know yet; nothing where it is settled, or there is none."""
    verified = workspace.root / "verified"
    if not (verified / "balance.json").exists():
        return ""
    balance = Balance.read(verified)
    return "" if balance.is_settled else balance.verdict


def _mark(workspace: Workspace, page: str) -> Mark | None:
    return workspace.mark(page) if _file(workspace, page).exists() else None


def _file(workspace: Workspace, page: str) -> Path:
    return workspace.root / "steps" / f"{page}.json"


def _is_undone(workspace: Workspace) -> bool:
    """Whether the run that was imported last has been taken back since; its folder says so."""
    mark = _mark(workspace, _IMPORTING[0])
    return any(
        (workspace.root / name).with_name("undone.json").exists() for name in (mark.files if mark else ())
    )
