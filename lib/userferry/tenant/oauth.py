"""`/oauth/token` and what is published beside it. Error texts are inferred where nothing else is said."""

import sqlite3
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.responses import Response

from .connections import find_connection
from .login import log_in
from .refusals import OAuthRefusal, answer
from .state import Call, TenantState, same, secret_digest
from .tokens import OWN_AUDIENCE, TOKEN_SECONDS

PASSWORD_REALM = "http://auth0.com/oauth/grant-type/password-realm"  # noqa: S105 -- the name of a grant


def issue_token(state: TenantState, call: Call) -> Response:
    """`POST /oauth/token`, as JSON or as a form (`behaviour.md §5.6`)."""
    body = read_parameters(call)
    grant = require(body, "grant_type")
    if grant == "client_credentials":
        return answer(grant_client_credentials(state, body))
    if grant in ("password", PASSWORD_REALM):
        return answer(grant_password(state, body, call.client_ip))
    raise OAuthRefusal(403, "unsupported_grant_type", f"Unsupported grant type: {grant}")


def read_parameters(call: Call) -> dict[str, Any]:
    """Read the body: Python 4's SDK sends JSON, Python 5 and 6 send a form (`§5.6`, measured)."""
    if "json" in call.headers.get("content-type", ""):
        try:
            body = orjson.loads(call.body)
        except orjson.JSONDecodeError:
            body = None
        if not isinstance(body, dict):
            raise OAuthRefusal(400, "invalid_request", "The body is not a JSON object")
        return body
    return dict(parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True))


def require(body: dict[str, Any], name: str) -> str:
    """Take a parameter that must be there."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise OAuthRefusal(400, "invalid_request", f"Missing required parameter: {name}")
    return value


def require_client(state: TenantState, body: dict[str, Any]) -> sqlite3.Row:
    """Know the client and its secret, or refuse: 401 `invalid_client` or `access_denied`."""
    client_id = body.get("client_id")
    if not isinstance(client_id, str) or not client_id:
        raise OAuthRefusal(401, "invalid_client", "Client authentication failed")
    row: sqlite3.Row | None = (
        state.store.reader().execute("SELECT * FROM clients WHERE client_id = ?", (client_id,)).fetchone()
    )
    secret = body.get("client_secret")
    digest = secret_digest(secret if isinstance(secret, str) else "")
    if row is None or not same(row["secret_sha256"], digest):
        raise OAuthRefusal(401, "access_denied", "Unauthorized")
    return row


def require_audience(body: dict[str, Any]) -> str:
    """Accept the Management API's audience by its path, whatever the port."""
    audience = body.get("audience")
    if not audience:
        description = "No audience parameter was provided, and no default audience has been configured"
        raise OAuthRefusal(403, "access_denied", description)
    if not isinstance(audience, str) or not OWN_AUDIENCE.match(audience):
        raise OAuthRefusal(403, "access_denied", f"Service not found: {audience}")
    return audience


def grant_client_credentials(state: TenantState, body: dict[str, Any]) -> dict[str, Any]:
    """Give a Management API token with the client's scopes, or those of them that were asked for."""
    client = require_client(state, body)
    audience = require_audience(body)
    scopes = client["scopes"].split()
    asked = str(body.get("scope") or "").split()
    scope = " ".join(name for name in scopes if not asked or name in asked)
    token = state.tokens.issue(
        issuer=f"{state.url}/",
        subject=f"{client['client_id']}@clients",
        audience=audience,
        azp=client["client_id"],
        gty="client-credentials",
        scope=scope,
    )
    return {"access_token": token, "scope": scope, "expires_in": TOKEN_SECONDS, "token_type": "Bearer"}


def grant_password(state: TenantState, body: dict[str, Any], client_ip: str) -> dict[str, Any]:
    """Log a user in: by realm, or for the `password` grant in the tenant's default connection."""
    client = require_client(state, body)
    username, password = require(body, "username"), require(body, "password")
    realm = body.get("realm") if body["grant_type"] == PASSWORD_REALM else state.identity.connection
    connection = find_connection(state.store.reader(), name=str(realm))
    if connection is None or connection["strategy"] != "auth0":
        raise OAuthRefusal(403, "invalid_request", "Unknown or invalid realm")
    profile = log_in(state, connection["id"], username, password, client_ip)
    scope = str(body.get("scope") or "openid profile email")
    issuer = f"{state.url}/"
    audience = str(body.get("audience") or f"{state.url}/userinfo")
    subject = profile["user_id"]
    token = state.tokens.issue(
        issuer=issuer, subject=subject, audience=audience, azp=client["client_id"], gty="password",
        # A user's token never opens the Management API here, whatever audience was asked for.
        scope=" ".join(name for name in scope.split() if ":" not in name),
    )  # fmt: skip
    granted = {"access_token": token, "scope": scope, "expires_in": TOKEN_SECONDS, "token_type": "Bearer"}
    if "openid" in scope.split():
        shown = ("email", "email_verified", "name", "nickname", "picture", "updated_at")
        claims = {name: profile[name] for name in shown if name in profile}
        granted["id_token"] = state.tokens.issue(
            issuer=issuer, subject=subject, audience=client["client_id"], **claims
        )
    return granted


def show_jwks(state: TenantState, _call: Call) -> Response:
    """`/.well-known/jwks.json`."""
    return answer(state.tokens.jwks())


def show_configuration(state: TenantState, _call: Call) -> Response:
    """`/.well-known/openid-configuration`, the part that exists here."""
    return answer(
        {
            "issuer": f"{state.url}/",
            "token_endpoint": f"{state.url}/oauth/token",
            "jwks_uri": f"{state.url}/.well-known/jwks.json",
            "id_token_signing_alg_values_supported": ["RS256"],
            "grant_types_supported": ["client_credentials", "password", PASSWORD_REALM],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
    )
