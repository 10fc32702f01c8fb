"""`/oauth/token` and what is published beside it. Error texts are inferred where nothing else is said."""

import sqlite3
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.responses import Response

from .connections import find_connection
from .loginevents import log_in_noted
from .people import find_user
from .refreshing import OFFLINE, make_refresh_token, narrowed, redeem
from .refusals import OAuthRefusal, answer
from .state import Call, TenantState, same, secret_digest
from .tokens import OWN_AUDIENCE, TOKEN_SECONDS

PASSWORD_REALM = "http://auth0.com/oauth/grant-type/password-realm"  # noqa: S105 -- the name of a grant

PROFILE_CLAIMS = ("name", "nickname", "given_name", "family_name", "picture", "updated_at")
EMAIL_CLAIMS = ("email", "email_verified")
CLAIMS = (("profile", PROFILE_CLAIMS), ("email", EMAIL_CLAIMS))  # documented by OpenID Connect


def issue_token(state: TenantState, call: Call) -> Response:
    """`POST /oauth/token`, as JSON or as a form (`behaviour.md §5.6`)."""
    body = read_parameters(call)
    grant = require(body, "grant_type")
    if grant == "client_credentials":
        return answer(grant_client_credentials(state, body))
    if grant in ("password", PASSWORD_REALM):
        return answer(grant_password(state, body, call.client_ip))
    if grant == "refresh_token":
        return answer(grant_refresh(state, body))
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
    client_id = client["client_id"]
    profile = log_in_noted(state, connection, username, password, client_ip=client_ip, client_id=client_id)
    scope = str(body.get("scope") or "openid profile email")
    audience = str(body.get("audience") or f"{state.url}/userinfo")
    granted = user_tokens(state, client_id, profile, scope, audience)
    if OFFLINE in scope.split():
        granted["refresh_token"] = make_refresh_token(state, client_id, profile["user_id"], scope, audience)
    return granted


def grant_refresh(state: TenantState, body: dict[str, Any]) -> dict[str, Any]:
    """Give fresh tokens for a refresh token, which stays good (documented default)."""
    client = require_client(state, body)
    kept, profile = redeem(state, client["client_id"], require(body, "refresh_token"))
    scope = narrowed(kept["scope"], str(body.get("scope") or ""))
    return user_tokens(state, client["client_id"], profile, scope, kept["audience"])


def user_tokens(
    state: TenantState, client_id: str, profile: dict[str, Any], scope: str, audience: str
) -> dict[str, Any]:
    """Sign a user's tokens: access, and with `openid` identity."""
    issuer, subject = f"{state.url}/", profile["user_id"]
    token = state.tokens.issue(
        issuer=issuer, subject=subject, audience=audience, azp=client_id, gty="password",
        # A user's token never opens the Management API here, whatever audience was asked for.
        scope=" ".join(name for name in scope.split() if ":" not in name),
    )  # fmt: skip
    granted = {"access_token": token, "scope": scope, "expires_in": TOKEN_SECONDS, "token_type": "Bearer"}
    if "openid" in scope.split():
        claims = {name: profile[name] for name in (*PROFILE_CLAIMS, *EMAIL_CLAIMS) if name in profile}
        granted["id_token"] = state.tokens.issue(issuer=issuer, subject=subject, audience=client_id, **claims)
    return granted


def show_user(state: TenantState, call: Call) -> Response:
    """`GET /userinfo`: the claims that the token's scopes open (documented); a token without a user is a 401."""
    token = state.tokens.read_any(call.headers.get("authorization"))
    user = find_user(state.store.reader(), str(token.get("sub")))
    scopes = str(token.get("scope", "")).split()
    if user is None or "openid" not in scopes:
        raise OAuthRefusal(401, "invalid_token", "Unauthorized")
    profile = orjson.loads(user["profile"])
    names = [name for scope, claims in CLAIMS if scope in scopes for name in claims]
    return answer({"sub": profile["user_id"], **{name: profile[name] for name in names if name in profile}})


def show_jwks(state: TenantState, _call: Call) -> Response:
    """`/.well-known/jwks.json`."""
    return answer(state.tokens.jwks())


def show_configuration(state: TenantState, _call: Call) -> Response:
    """`/.well-known/openid-configuration`, the part that exists here."""
    return answer(
        {
            "issuer": f"{state.url}/",
            "token_endpoint": f"{state.url}/oauth/token",
            "userinfo_endpoint": f"{state.url}/userinfo",
            "jwks_uri": f"{state.url}/.well-known/jwks.json",
            "scopes_supported": ["openid", "profile", "email", OFFLINE],
            "id_token_signing_alg_values_supported": ["RS256"],
            "grant_types_supported": ["client_credentials", "password", PASSWORD_REALM, "refresh_token"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
    )
