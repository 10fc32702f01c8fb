"""The page of endpoints is what the table says, and the table has what Auth0's document has."""

import json
import re
from pathlib import Path

from userferry.tenant.endpointtable import endpoint_table
from userferry.tenant.routes import ENDPOINTS, V2

PAGE = Path(__file__).parents[2] / "docs" / "tenant-endpoints.md"
NOT_SERVED = {
    ("POST", "/clients"): "a migration makes no applications",
    ("POST", "/users/{}/authentication-methods"): "factors come with an import",
    ("PUT", "/users/{}/authentication-methods"): "factors come with an import",
    ("DELETE", "/users/{}/authentication-methods"): "factors come with an import",
}


def test_the_page_is_what_the_table_says():
    again = "PYTHONPATH=lib python -m userferry.tenant.endpointtable docs/tenant-endpoints.md"
    assert PAGE.read_text(encoding="utf-8") == endpoint_table(), f"stale; make it again: {again}"


def test_no_endpoint_is_twice_and_none_hides_another():
    seen = [(one.method, re.sub(r"\{\w+\}", "{}", one.path)) for one in ENDPOINTS]
    assert len(seen) == len(set(seen))
    assert all(one.handler.__doc__ for one in ENDPOINTS)


def test_every_path_of_the_document_is_served(shared):
    document = json.loads((shared / "auth0" / "management-api.openapi.json").read_text())
    served = {(one.method, re.sub(r"\{\w+\}", "{}", one.path.removeprefix(V2))) for one in ENDPOINTS}
    described = {
        (method.upper(), re.sub(r"\{\w+\}", "{}", path))
        for path, operations in document["paths"].items()
        for method in operations
    }
    assert len(document["paths"]) == 28
    assert described - served == set(NOT_SERVED)


def test_the_scopes_are_the_documents(shared):
    document = json.loads((shared / "auth0" / "management-api.openapi.json").read_text())
    for endpoint in ENDPOINTS:
        operation = document["paths"].get(endpoint.path.removeprefix(V2), {}).get(endpoint.method.lower())
        if operation is None or not endpoint.path.startswith(V2):
            continue
        listed = [scope for one in operation["security"] for scope in one.get("oAuth2ClientCredentials", [])]
        said = " ".join(str(text) for text in operation["responses"]["403"].values())
        assert all(scope in listed or scope in said for scope in endpoint.scopes), endpoint.path
