"""Every door of the tenant: method, path, scopes.

Handler. A path that is not here answers 501 and says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from starlette.responses import Response

from . import connections, doors, exports, imports, jobs, oauth, snapshots, users
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
    """

    method: str
    path: str
    handler: Callable[[TenantState, Call], Response]
    scopes: tuple[str, ...] = ()
    named_scopes: tuple[str, ...] = ()
    max_bytes: int = OTHER_BYTES


V2 = "/api/v2"
JOB_SCOPES = ("create:users", "read:users")
USER_SCOPES = ("update:users", "update:users_app_metadata", "update:current_user_metadata")

ENDPOINTS = (
    Endpoint("POST", "/oauth/token", oauth.issue_token),
    Endpoint("GET", "/.well-known/jwks.json", oauth.show_jwks),
    Endpoint("GET", "/.well-known/openid-configuration", oauth.show_configuration),
    Endpoint(
        "POST", f"{V2}/jobs/users-imports", imports.create_import, ("create:users",), max_bytes=IMPORT_BYTES
    ),
    Endpoint("POST", f"{V2}/jobs/users-exports", exports.create_export, ("read:users",)),
    Endpoint("GET", f"{V2}/jobs/{{id}}", jobs.get_job, JOB_SCOPES, ("create:users",)),
    Endpoint("GET", f"{V2}/jobs/{{id}}/errors", jobs.get_job_errors, JOB_SCOPES, ("create:users",)),
    Endpoint("GET", f"{V2}/users", users.list_users, ("read:users",)),
    Endpoint("POST", f"{V2}/users", users.create_user, ("create:users",)),
    Endpoint("GET", f"{V2}/users-by-email", users.list_users_by_email, ("read:users",)),
    Endpoint("GET", f"{V2}/users/{{id}}", users.get_user, ("read:users", "read:user_idp_tokens")),
    Endpoint("PATCH", f"{V2}/users/{{id}}", users.update_user, USER_SCOPES),
    Endpoint("DELETE", f"{V2}/users/{{id}}", users.delete_user, ("delete:users", "delete:current_user")),
    Endpoint("GET", f"{V2}/connections", connections.list_connections, ("read:connections",)),
    Endpoint("GET", f"{V2}/connections/{{id}}", connections.get_connection, ("read:connections",)),
    Endpoint("GET", f"{V2}/clients", connections.list_clients, ("read:clients",)),
    Endpoint("GET", f"{V2}/tenants/settings", connections.get_tenant_settings, ("read:tenant_settings",)),
    Endpoint("GET", "/user-exports/{id}/{name}", exports.download),
    Endpoint("GET", "/_tenant/health", doors.show_health),
    Endpoint("POST", "/_tenant/reset", doors.reset),
    Endpoint("GET", "/_tenant/faults", doors.list_faults),
    Endpoint("POST", "/_tenant/faults", doors.add_fault),
    Endpoint("DELETE", "/_tenant/faults", doors.clear_faults),
    Endpoint("POST", "/_tenant/snapshot", snapshots.snapshot_by_name),
    Endpoint("POST", "/_tenant/restore", snapshots.restore_by_name),
    Endpoint("POST", "/_tenant/ghosts", doors.add_ghost),
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
