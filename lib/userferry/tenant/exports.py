"""Export jobs: the request, the file, and the link that lives for a minute."""

import gzip
import hashlib
import hmac
import os
import re
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from starlette.responses import FileResponse, Response

from .aside import Aside
from .connections import ID_PATTERN, find_connection
from .exportfiles import csv_line, json_lines
from .jobs import LOCATIONS, finish_job, insert_job
from .refusals import InvalidBody, Refusal, answer
from .state import Call, TenantState, same

LINK_SECONDS = 60  # documented (`behaviour.md §4`)
MAX_CSV_FIELDS = 30  # documented
MAX_NAME = 100  # OpenAPI
GZIP_LEVEL = 1  # most of an export's time is spent here, and the next to read it is on this machine
ROWS_AT_ONCE = 500
DENIED = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
)

# The predefined set is unknown; these are the profile attributes that the user profile page marks as
# exportable (documented), and a CSV, which cannot hold an object, leaves the metadata and the identities out
# (inferred).
DEFAULT_FIELDS = (
    "user_id", "email", "email_verified", "username", "phone_number", "phone_verified", "name", "given_name",
    "family_name", "nickname", "picture", "created_at", "updated_at", "last_login", "last_ip", "logins_count",
    "last_password_reset", "multifactor", "multifactor_last_modified", "blocked", "identities",
    "user_metadata", "app_metadata",
)  # fmt: skip
WHOLE_OBJECTS = ("identities", "user_metadata", "app_metadata", "multifactor")


def create_export(state: TenantState, call: Call) -> Response:
    """`POST /jobs/users-exports`: 200 with a pending job (recorded)."""
    body = call.json()
    require_known_keys(body)
    require_formats(body)
    require_fields(body)
    require_csv_fields(body)
    connection = require_connection(state, body.get("connection_id"))
    shown: dict[str, Any] = {}
    if connection is not None:
        shown["connection_id"] = connection["id"]
    shown |= {name: body[name] for name in ("format", "limit", "fields") if name in body}
    # The document requires a name; that it is empty for an export of every connection is inferred.
    shown["connection"] = "" if connection is None else connection["name"]
    now = state.clock.now()
    with state.store.writing() as db:
        count = db.execute("SELECT count(*) FROM users").fetchone()[0]
        job = insert_job(
            db,
            job_type="users_export",
            connection_id=body.get("connection_id"),
            shown=shown,
            request=body,
            payload=None,
            created=now,
            due=now + state.export_lasts(lambda: count),
        )
    state.wake()
    return answer(job)


def require_known_keys(body: dict[str, Any]) -> None:
    """No other key is allowed (OpenAPI; text z-schema's)."""
    for key in body:
        if key not in ("connection_id", "format", "limit", "fields"):
            raise InvalidBody(f"'Additional properties not allowed: {key}'")


def require_formats(body: dict[str, Any]) -> None:
    """`connection_id`, `format` and `limit` as OpenAPI bounds them (texts inferred)."""
    connection_id = body.get("connection_id")
    if "connection_id" in body and not (isinstance(connection_id, str) and ID_PATTERN.match(connection_id)):
        raise InvalidBody("'String does not match pattern ^con_[A-Za-z0-9]{16}$' on property connection_id")
    if body.get("format", "json") not in ("json", "csv"):
        raise InvalidBody(f"'No enum match for: {body['format']}' on property format")
    limit = body.get("limit", 1)
    if isinstance(limit, bool) or not isinstance(limit, int):
        raise InvalidBody("'Expected type integer but found another type' on property limit")
    if limit < 1:
        raise InvalidBody(f"'Value {limit} is less than minimum 1' on property limit")


def require_fields(body: dict[str, Any]) -> None:
    """Each field a name, perhaps an `export_as`, and nothing else (OpenAPI)."""
    fields = body.get("fields", [])
    if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
        raise InvalidBody("'Expected type array of objects' on property fields")
    for index, field in enumerate(fields):
        if "name" not in field:
            raise InvalidBody(f"'Missing required property: name' on property fields[{index}]")
        for key, value in field.items():
            if key not in ("name", "export_as"):
                raise InvalidBody(f"'Additional properties not allowed: {key}' on property fields[{index}]")
            if not isinstance(value, str) or len(value) > MAX_NAME:
                raise InvalidBody(
                    f"'String is too long, maximum {MAX_NAME}' on property fields[{index}].{key}"
                )


def require_csv_fields(body: dict[str, Any]) -> None:
    """A CSV has at most 30 fields and no whole metadata (documented; texts inferred)."""
    fields = body.get("fields", [])
    if body.get("format") == "csv":
        if len(fields) > MAX_CSV_FIELDS:
            raise InvalidBody(
                f"'Array is too long ({len(fields)}), maximum {MAX_CSV_FIELDS}' on property fields"
            )
        for field in fields:
            if field["name"] in ("user_metadata", "app_metadata"):
                raise InvalidBody(f"'A CSV cannot hold the whole of {field['name']}' on property fields")


def require_connection(state: TenantState, connection_id: str | None) -> dict[str, Any] | None:
    """None means every connection (documented); an unknown one is OpenAPI's 400."""
    if connection_id is None:
        return None
    connection = find_connection(state.store.reader(), connection_id=connection_id)
    if connection is None:
        raise Refusal(400, "The connection does not exist.", "inexistent_connection")
    return connection


def run_export(state: TenantState, job: sqlite3.Row) -> None:
    """Write the file beside its place, put it there, then complete the job.

    Doing it twice changes nothing.
    """
    request = orjson.loads(job["request"])
    is_csv = request.get("format") == "csv"
    fields = export_fields(request.get("fields"), is_csv=is_csv)
    path = export_path(state, job["id"])
    path.parent.mkdir(mode=0o700, exist_ok=True)
    beside = path.with_suffix(".new")
    query = (
        "SELECT CAST(profile AS BLOB) FROM users WHERE (? IS NULL OR connection_id = ?) ORDER BY seq LIMIT ?"
    )
    parameters = (job["connection_id"], job["connection_id"], request.get("limit", -1))
    handle = os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with (
        os.fdopen(handle, "wb") as raw,
        gzip.GzipFile("", "wb", GZIP_LEVEL, raw, 0) as zipped,
        Aside(zipped) as file,
    ):
        if is_csv:
            file.write(csv_line([title for _, title in fields]))
        line_of = partial(csv_line, fields=fields) if is_csv else json_lines(fields)
        cursor = state.store.reader().execute(query, parameters)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            file.write(b"".join([line_of(orjson.loads(row[0])) for row in rows]))
    beside.replace(path)
    with state.store.writing() as db:
        finish_job(db, job["id"])


def export_fields(fields: list[dict[str, str]] | None, *, is_csv: bool) -> list[tuple[str, str]]:
    """Pair each path with its title; a path without `export_as` is its own title (inferred)."""
    if fields:
        return [(field["name"], field.get("export_as") or field["name"]) for field in fields]
    return [(name, name) for name in DEFAULT_FIELDS if not (is_csv and name in WHOLE_OBJECTS)]


def export_path(state: TenantState, job_id: str) -> Path:
    """Say where a job's file is."""
    return state.folder / "exports" / f"{job_id}.gz"


def sweep_exports(state: TenantState, job_ids: list[str]) -> None:
    """Remove the files of jobs that are gone."""
    for job_id in job_ids:
        export_path(state, job_id).unlink(missing_ok=True)


def sign(state: TenantState, job_id: str, expires: int) -> str:
    """Sign a link."""
    key = state.identity.link_secret.encode()
    return hmac.new(key, f"{job_id}:{expires}".encode(), hashlib.sha256).hexdigest()


def make_location(state: TenantState, job: sqlite3.Row) -> str:
    """Make a fresh link, named after the tenant (documented for CSV, inferred for JSON)."""
    expires = int(state.clock.now()) + LINK_SECONDS
    kind = orjson.loads(job["request"]).get("format", "json")
    name = re.sub(r"[^A-Za-z0-9_-]", "-", state.identity.name)
    signature = sign(state, job["id"], expires)
    return f"{state.url}/user-exports/{job['id']}/{name}.{kind}.gz?Expires={expires}&Signature={signature}"


def download(state: TenantState, call: Call) -> Response:
    """Hand the file out; an expired or forged link gets CloudFront's 403 (inferred)."""
    expires = call.query.get("Expires", "")
    signature = call.query.get("Signature", "")
    path = export_path(state, call.params["id"]) if call.params["id"].isidentifier() else None
    fresh = expires.isdecimal() and int(expires) > state.clock.now()
    if (
        not fresh
        or path is None
        or not same(sign(state, call.params["id"], int(expires)).encode(), signature.encode())
    ):
        return Response(DENIED, 403, media_type="application/xml")
    if not path.exists():
        raise Refusal(404, "The export does not exist.")
    return FileResponse(path, media_type="application/gzip", filename=call.params["name"])


LOCATIONS["users_export"] = make_location
