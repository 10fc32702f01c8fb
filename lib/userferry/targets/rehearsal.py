"""The embedded tenant of a rehearsal: made bare or like a real one, and with a time of its own."""

import shutil
import time
from dataclasses import dataclass, replace
from typing import cast

from userferry.errors import DecisionError, WorkspaceError
from userferry.runs import Manifest
from userferry.targets.likeness import FACTS, LIKE, START_OVER, USERS, Likeness
from userferry.targets.moving import MovedTime
from userferry.tenant import FolderInUseError, LocalTenant, OtherTenantError, Tier
from userferry.workspace import REHEARSAL, Workspace

PACKAGES = "packages"
"""The workspace's folder below which `node_modules` holds what a rehearsal's scripts may require."""

_HELD_WAITS = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
"""Seconds between tries to start the embedded tenant; Jupyter's kernels notice a dead parent within a few."""

_PASSWORD_ROUNDS = 4
"""The rehearsal's own bcrypt cost: its hashes live as long as the rehearsal, and Auth0's cost cannot be seen from
outside, so a cheap one loses nothing and spares minutes."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The embedded tenant at work.

    Args:
        tenant: It runs.
        time: Its time.
        likeness: What it was made like, None for a bare one.
    """

    tenant: LocalTenant
    time: MovedTime
    likeness: Likeness | None


def open_rehearsal(workspace: Workspace, connection: str, *, tier: str) -> Rehearsal:
    """Start the workspace's tenant as it was made; a bare one where there is none yet.

    Args:
        workspace: Holds its data below `tenant/`, and below `packages/` what its scripts may require.
        connection: Its connection's name.
        tier: The plan whose speed and limits hold; empty for no limits.

    Raises:
        DecisionError: it was begun with another connection.
        WorkspaceError: another page or run holds it.
    """
    folder = workspace.folder("tenant")
    likeness = Likeness.read(folder) if (folder / FACTS).exists() else None
    moved = MovedTime(folder)
    tenant = LocalTenant(
        folder,
        connection=connection,
        password_rounds=_PASSWORD_ROUNDS,
        tier=cast("Tier | None", tier or None),
        clock=moved.start,
        match_on_user_id=likeness is not None and likeness.matches_user_id,
        node_modules=workspace.root / PACKAGES / "node_modules",
    )
    _start(tenant, connection)
    return Rehearsal(tenant, moved.keep_for(tenant), likeness)


def make_rehearsal_like(workspace: Workspace, connection: str, wanted: Likeness | None) -> None:
    """Make the workspace's tenant like another one, or bare, where it is not.

    What it has sent users to stays as it was made; before that nothing is lost with it.

    Args:
        workspace: Holds the copy below `like/`, the tenant below `tenant/`.
        connection: The connection's name.
        wanted: What to make it like; None for a bare one.

    Raises:
        DecisionError: it was made otherwise and is in use.
        WorkspaceError: another page or run holds it.
    """
    folder = workspace.folder("tenant")
    made = Likeness.read(folder) if (folder / FACTS).exists() else None
    if (made and made.digest) == (wanted and wanted.digest):
        if made and made.changed:
            replace(made, changed=()).write(folder)
    elif _may_go(workspace, connection, is_copy=made is not None):
        shutil.rmtree(folder)
        if wanted is not None:
            _make(workspace, wanted)
    elif made and wanted and made.tenant == wanted.tenant and made.wants_users == wanted.wants_users:
        replace(made, changed=made.differences(wanted)).write(folder)
    else:
        was, asked = made.tenant if made else "", wanted.tenant if wanted else ""
        begun = f"`like` is {asked!r}, and this rehearsal was begun with {was!r}"
        begun = begun if was != asked else "`like_users` is not what this rehearsal was begun with"
        raise DecisionError("The parameters", [f"{begun}; put that back, or {START_OVER}"])


def _may_go(workspace: Workspace, connection: str, *, is_copy: bool) -> bool:
    """Whether nothing is lost with this tenant: no run sent to it, and whom it holds was copied, or nobody."""
    folder = workspace.root / "tenant"
    if not (folder / "tenant.sqlite").exists():
        return True
    runs = (Manifest.read(path.parent) for path in workspace.root.glob("runs/*/manifest.json"))
    if any(run.target == REHEARSAL for run in runs):
        return False
    tenant = LocalTenant(folder, connection=connection)
    _start(tenant, connection)  # which nobody else may have done
    try:
        return is_copy or not tenant.count_users()
    finally:
        tenant.stop()


def _make(workspace: Workspace, likeness: Likeness) -> None:
    """Make the tenant beside its place and put it there whole, so that a kill leaves none that is half made."""
    new, folder = workspace.root / "tenant.new", workspace.root / "tenant"
    shutil.rmtree(new, ignore_errors=True)
    settings, users = likeness.settings, workspace.root / LIKE / USERS
    with LocalTenant(new, connection=likeness.connection, connection_id=settings["id"]) as tenant:
        tenant.prime(
            options=settings["options"],
            strategy=settings["strategy"],
            enabled=bool(settings["enabled_clients"]),
            users=None if likeness.users is None else users,
            roles=likeness.roles,
            organizations=likeness.organizations,
        )
    likeness.write(new)
    new.rename(folder)


def _start(tenant: LocalTenant, connection: str) -> None:
    """Start it; wait a little for a kernel that was killed and still holds the folder until it notices."""
    for seconds in (*_HELD_WAITS, None):
        try:
            tenant.start()
        except FolderInUseError as error:
            if seconds is None:
                raise WorkspaceError(f"{error} Another page or run of this migration uses it.") from None
            time.sleep(seconds)
        except OtherTenantError as error:
            begun = f"`connection` is {connection!r}, and this rehearsal was begun with {error.connection!r}"
            raise DecisionError("The parameters", [f"{begun}; put that back, or {START_OVER}"]) from None
        else:
            return
