"""`POST /jobs/users-imports`: what is refused at the door, in Auth0's order, and what is accepted."""

import re
from dataclasses import dataclass
from typing import Any

import orjson
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, FormParser, parse_options_header
from starlette.responses import Response

from .connections import ID_PATTERN, find_connection
from .jobs import IMPORT_TIMEOUT_SECONDS, MAX_ACTIVE_IMPORTS, insert_job
from .refusals import InvalidBody, Refusal, TooManyRequests, answer
from .state import Call, TenantState


@dataclass(slots=True)
class Parts:
    """The parts of the form: plain ones by name, and the users file if there is one."""

    fields: dict[str, str]
    users: bytes | None


def create_import(state: TenantState, call: Call) -> Response:
    """Refuse in the order of `behaviour.md §11` (inferred), or accept: durable first, then 202 (recorded)."""
    parts = parse_multipart(call)
    users = require_users_part(parts)
    require_users_content(users)
    connection_id = require_connection_part(parts)
    require_connection_pattern(connection_id)
    with state.store.writing() as db:
        connection = require_connection(find_connection(db, connection_id=connection_id))
        require_database(connection)
        require_enabled(connection)
        require_import_mode(connection)
        active = "SELECT count(*) FROM jobs WHERE type = 'users_import' AND status = 'pending'"
        require_free_place(db.execute(active).fetchone()[0])
        now = state.clock.now()
        lasts = min(state.job_lasts(lambda: count_rows(users)), IMPORT_TIMEOUT_SECONDS)
        job = insert_job(
            db,
            job_type="users_import",
            connection_id=connection_id,
            shown=shown_fields(connection, parts),
            request={"upsert": is_true(parts.fields.get("upsert"))},
            payload=users,
            created=now,
            due=now + lasts,
        )
    state.wake()
    return answer(job, 202)


def parse_multipart(call: Call) -> Parts:
    """Take the form apart, in whatever order its parts come (`§2.1`, measured).

    Raises:
        InvalidBody: OpenAPI's text, `invalid_body` inferred.
    """
    refusal = InvalidBody("'Invalid multipart payload format'.")
    kind, options = parse_options_header(call.headers.get("content-type", ""))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise refusal
    parts = Parts({}, None)
    ended: list[bool] = []

    def on_field(field: Field) -> None:
        parts.fields[(field.field_name or b"").decode("utf-8", "replace")] = (field.value or b"").decode(
            "utf-8", "replace"
        )

    def on_file(file: File) -> None:
        if file.field_name == b"users":
            file.file_object.seek(0)
            parts.users = file.file_object.read()

    parser = FormParser(
        "multipart/form-data",
        on_field,
        on_file,
        on_end=lambda: ended.append(True),
        boundary=boundary,
        config={"MAX_MEMORY_FILE_SIZE": 1 << 20},
    )
    try:
        parser.write(call.body)
        parser.finalize()
    except FormParserError:
        raise refusal from None
    if not ended:
        raise refusal
    return parts


def require_users_part(parts: Parts) -> bytes:
    """OpenAPI's text; a `users` part without a file name is no file (inferred)."""
    if parts.users is None:
        raise Refusal(400, "Must provide 'users' file as multipart part.", "invalid_body")
    return parts.users


def require_users_content(users: bytes) -> None:
    """OpenAPI's text, code inferred; `[]` is content (inferred)."""
    if not users.strip():
        raise Refusal(400, "Users file must not be empty.", "invalid_body")


def require_connection_part(parts: Parts) -> str:
    """OpenAPI's text, code inferred."""
    connection_id = parts.fields.get("connection_id")
    if not connection_id:
        raise Refusal(400, "Must provide 'connection_id' as multipart part.", "invalid_body")
    return connection_id


def require_connection_pattern(connection_id: str) -> None:
    """Text and code as reported from a real body (`§2.2`)."""
    if not ID_PATTERN.match(connection_id):
        raise InvalidBody("'String does not match pattern ^con_[A-Za-z0-9]{16}$' on property connection_id")


def require_connection(connection: dict[str, Any] | None) -> dict[str, Any]:
    """OpenAPI's text, code inferred."""
    if connection is None:
        raise Refusal(400, "The connection does not exist.", "inexistent_connection")
    return connection


def require_database(connection: dict[str, Any]) -> None:
    """Text and code as reported from a real body (`§2.2`)."""
    if connection["strategy"] != "auth0":
        raise Refusal(400, "Connection must be a database connection", "operation_not_supported")


def require_enabled(connection: dict[str, Any]) -> None:
    """OpenAPI's text, code inferred; enabled means for at least one application (documented)."""
    if not connection["enabled_clients"]:
        raise Refusal(400, "Connection must be enabled.", "operation_not_supported")


def require_import_mode(connection: dict[str, Any]) -> None:
    """OpenAPI's text, code inferred."""
    options = connection["options"]
    if options.get("enabledDatabaseCustomization") and not options.get("import_mode"):
        message = "Custom Database Connections without import mode are not allowed."
        raise Refusal(400, message, "operation_not_supported")


def require_free_place(active: int) -> None:
    """Two active jobs are the most (documented; the sentence is an older page's, `§2.2`)."""
    if active >= MAX_ACTIVE_IMPORTS:
        raise TooManyRequests(
            f"There are {active} active import users jobs,"
            " please wait until some of them are finished and try again"
        )


def is_true(text: str | None) -> bool:
    """Only the lower-case word is true; `True` and `1` are not (`§0.10`, reported)."""
    return text == "true"


def shown_fields(connection: dict[str, Any], parts: Parts) -> dict[str, Any]:
    """Give what every answer about the job repeats; an empty `external_id` is left out (recorded)."""
    shown = {"connection_id": connection["id"], "connection": connection["name"]}
    if parts.fields.get("external_id"):
        shown["external_id"] = parts.fields["external_id"]
    return shown


def count_rows(users: bytes) -> int:
    """Count a file's users, roughly where it cannot be read."""
    try:
        rows = orjson.loads(users)
    except orjson.JSONDecodeError:
        return len(re.findall(rb"\n", users))
    return len(rows) if isinstance(rows, list) else 0
