"""`docs/tenant-endpoints.md`, made from the table of endpoints: `python -m userferry.tenant.endpointtable FILE`."""

import sys
from pathlib import Path

from .routes import ENDPOINTS, V2, Endpoint

HEAD = """# What the embedded tenant answers

Made from the tenant's own table of endpoints. Any other path answers 501 and names it.
"""
PARTS = {
    "Management API": (V2,),
    "Authentication API": ("/oauth", "/userinfo", "/dbconnections", "/.well-known"),
    "Export files and test doors": ("/user-exports", "/_tenant"),
}


def endpoint_table() -> str:
    """Write the page."""
    parts = [HEAD]
    for title, prefixes in PARTS.items():
        rows = sorted(
            (one for one in ENDPOINTS if one.path.startswith(prefixes)),
            key=lambda one: (one.path, one.method),
        )
        lines = ["| endpoint | scopes | what it does |", "|---|---|---|", *map(row_of, rows)]
        parts.append(f"\n## {title}\n\n" + "\n".join(lines) + "\n")
    return "".join(parts)


def row_of(endpoint: Endpoint) -> str:
    """Write one line: the path without the API's prefix, who may, and the handler's name."""
    word = " and " if endpoint.every_scope else " or "
    scopes = word.join(f"`{scope}`" for scope in endpoint.scopes) or "none"
    path = endpoint.path.removeprefix(V2)
    deed = endpoint.handler.__name__.replace("_", " ")
    return f"| `{endpoint.method} {path}` | {scopes} | {deed} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(endpoint_table(), encoding="utf-8")
