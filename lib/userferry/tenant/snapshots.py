"""Snapshots: the whole tenant in one file, taken and put back while it runs."""

import re
from pathlib import Path

from starlette.responses import Response

from .refusals import InvalidBody, Refusal, answer
from .state import Call, TenantState

NAME = re.compile(r"^[A-Za-z0-9_-]{1,64}$")


def take_snapshot(state: TenantState, path: Path) -> None:
    """Copy the database into a file (0600), which replaces an earlier one once it is whole."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    state.store.copy_to(path)


def restore_snapshot(state: TenantState, path: Path) -> None:
    """Put a snapshot back: users, jobs, connections, clients. Tokens, faults and the clock stay.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is another tenant's, or no snapshot.
    """
    if not path.is_file():
        raise FileNotFoundError(f"There is no snapshot {path}. Nothing was changed.")
    kept = state.store.read_identity(path)
    if kept != state.store.read_identity():
        raise ValueError(f"{path} is not a snapshot of this tenant. Nothing was changed.")
    state.scripts.stop()
    state.store.copy_from(path)
    state.wake()


def snapshot_path(state: TenantState, call: Call) -> Path:
    """Read `{"name": …}` and say where that snapshot lies, within the tenant's folder."""
    name = call.json().get("name")
    if not isinstance(name, str) or not NAME.match(name):
        raise InvalidBody("'A snapshot has a name of letters, digits, - and _'")
    return state.folder / "snapshots" / f"{name}.sqlite"


def snapshot_by_name(state: TenantState, call: Call) -> Response:
    """`POST /_tenant/snapshot`."""
    path = snapshot_path(state, call)
    take_snapshot(state, path)
    return answer({"name": path.stem, "bytes": path.stat().st_size}, 201)


def restore_by_name(state: TenantState, call: Call) -> Response:
    """`POST /_tenant/restore`."""
    path = snapshot_path(state, call)
    try:
        restore_snapshot(state, path)
    except FileNotFoundError:
        raise Refusal(404, f"There is no snapshot {path.stem}.") from None
    except ValueError:
        raise Refusal(400, f"{path.stem} is not a snapshot of this tenant.") from None
    return Response(status_code=204)
