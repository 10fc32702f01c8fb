"""Reach where the users go: to look at it, or to change it."""

from userferry.targets import Target, open_target, reach_target
from userferry.transfer.terms import Terms
from userferry.workspace import REHEARSAL, Workspace


def reach_destination(
    target: str, workspace: Workspace, terms: Terms, *, connection: str, confirm: str, is_changed: bool
) -> Target:
    """Reach the destination.

    A rehearsal is a tenant of its own in the workspace's `transfer/`, made like the tenant that the terms name,
    which is only looked at.

    Args:
        target: `rehearsal`, the URL of an embedded tenant, or a tenant's domain.
        workspace: The migration's.
        terms: `like` and `like_users` are for a rehearsal.
        connection: The connection's name.
        confirm: The domain once more, where it is changed and not on this machine.
        is_changed: Whether users are sent there.

    Raises as `open_target` and `reach_target`.
    """
    inner = workspace.below("transfer")
    if not is_changed:
        return reach_target(
            target, inner, connection=connection, like=terms.like, like_users=terms.like_users
        )
    if target == REHEARSAL:
        reach_destination(
            target, workspace, terms, connection=connection, confirm="", is_changed=False
        ).close()
    return open_target(target, inner, connection=connection, confirm=confirm)
