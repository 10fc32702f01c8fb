"""Ask a target what it holds, or keep what it said before."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from userferry.durable import write_frame
from userferry.errors import DecisionError
from userferry.holdings.held import FACTS, USERS, Holdings
from userferry.holdings.reading import find_brought, read_export
from userferry.reconcile import export_users
from userferry.targets import Target, settings_of
from userferry.workspace import Workspace

ASK = {
    "once": "ask what was never asked, and keep what is known",
    "again": "ask for the settings and the users anew",
    "settings": "ask for the settings only; the users stay as they were read, or unread",
}
"""How a target can be asked, and what that means."""

POLL_SECONDS = 2.0
"""Between two questions after the export."""


def ask_target(reached: Target, workspace: Workspace, *, ask: str = "once", upsert: bool = False) -> Holdings:
    """Ask a target for its connection's settings and its users, or keep what it said before.

    What is kept stays as it was before an import began, so a page that is run again says the same.

    Args:
        reached: The target, to be looked at.
        workspace: Keeps the answer below `target/`.
        ask: A word of `ASK`. An export of a large tenant takes hours on a slow plan (`behaviour.md` §2.3, §4).
        upsert: Whether the import that is prepared would update those who are there; noted for who goes on.

    Raises:
        DecisionError: `ask` is no such word.
        TenantError: the tenant does not answer, or gives no export.
    """
    if ask not in ASK:
        raise DecisionError("The parameters", [f"`ask` is {ask!r}; it is one of {', '.join(ASK)}"])
    likeness = [reached.likeness.digest] if reached.likeness else []
    named = "\0".join([reached.name, reached.connection.name, *likeness])
    name = hashlib.sha256(named.encode()).hexdigest()[:12]
    folder, place = workspace.folder("target"), workspace.folder("target", name)
    before = Holdings.read(place) if (place / FACTS).exists() else None
    settings = settings_of(reached.connection)
    if ask == "once" and before is not None and before.held is not None:
        holdings = replace(before, is_changed=before.settings != settings)
    elif ask == "settings" and before is not None and before.held is not None:
        holdings = replace(before, settings=settings, is_changed=False)
    else:
        holdings = _ask(reached, workspace, settings, place, is_short=ask == "settings")
    holdings = replace(holdings, upsert=upsert)
    holdings.write_facts(place / FACTS, USERS)
    holdings.write_facts(folder / FACTS, f"{name}/{USERS}")
    return holdings


def _ask(
    reached: Target, workspace: Workspace, settings: dict[str, Any], place: Path, *, is_short: bool
) -> Holdings:
    now = datetime.fromtimestamp(reached.clock(), UTC).isoformat(timespec="seconds")
    if is_short:
        return Holdings(reached.name, reached.connection.name, settings, None, None, now)
    exported, users = place / "export.ndjson", place / USERS
    try:
        export_users(reached.session, reached.connection.id, exported, poll_seconds=POLL_SECONDS)
        brought = find_brought(workspace, reached)
        write_frame(users, read_export(exported).join(brought, on="user_id", how="left"))
    finally:
        exported.unlink(missing_ok=True)
    scanned = pl.scan_parquet(users)
    held = int(scanned.select(pl.len()).collect().item())
    return Holdings(reached.name, reached.connection.name, settings, held, scanned, now)
