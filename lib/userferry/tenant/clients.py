"""The tenant's applications, thin: names and ids, never a secret."""

import sqlite3
from typing import Any

from starlette.responses import Response

from .paging import either_page, pick_fields, require_fields, truth
from .refusals import InvalidQuery, Refusal, answer
from .state import Call, TenantState

APP_TYPES_TEXT = (
    "native spa regular_web non_interactive resource_server express_configuration rms box cloudbees concur"
    " dropbox mscrm echosign egnyte newrelic office365 salesforce sentry sharepoint slack springcm zendesk zoom"
    " sso_integration oag"
)
APP_TYPES = frozenset(APP_TYPES_TEXT.split())  # OpenAPI
FIELDS_TEXT = (
    "name description callbacks oidc_backchannel_logout oidc_logout session_transfer allowed_origins"
    " web_origins client_id tenant global config_route callback_url_template jwt_configuration"
    " jwt_configuration.lifetime_in_seconds jwt_configuration.secret_encoded jwt_configuration.scopes"
    " jwt_configuration.alg api_type logo_uri allowed_clients owners custom_login_page"
    " custom_login_page_on sso addons form_template custom_login_page_preview encryption_key"
    " encryption_key.pub encryption_key.cert client_secret signing_keys mobile mobile.android mobile.ios"
    " token_endpoint_auth_method allowed_logout_urls app_type is_first_party oidc_conformant"
    " client_metadata is_token_endpoint_ip_header_trusted initiate_login_uri grant_types refresh_token"
    " refresh_token.rotation_type refresh_token.expiration_type refresh_token.leeway"
    " refresh_token.policies refresh_token.token_lifetime default_organization organization_usage"
    " organization_require_behavior organization_discovery_methods client_authentication_methods"
    " client_authentication_methods.private_key_jwt require_pushed_authorization_requests"
    " require_proof_of_possession id_token signed_request_object signed_request_object.required"
    " signed_request_object.credentials compliance_level"
    " skip_non_verifiable_callback_uri_confirmation_prompt token_exchange"
    " token_exchange.allow_any_profile_of_type token_quota identity_assertion_authorization_grant"
    " third_party_security_mode subject_type_authorization resource_server_identifier"
    " express_configuration my_organization_configuration async_approval_notification_channels"
    " token_vault_privileged_access token_vault_privileged_access.credentials registration_type"
    " external_metadata_type external_metadata_created_by external_client_id redirection_policy"
)
FIELDS = frozenset(FIELDS_TEXT.split())  # what `fields` may name (OpenAPI)
MAX_EXTERNAL_ID = 120  # OpenAPI
GRANTS = [
    "client_credentials",
    "password",
    "http://auth0.com/oauth/grant-type/password-realm",
    "refresh_token",
]


def show_client(state: TenantState, row: sqlite3.Row) -> dict[str, Any]:
    """Give an application; every one here is of the same kind (inferred)."""
    return {
        "client_id": row["client_id"],
        "name": row["name"],
        "tenant": state.identity.name,
        "app_type": "non_interactive",
        "global": False,
        "is_first_party": True,
        "grant_types": GRANTS,
    }


def list_clients(state: TenantState, call: Call) -> Response:
    """`GET /clients`: either shape of pages, filtered by kind (OpenAPI)."""
    query = call.query
    require_fields(query, FIELDS)
    types = query.get("app_type")
    if types is not None and not all(one in APP_TYPES for one in types.split(",")):
        raise InvalidQuery("'String does not match pattern' on property app_type")
    wanted = {name: truth(query, name) for name in ("is_global", "is_first_party") if name in query}
    if not 1 <= len(query.get("external_client_id", "x")) <= MAX_EXTERNAL_ID:
        raise InvalidQuery("'String is too short or too long' on property external_client_id")
    rows = state.store.reader().execute("SELECT client_id, name FROM clients ORDER BY rowid")
    clients = [
        client
        for client in (show_client(state, row) for row in rows)
        if client["global"] == wanted.get("is_global", client["global"])
        and client["is_first_party"] == wanted.get("is_first_party", client["is_first_party"])
        and (types is None or client["app_type"] in types.split(","))
        and "external_client_id" not in query
    ]
    return either_page([pick_fields(client, query) for client in clients], "clients", query)


def get_client(state: TenantState, call: Call) -> Response:
    """`GET /clients/{id}` (documented; the 404's text inferred)."""
    require_fields(call.query, FIELDS)
    query = "SELECT client_id, name FROM clients WHERE client_id = ?"
    row = state.store.reader().execute(query, (call.params["id"],)).fetchone()
    if row is None:
        raise Refusal(404, "The client does not exist", "inexistent_client")
    return answer(pick_fields(show_client(state, row), call.query))
