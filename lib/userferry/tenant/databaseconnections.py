"""What people do for themselves at `/dbconnections/`: sign up, and ask for another password.

Paths, parameters and answers are documented by Auth0's Authentication API; texts not marked are inferred.
"""

import sqlite3
from typing import Any

from starlette.responses import Response

from .connections import find_connection
from .digests import make_bcrypt
from .logs import write_event
from .mailbox import is_email
from .migration import asks_script_first, has_own_store, look_up
from .oauth import read_parameters
from .people import find_in_connection, insert_user, new_profile
from .refusals import Refusal, answer
from .resets import begin_reset
from .rows import username_bounds
from .schemas import ANY_OBJECT, Schema, judge, open_fields, text
from .scripts import ScriptError
from .state import Call, TenantState
from .userbodies import require_username

SENT = "We've just sent you an email to reset your password."  # documented
SHOWN = ("given_name", "family_name", "name", "nickname", "picture", "user_metadata", "username")
SIGN_UP: Schema = open_fields(
    {
        "email": text(least=1),
        "password": text(least=1),
        "connection": text(least=1),
        "username": text(least=1, most=128),
        **{name: text(least=1, most=300) for name in ("given_name", "family_name", "name", "nickname")},
        "picture": text(least=1),
        "user_metadata": ANY_OBJECT,
    },
    required=["email", "password", "connection"],
)


class SignUpRefusal(Refusal):
    """The public endpoints say no: `{name, code, description, statusCode}` (documented)."""

    def body(self) -> dict[str, Any]:
        """Give the body of the public endpoints."""
        return {
            "name": "BadRequestError",
            "code": self.error_code,
            "description": self.message,
            "statusCode": self.status,
        }


def require_client(state: TenantState, body: dict[str, Any]) -> str:
    """Know the application; a public one sends no secret."""
    client_id = body.get("client_id")
    if isinstance(client_id, str):
        query = "SELECT 1 FROM clients WHERE client_id = ?"
        if state.store.reader().execute(query, (client_id,)).fetchone() is not None:
            return client_id
    raise SignUpRefusal(400, "client_id is missing or unknown", "invalid_request")


def require_database(state: TenantState, name: Any, client_id: str) -> dict[str, Any]:
    """Find the database connection, which must be enabled for the application."""
    found = find_connection(state.store.reader(), name=name) if isinstance(name, str) else None
    if found is None or found["strategy"] != "auth0" or client_id not in found["enabled_clients"]:
        raise SignUpRefusal(400, "Invalid connection", "invalid_connection")
    return found


def sign_up(state: TenantState, call: Call) -> Response:
    """`POST /dbconnections/signup`: 200 with `_id`, `email_verified` and `email` (documented).

    Who is there already is told `Invalid sign up`, as on every newer tenant (reported).
    """
    body = read_parameters(call)
    client_id = require_client(state, body)
    for complaint, path in judge(body, SIGN_UP, ""):
        raise SignUpRefusal(400, f"{complaint} {path}".strip(), "invalid_signup")
    connection = require_database(state, body["connection"], client_id)
    if not is_email(body["email"]):
        raise SignUpRefusal(400, "Invalid email", "invalid_signup")
    if "username" in body:
        require_username(body, username_bounds(connection))
    require_no_legacy_user(state, connection, body["email"])
    if asks_script_first(connection):
        return create_in_store(state, connection, body)
    attributes = {name: body[name] for name in SHOWN if name in body}
    profile = new_profile({"email": body["email"], **attributes}, connection["name"], state.clock.stamp())
    credential = ("bcrypt", make_bcrypt(body["password"], state.password_rounds))
    try:
        with state.store.writing() as db:
            insert_user(db, connection["id"], profile, credential)
            write_event(
                db,
                "ss",
                state.clock.now(),
                "Successful signup",
                user_id=profile["user_id"],
                client_id=client_id,
                connection=connection["name"],
                ip=call.client_ip,
            )
    except sqlite3.IntegrityError:
        raise SignUpRefusal(400, "Invalid sign up", "invalid_signup") from None
    shown = {name: profile[name] for name in ("email", *SHOWN) if name in attributes or name == "email"}
    return answer({"_id": profile["identities"][0]["user_id"], "email_verified": False, **shown})


def require_no_legacy_user(state: TenantState, connection: dict[str, Any], email: str) -> None:
    """Ask the store behind the connection, where there is one, whether the address is somebody's there (documented).

    Raises:
        SignUpRefusal: It is, worded as for a user who is here; or the `get_user` script failed (status inferred).
    """
    if find_in_store(state, connection, email) is not None:
        raise SignUpRefusal(400, "Invalid sign up", "invalid_signup")


def create_in_store(state: TenantState, connection: dict[str, Any], body: dict[str, Any]) -> Response:
    """Let the `create` script sign somebody up: without import mode the store keeps whoever is new (documented)."""
    person = {name: body[name] for name in ("email", "password", *SHOWN) if name in body}
    try:
        state.scripts.run(connection, "create", person)
    except ScriptError as error:
        if error.name == "ValidationError" and error.code == "user_exists":
            raise SignUpRefusal(400, "Invalid sign up", "invalid_signup") from None
        raise SignUpRefusal(500, error.message, "server_error") from None
    found = find_in_store(state, connection, body["email"]) or {}
    shown = {name: value for name, value in person.items() if name != "password"}
    return answer({"_id": str(found.get("user_id", "")), "email_verified": False, **shown})


def find_in_store(state: TenantState, connection: dict[str, Any], email: str) -> dict[str, Any] | None:
    """Ask the store behind the connection for an address; None where there is no such store."""
    if not has_own_store(connection):
        return None
    try:
        return look_up(state, connection, email)
    except ScriptError as error:
        raise SignUpRefusal(500, error.message, "server_error") from None


def ask_for_password(state: TenantState, call: Call) -> Response:
    """`POST /dbconnections/change_password`: the same text for everybody, and no mail (documented).

    Who is not here is asked for in the store behind the connection (documented); the door `/_tenant/resets` shows
    whose mail would have gone out.
    """
    body = read_parameters(call)
    client_id = require_client(state, body)
    if not isinstance(body.get("email"), str) or not body["email"]:
        raise SignUpRefusal(400, "email is required", "invalid_request")
    connection, email = require_database(state, body.get("connection"), client_id), body["email"]
    is_here = find_in_connection(state.store.reader(), connection["id"], "email", email.lower()) is not None
    begin_reset(state, connection, email, None if is_here else find_in_store(state, connection, email))
    return Response(SENT, media_type="text/html")
