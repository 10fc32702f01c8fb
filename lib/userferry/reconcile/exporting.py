"""An export of everything that can be compared."""

from pathlib import Path

from userferry.api import Session, create_export, download_export, wait_for_job
from userferry.schema import ATTRIBUTES


def export_users(session: Session, connection_id: str, to: Path, *, poll_seconds: float = 0.5) -> Path:
    """Have the tenant export a connection's users and fetch the file: NDJSON, 0600, every attribute that it gives.

    Beside the attributes of an import there are `identities` and `logins_count`.

    Args:
        session: With the tenant.
        connection_id: `con_` and 16 letters or digits.
        to: The file.
        poll_seconds: Between two questions after the job.
    """
    attributes = [name for name, attribute in ATTRIBUTES.items() if not attribute.is_credential]
    fields = [*attributes, "identities", "logins_count"]
    job = create_export(session, connection_id=connection_id, fields=fields)
    return download_export(session, wait_for_job(session, job.id, poll_seconds=poll_seconds), to)
