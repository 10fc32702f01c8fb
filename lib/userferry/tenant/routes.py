"""Every door of the tenant: method, path, scopes.

Handler. A path that is not here answers 501 and says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from starlette.responses import Response

from . import (
    clients,
    connectionedits,
    connectionlists,
    databaseconnections,
    doors,
    exports,
    holdings,
    imports,
    jobs,
    logs,
    members,
    oauth,
    organizations,
    permissions,
    resets,
    roles,
    snapshots,
    stats,
    tenant_settings,
    tickets,
    users,
)
from .refusals import Refusal
from .state import Call, TenantState

IMPORT_BYTES = 512_000  # the whole HTTP payload, not the file (`behaviour.md §0.3`, OpenAPI)
OTHER_BYTES = 1_048_576  # documented (`§5.6`)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One door.

    Args:
        method: The HTTP method.
        path: With `{id}` for one segment.
        handler: Answers the call, in a worker thread.
        scopes: Any one is enough; none means the door needs no Management API token.
        named_scopes: What the 403 lists, where Auth0 lists fewer than it accepts.
        max_bytes: The payload's limit.
        every_scope: Every one of `scopes` is needed.
    """

    method: str
    path: str
    handler: Callable[[TenantState, Call], Response]
    scopes: tuple[str, ...] = ()
    named_scopes: tuple[str, ...] = ()
    max_bytes: int = OTHER_BYTES
    every_scope: bool = False


V2 = "/api/v2"
JOB_SCOPES = ("create:users", "read:users")
USER_SCOPES = ("update:users", "update:users_app_metadata", "update:current_user_metadata")
CLIENT_SCOPES = ("read:clients", "read:client_keys", "read:client_summary")
LOG_SCOPES = ("read:logs", "read:logs_users")
ORGANIZATION_SCOPES = ("read:organizations", "read:organizations_summary")
MEMBERS = f"{V2}/organizations/{{id}}/members"
MEMBER_ROLES = f"{MEMBERS}/{{user_id}}/roles"

ENDPOINTS = (
    Endpoint("POST", "/oauth/token", oauth.issue_token),
    Endpoint("GET", "/userinfo", oauth.show_user),
    Endpoint("POST", "/userinfo", oauth.show_user),
    Endpoint("POST", "/dbconnections/signup", databaseconnections.sign_up),
    Endpoint("POST", "/dbconnections/change_password", databaseconnections.ask_for_password),
    Endpoint("GET", "/.well-known/jwks.json", oauth.show_jwks),
    Endpoint("GET", "/.well-known/openid-configuration", oauth.show_configuration),
    Endpoint(
        "POST", f"{V2}/jobs/users-imports", imports.create_import, ("create:users",), max_bytes=IMPORT_BYTES
    ),
    Endpoint("POST", f"{V2}/jobs/users-exports", exports.create_export, ("read:users",)),
    Endpoint("POST", f"{V2}/jobs/verification-email", tickets.create_verification_email, ("update:users",)),
    Endpoint("GET", f"{V2}/jobs/{{id}}", jobs.get_job, JOB_SCOPES, ("create:users",)),
    Endpoint("GET", f"{V2}/jobs/{{id}}/errors", jobs.get_job_errors, JOB_SCOPES, ("create:users",)),
    Endpoint("GET", f"{V2}/users", users.list_users, ("read:users", "read:user_idp_tokens"), ("read:users",)),
    Endpoint("POST", f"{V2}/users", users.create_user, ("create:users",)),
    Endpoint("GET", f"{V2}/users-by-email", users.list_users_by_email, ("read:users",)),
    Endpoint("GET", f"{V2}/users/{{id}}", users.get_user, ("read:users", "read:user_idp_tokens")),
    Endpoint("PATCH", f"{V2}/users/{{id}}", users.update_user, USER_SCOPES),
    Endpoint("DELETE", f"{V2}/users/{{id}}", users.delete_user, ("delete:users", "delete:current_user")),
    # what a user holds
    Endpoint(
        "GET",
        f"{V2}/users/{{id}}/roles",
        holdings.list_user_roles,
        ("read:users", "read:roles"),
        every_scope=True,
    ),
    Endpoint(
        "POST",
        f"{V2}/users/{{id}}/roles",
        holdings.add_user_roles,
        ("update:users", "create:role_members"),
        every_scope=True,
    ),
    Endpoint(
        "DELETE",
        f"{V2}/users/{{id}}/roles",
        holdings.remove_user_roles,
        ("update:users", "delete:role_members"),
        every_scope=True,
    ),
    Endpoint("GET", f"{V2}/users/{{id}}/permissions", permissions.list_user_permissions, ("read:users",)),
    Endpoint("POST", f"{V2}/users/{{id}}/permissions", permissions.add_user_permissions, ("update:users",)),
    Endpoint(
        "DELETE", f"{V2}/users/{{id}}/permissions", permissions.remove_user_permissions, ("update:users",)
    ),
    Endpoint(
        "GET",
        f"{V2}/users/{{id}}/organizations",
        holdings.list_user_organizations,
        ("read:users", "read:organizations"),
    ),
    Endpoint(
        "GET",
        f"{V2}/users/{{id}}/authentication-methods",
        holdings.list_authentication_methods,
        ("read:authentication_methods",),
    ),
    # connections
    Endpoint("GET", f"{V2}/connections", connectionlists.list_connections, ("read:connections",)),
    Endpoint("POST", f"{V2}/connections", connectionedits.create_connection, ("create:connections",)),
    Endpoint("GET", f"{V2}/connections/{{id}}", connectionlists.get_connection, ("read:connections",)),
    Endpoint("PATCH", f"{V2}/connections/{{id}}", connectionedits.update_connection, ("update:connections",)),
    Endpoint(
        "DELETE", f"{V2}/connections/{{id}}", connectionedits.delete_connection, ("delete:connections",)
    ),
    Endpoint(
        "GET",
        f"{V2}/connections/{{id}}/clients",
        connectionedits.list_connection_clients,
        ("read:connections",),
    ),
    Endpoint(
        "PATCH",
        f"{V2}/connections/{{id}}/clients",
        connectionedits.update_connection_clients,
        ("update:connections",),
    ),
    Endpoint(
        "GET", f"{V2}/connections/{{id}}/status", connectionedits.get_connection_status, ("read:connections",)
    ),
    Endpoint(
        "DELETE", f"{V2}/connections/{{id}}/users", connectionedits.delete_connection_user, ("delete:users",)
    ),
    # the tenant
    Endpoint("GET", f"{V2}/clients", clients.list_clients, CLIENT_SCOPES),
    Endpoint("GET", f"{V2}/clients/{{id}}", clients.get_client, CLIENT_SCOPES),
    Endpoint("GET", f"{V2}/tenants/settings", tenant_settings.get_tenant_settings, ("read:tenant_settings",)),
    Endpoint(
        "PATCH", f"{V2}/tenants/settings", tenant_settings.update_tenant_settings, ("update:tenant_settings",)
    ),
    Endpoint(
        "POST", f"{V2}/tickets/password-change", tickets.create_password_ticket, ("create:user_tickets",)
    ),
    Endpoint("GET", f"{V2}/logs", logs.list_logs, LOG_SCOPES),
    Endpoint("GET", f"{V2}/logs/{{id}}", logs.get_log, LOG_SCOPES),
    Endpoint("GET", f"{V2}/stats/daily", stats.list_daily_stats, ("read:stats",)),
    # roles
    Endpoint("GET", f"{V2}/roles", roles.list_roles, ("read:roles",)),
    Endpoint("POST", f"{V2}/roles", roles.create_role, ("create:roles",)),
    Endpoint("GET", f"{V2}/roles/{{id}}", roles.get_role, ("read:roles",)),
    Endpoint("PATCH", f"{V2}/roles/{{id}}", roles.update_role, ("update:roles",)),
    Endpoint("DELETE", f"{V2}/roles/{{id}}", roles.delete_role, ("delete:roles",)),
    Endpoint(
        "GET",
        f"{V2}/roles/{{id}}/users",
        roles.list_role_users,
        ("read:users", "read:roles"),
        every_scope=True,
    ),
    Endpoint(
        "POST",
        f"{V2}/roles/{{id}}/users",
        roles.add_role_users,
        ("update:roles", "create:role_members"),
        ("update:roles",),
    ),
    Endpoint("GET", f"{V2}/roles/{{id}}/permissions", permissions.list_role_permissions, ("read:roles",)),
    Endpoint("POST", f"{V2}/roles/{{id}}/permissions", permissions.add_role_permissions, ("update:roles",)),
    Endpoint(
        "DELETE", f"{V2}/roles/{{id}}/permissions", permissions.remove_role_permissions, ("update:roles",)
    ),
    # organizations
    Endpoint(
        "GET",
        f"{V2}/organizations",
        organizations.list_organizations,
        ORGANIZATION_SCOPES,
        ("read:organizations",),
    ),
    Endpoint("POST", f"{V2}/organizations", organizations.create_organization, ("create:organizations",)),
    Endpoint(
        "GET",
        f"{V2}/organizations/{{id}}",
        organizations.get_organization,
        ORGANIZATION_SCOPES,
        ("read:organizations",),
    ),
    Endpoint(
        "PATCH", f"{V2}/organizations/{{id}}", organizations.update_organization, ("update:organizations",)
    ),
    Endpoint(
        "DELETE", f"{V2}/organizations/{{id}}", organizations.delete_organization, ("delete:organizations",)
    ),
    Endpoint("GET", MEMBERS, members.list_members, ("read:organization_members",)),
    Endpoint("POST", MEMBERS, members.add_members, ("create:organization_members",)),
    Endpoint("DELETE", MEMBERS, members.remove_members, ("delete:organization_members",)),
    Endpoint("GET", MEMBER_ROLES, members.list_member_roles, ("read:organization_member_roles",)),
    Endpoint("POST", MEMBER_ROLES, members.add_member_roles, ("create:organization_member_roles",)),
    Endpoint("DELETE", MEMBER_ROLES, members.remove_member_roles, ("delete:organization_member_roles",)),
    # not Auth0's API
    Endpoint("GET", "/user-exports/{id}/{name}", exports.download),
    Endpoint("GET", "/_tenant/health", doors.show_health),
    Endpoint("POST", "/_tenant/reset", doors.reset),
    Endpoint("GET", "/_tenant/faults", doors.list_faults),
    Endpoint("POST", "/_tenant/faults", doors.add_fault),
    Endpoint("DELETE", "/_tenant/faults", doors.clear_faults),
    Endpoint("POST", "/_tenant/snapshot", snapshots.snapshot_by_name),
    Endpoint("POST", "/_tenant/restore", snapshots.restore_by_name),
    Endpoint("POST", "/_tenant/ghosts", doors.add_ghost),
    Endpoint("GET", "/_tenant/resets", resets.list_resets),
    Endpoint("POST", "/_tenant/resets", resets.follow_reset),
    Endpoint("POST", "/_tenant/jobs/release", doors.release_held_jobs),
    Endpoint("GET", "/_tenant/clock", doors.show_clock),
    Endpoint("POST", "/_tenant/clock", doors.advance_clock),
)

ALL_SCOPES = tuple(sorted({scope for endpoint in ENDPOINTS for scope in endpoint.scopes}))
"""Every scope that a door asks for: the default client's."""


def find_endpoint(method: str, path: str) -> tuple[Endpoint, dict[str, str]]:
    """Find the door and what stands in its `{}` places.

    Segments are split before they are decoded, so that `auth0%7Ca%2Fb` stays one id.

    Raises:
        Refusal: 501, naming the path: the tenant would rather stop than guess.
    """
    segments = [unquote(segment) for segment in path.split("/")]
    for endpoint in ENDPOINTS:
        pattern = endpoint.path.split("/")
        if endpoint.method == method and len(pattern) == len(segments):
            pairs = list(zip(pattern, segments, strict=True))
            if all(wanted == given or (wanted.startswith("{") and given) for wanted, given in pairs):
                return endpoint, {wanted[1:-1]: given for wanted, given in pairs if wanted.startswith("{")}
    raise Refusal(501, f"The embedded tenant does not know {method} {path}.")
