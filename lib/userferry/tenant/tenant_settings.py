"""`/tenants/settings`, thin: kept and shown, and nothing here acts on them."""

import sqlite3
from typing import Any

import orjson
from starlette.responses import Response

from .organizations import QUOTA as CLIENT_QUOTA
from .paging import pick_fields, require_fields
from .refusals import answer
from .schemas import FLAG, fields, listed, open_fields, or_null, read_body, text, whole
from .state import Call, TenantState

URL_OR_EMPTY = text(pattern=r"^([A-Za-z][A-Za-z0-9+.-]*://[^\s]+)?$")
HTTPS_OR_EMPTY = text(pattern=r"^(https://[^\s]+)?$")
LIFETIME = whole(least=1)
PAGE = or_null(fields({"enabled": FLAG, "html": text()}))
MAYBE = or_null(FLAG)
QUOTA = open_fields({"client_credentials": CLIENT_QUOTA}, required=["client_credentials"])
LOCALES_TEXT = (
    "am ar ar-EG ar-SA az bg bn bs ca-ES cnr cs cy da de el en en-CA es es-419 es-AR es-MX et eu-ES fa fi fr fr-CA"
    " fr-FR gl-ES gu he hi hr hu hy id is it ja ka kk kn ko lt lv mk ml mn mr ms my nb nl nn no pa pl pt pt-BR pt-PT"
    " ro ru sk sl so sq sr sv sw ta te th tl tr uk ur vi zgh zh-CN zh-HK zh-MO zh-TW"
)
FLAGS_TEXT = (
    "change_pwd_flow_v1 enable_apis_section disable_impersonation enable_client_connections enable_pipeline2"
    " allow_legacy_delegation_grant_types allow_legacy_ro_grant_types allow_legacy_tokeninfo_endpoint"
    " enable_legacy_profile enable_idtoken_api2 enable_public_signup_user_exists_error enable_sso"
    " allow_changing_enable_sso disable_clickjack_protection_headers no_disclose_enterprise_connections"
    " enforce_client_authentication_on_passwordless_start enable_adfs_waad_email_verification"
    " revoke_refresh_token_grant dashboard_log_streams_next dashboard_insights_view disable_fields_map_fix"
    " mfa_show_factor_list_on_enrollment remove_alg_from_jwks improved_signup_bot_detection_in_classic genai_trial"
    " enable_dynamic_client_registration disable_management_api_sms_obfuscation"
    " trust_azure_adfs_email_verified_connection_property custom_domains_provisioning"
)
SETTINGS = fields(
    {
        "change_password": PAGE,
        "guardian_mfa_page": PAGE,
        "error_page": or_null(fields({"html": text(), "show_log_link": FLAG, "url": URL_OR_EMPTY})),
        "device_flow": or_null(fields({"charset": text(enum=["base20", "digits"]), "mask": text(most=20)})),
        "default_audience": text(),
        "default_directory": text(),
        "default_token_quota": or_null(fields({"clients": QUOTA, "organizations": QUOTA}, least=1)),
        "default_redirection_uri": HTTPS_OR_EMPTY,
        "flags": fields(dict.fromkeys(FLAGS_TEXT.split(), FLAG)),
        "friendly_name": text(),
        "picture_url": URL_OR_EMPTY,
        "support_email": text(pattern=r"^([^@\s]+@[^@\s]+)?$"),
        "support_url": URL_OR_EMPTY,
        "allowed_logout_urls": listed(text(least=1)),
        "session_lifetime": LIFETIME,
        "idle_session_lifetime": LIFETIME,
        "ephemeral_session_lifetime": LIFETIME,
        "idle_ephemeral_session_lifetime": LIFETIME,
        "sandbox_version": text(most=8),
        "legacy_sandbox_version": text(most=8),
        "enabled_locales": listed(text(enum=LOCALES_TEXT.split()), least=1),
        "session_cookie": or_null(
            fields({"mode": text(enum=["persistent", "non-persistent"])}, required=["mode"])
        ),
        "sessions": or_null(fields({"oidc_logout_prompt_enabled": FLAG})),
        "oidc_logout": fields({"rp_logout_end_session_endpoint_discovery": FLAG}),
        "customize_mfa_in_postlogin_action": MAYBE,
        "allow_organization_name_in_authentication_api": MAYBE,
        "acr_values_supported": or_null(listed(text(least=1))),
        "mtls": or_null(fields({"enable_endpoint_aliases": FLAG})),
        "pushed_authorization_requests_supported": MAYBE,
        "authorization_response_iss_parameter_supported": MAYBE,
        "skip_non_verifiable_callback_uri_confirmation_prompt": MAYBE,
        "resource_parameter_profile": text(enum=["audience", "compatibility"]),
        "client_id_metadata_document_supported": FLAG,
        "enable_ai_guide": FLAG,
        "phone_consolidated_experience": FLAG,
        "dynamic_client_registration_security_mode": text(enum=["strict", "permissive"]),
    },
    least=1,
)  # OpenAPI
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
    """`PATCH /tenants/settings`: each setting sent replaces the one before (inferred)."""
    body = read_body(call, SETTINGS)
    with state.store.writing() as db:
        merged = {**read_settings(state), **body}
        after = {name: value for name, value in merged.items() if value is not None}  # null unsets (inferred)
        db.execute("INSERT OR REPLACE INTO settings VALUES (1, ?)", (orjson.dumps(after).decode(),))
    return answer(after)
