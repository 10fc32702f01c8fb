"""Tickets and mails: `POST /tickets/password-change` and `POST /jobs/verification-email`. Nothing is sent."""

import sqlite3
from typing import Any

import orjson
from starlette.responses import Response

from .connections import STRATEGIES, find_connection
from .jobs import finish_job, insert_job
from .organizations import require_organization
from .people import find_in_connection, find_user
from .refusals import InvalidBody, Refusal, answer
from .resets import put_reset
from .schemas import FLAG, fields, read_body, text, whole
from .state import Call, TenantState

CONNECTION_ID = text(pattern=r"^con_[A-Za-z0-9]{16}$")
URL = text(pattern=r"^[A-Za-z][A-Za-z0-9+.-]*://[^\s]+$")
TICKET = fields(
    {
        "result_url": URL,
        "user_id": text(least=1),
        "client_id": text(),
        "organization_id": text(),
        "connection_id": CONNECTION_ID,
        "email": text(email=True),
        "ttl_sec": whole(least=0),
        "mark_email_as_verified": FLAG,
        "includeEmailInRedirect": FLAG,
        "identity": fields(
            {"user_id": text(), "provider": text(enum=["auth0"]), "connection_id": CONNECTION_ID},
            required=["user_id", "provider"],
        ),
    }
)
VERIFICATION = fields(
    {
        "user_id": text(least=1),
        "client_id": text(),
        "identity": fields(
            {"user_id": text(), "provider": text(enum=STRATEGIES), "connection_id": CONNECTION_ID},
            required=["user_id", "provider"],
        ),
        "organization_id": text(),
    },
    required=["user_id"],
)


def create_password_ticket(state: TenantState, call: Call) -> Response:
    """`POST /tickets/password-change`: a link that only `/_tenant/resets` follows (texts OpenAPI, codes inferred)."""
    body = read_body(call, TICKET)
    db = state.store.reader()
    user = ticket_user(db, body)
    if "email" not in orjson.loads(user["profile"]):
        raise Refusal(400, "The user does not have an email address.", "invalid_body")
    connection = find_connection(db, connection_id=user["connection_id"])
    if connection is None or connection["strategy"] != "auth0":
        message = "The user's main connection does not support this operation."
        raise Refusal(400, message, "operation_not_supported")
    require_identity(db, user, body.get("identity"))
    require_client(db, body.get("client_id"))
    if "organization_id" in body:
        require_membership(db, body["organization_id"], user)
    with state.store.writing() as writer:
        ticket = put_reset(
            writer, connection["id"], orjson.loads(user["profile"])["email"], user["user_id"], is_here=True
        )
    return answer({"ticket": f"{state.url}/lo/reset?ticket={ticket}#"}, 201)


def ticket_user(db: sqlite3.Connection, body: dict[str, Any]) -> sqlite3.Row:
    """Find whom a ticket is for: by `user_id`, or by email and connection (documented)."""
    if "user_id" in body:
        user = find_user(db, body["user_id"])
    elif "email" in body and "connection_id" in body:
        if find_connection(db, connection_id=body["connection_id"]) is None:
            message = f"The connection with id {body['connection_id']} does not exist."
            raise Refusal(400, message, "inexistent_connection")
        user = find_in_connection(db, body["connection_id"], "email", body["email"].lower())
    else:
        raise InvalidBody("'Missing required property: user_id'")
    if user is None:
        raise Refusal(404, "The user does not exist.", "inexistent_user")
    return user


def require_identity(db: sqlite3.Connection, user: sqlite3.Row, identity: dict[str, Any] | None) -> None:
    """Refuse an identity that the user does not have (texts OpenAPI)."""
    if identity is None:
        return
    wanted = identity.get("connection_id")
    if wanted is not None and find_connection(db, connection_id=wanted) is None:
        raise Refusal(400, "Identity connection does not exist.", "inexistent_connection")
    held = orjson.loads(user["profile"])["identities"]
    if not any(
        one["user_id"] == identity["user_id"] and one["provider"] == identity["provider"] for one in held
    ):
        message = "The user exists, but does not contain the given identity."
        raise Refusal(400, message, "inexistent_identity")


def require_client(db: sqlite3.Connection, client_id: str | None) -> None:
    """Refuse an application that is not there (text OpenAPI)."""
    if client_id is None:
        return
    if db.execute("SELECT 1 FROM clients WHERE client_id = ?", (client_id,)).fetchone() is None:
        raise Refusal(400, "The client does not exist", "inexistent_client")


def require_membership(db: sqlite3.Connection, organization_id: str, user: sqlite3.Row) -> None:
    """Refuse an organization that is not there or not the user's (texts OpenAPI)."""
    if not has_organization(db, organization_id):
        raise Refusal(400, "The organization does not exist", "inexistent_organization")
    query = "SELECT 1 FROM organization_members WHERE organization_id = ? AND user_seq = ?"
    if db.execute(query, (organization_id, user["seq"])).fetchone() is None:
        message = (
            f"The user with id {user['user_id']} is not a member of organization with id {organization_id}."
        )
        raise Refusal(400, message, "inexistent_member")


def has_organization(db: sqlite3.Connection, organization_id: str) -> bool:
    """Say whether an organization is there."""
    try:
        require_organization(db, organization_id)
    except Refusal:
        return False
    return True


def create_verification_email(state: TenantState, call: Call) -> Response:
    """`POST /jobs/verification-email`: a job that has nothing to do (texts OpenAPI, codes inferred).

    An unknown user is a 400, since the document has no 404 (inferred).
    """
    body = read_body(call, VERIFICATION)
    with state.store.writing() as db:
        user = find_user(db, body["user_id"])
        if user is None:
            raise Refusal(400, "The user does not exist.", "inexistent_user")
        connection = find_connection(db, connection_id=user["connection_id"])
        require_verifiable(connection)
        if "email" not in orjson.loads(user["profile"]):
            raise Refusal(400, "User does not have an email address.", "invalid_body")
        require_identity(db, user, body.get("identity"))
        if "organization_id" in body and not has_organization(db, body["organization_id"]):
            raise Refusal(400, "The organization does not exist", "inexistent_organization")
        now = state.clock.now()
        job = insert_job(
            db,
            job_type="verification_email",
            connection_id=user["connection_id"],
            shown={},
            request={},
            payload=None,
            created=now,
            due=now,
        )
        finish_job(db, job["id"])
    return answer(job, 201)


def require_verifiable(connection: dict[str, Any] | None) -> None:
    """Only a database connection that is enabled sends such mail (texts OpenAPI)."""
    if connection is None or connection["strategy"] != "auth0":
        raise Refusal(400, "Connection must be a database connection.", "operation_not_supported")
    if not connection["enabled_clients"]:
        raise Refusal(400, "Connection must be enabled.", "operation_not_supported")
