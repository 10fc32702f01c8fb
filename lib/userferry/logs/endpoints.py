"""A call as its endpoint: of its path only the words of the API itself are kept, everything else is `{id}`."""

WORDS = frozenset(
    {
        "api", "v2", "authentication-methods", "change_password", "connections", "dbconnections", "errors", "jobs",
        "members", "oauth", "organizations", "password-change", "permissions", "roles", "settings", "signup", "tenants",
        "tickets", "token", "users", "users-by-email", "users-exports", "users-imports",
    }
)  # fmt: skip
"""Every word of the paths that are called; an id cannot pass for one without being one."""

LINK = "GET {link}"
"""An export's signed link."""


def endpoint_of(method: str, path: str) -> str:
    """Name a call, such as `GET /api/v2/users/{id}`.

    Args:
        method: HTTP's.
        path: From the root, without the query.
    """
    parts = (part if part in WORDS else "{id}" for part in path.split("/")[1:])
    return f"{method} /{'/'.join(parts)}"
