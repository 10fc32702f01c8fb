"""`/tenants/settings`, thin: kept and shown, and nothing here acts on them."""

import sqlite3
from typing import Any

import orjson
from starlette.responses import Response

from .paging import pick_fields, require_fields
from .refusals import Refusal, answer
from .schemas import (
    FLAG,
    Schema,
    fields,
    judge,
    listed,
    open_fields,
    or_null,
    read_body,
    refuse_first,
    text,
    whole,
)
from .state import Call, TenantState

URL_OR_EMPTY = text(pattern=r"^([A-Za-z][A-Za-z0-9+.-]*://[^\s]+)?$")
LIFETIME = whole(least=1)
KEPT: dict[str, Schema] = {
    "friendly_name": text(),
    "picture_url": URL_OR_EMPTY,
    "support_email": text(pattern=r"^([^@\s]+@[^@\s]+)?$"),
    "support_url": URL_OR_EMPTY,
    "default_audience": text(),
    "default_directory": text(),
    "session_lifetime": LIFETIME,
    "idle_session_lifetime": LIFETIME,
    "ephemeral_session_lifetime": LIFETIME,
    "idle_ephemeral_session_lifetime": LIFETIME,
    "enable_ai_guide": FLAG,
    "phone_consolidated_experience": FLAG,
    "customize_mfa_in_postlogin_action": or_null(FLAG),
    "allow_organization_name_in_authentication_api": or_null(FLAG),
    "pushed_authorization_requests_supported": or_null(FLAG),
    "sessions": fields({"oidc_logout_prompt_enabled": FLAG}),
    "oidc_logout": fields({"rp_logout_end_session_endpoint_discovery": FLAG}),
    "allowed_logout_urls": listed(text(least=1)),
}  # the part of OpenAPI's properties that is kept here
KNOWN_TEXT = (
    "allowed_logout_urls change_password default_token_quota error_page flags friendly_name picture_url"
    " support_email support_url session_lifetime default_audience default_directory device_flow"
    " idle_session_lifetime ephemeral_session_lifetime idle_ephemeral_session_lifetime default_redirection_uri"
    " universal_login universal_login.colors universal_login.passwordless enabled_locales session_cookie sessions"
    " oidc_logout allow_organization_name_in_authentication_api mtls customize_mfa_in_postlogin_action"
    " skip_non_verifiable_callback_uri_confirmation_prompt resource_parameter_profile enable_ai_guide"
    " client_id_metadata_document_supported phone_consolidated_experience"
)
KNOWN = frozenset(KNOWN_TEXT.split())  # what `fields` may name (OpenAPI)
NOT_KEPT_TEXT = (
    "guardian_mfa_page sandbox_version legacy_sandbox_version acr_values_supported"
    " authorization_response_iss_parameter_supported dynamic_client_registration_security_mode"
)
NOT_KEPT = frozenset(NOT_KEPT_TEXT.split())


def read_settings(state: TenantState) -> dict[str, Any]:
    """Give the settings: what was set over what a new tenant has (inferred)."""
    row: sqlite3.Row | None = state.store.reader().execute("SELECT body FROM settings").fetchone()
    new: dict[str, Any] = {
        "friendly_name": state.identity.name,
        "flags": {"import_user_match_user_profile_on_user_id": True}
        if state.settings.match_on_user_id
        else {},
        "default_directory": state.identity.connection,
        "enabled_locales": ["en"],
        "session_lifetime": 168,
        "idle_session_lifetime": 72,
    }
    return new if row is None else {**new, **orjson.loads(row["body"])}


def get_tenant_settings(state: TenantState, call: Call) -> Response:
    """`GET /tenants/settings`."""
    require_fields(call.query, KNOWN)
    return answer(pick_fields(read_settings(state), call.query))


def update_tenant_settings(state: TenantState, call: Call) -> Response:
    """`PATCH /tenants/settings`; a setting that is Auth0's but is not kept here is a 501 (ours alone)."""
    body = read_body(call, open_fields({}))
    unkept = [name for name in body if name not in KEPT and name in KNOWN | NOT_KEPT]
    if unkept:
        raise Refusal(501, f"The embedded tenant does not keep the setting {unkept[0]}.")
    refuse_first(judge(body, fields(KEPT, least=1), ""))
    with state.store.writing() as db:
        merged = {**read_settings(state), **body}
        after = {name: value for name, value in merged.items() if value is not None}  # null unsets (inferred)
        db.execute("INSERT OR REPLACE INTO settings VALUES (1, ?)", (orjson.dumps(after).decode(),))
    return answer(after)
