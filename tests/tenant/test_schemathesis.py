"""Schemathesis, which knows nothing of this tenant, over every operation of Auth0's document."""

import json
import os
import re
import subprocess
import sys

import pytest

from userferry.tenant.routes import ENDPOINTS, V2

EXAMPLES = 25 if int(os.environ.get("USERFERRY_GENERATED", "600")) >= 5_000 else 4


def corrected(document):
    """Mend what makes the document refuse a real tenant's answers."""
    listed = document["components"]["schemas"]["ConnectionForList"]["properties"]
    listed["enabled_clients"] = {"type": "array", "items": {"type": "string"}}  # recorded
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"].get("204", {}).pop("content", None)  # a 204 has none
    # Shapes of pages have no required members, so that one body may be of two of them: any will do.
    return json.dumps(document).replace('"oneOf"', '"anyOf"')


@pytest.mark.timeout(600)
def test_schemathesis_finds_no_server_error_and_no_answer_outside_its_schema(caller, shared, tmp_path):
    pytest.importorskip("schemathesis", reason="schemathesis is a development dependency")
    caller.bring([{"email": f"u{n}@example.com", "user_id": f"u{n}"} for n in range(5)])
    document = json.loads((shared / "auth0" / "management-api.openapi.json").read_text())
    served = {(one.method.lower(), one.path.removeprefix(V2)) for one in ENDPOINTS}
    for path, operations in document["paths"].items():
        document["paths"][path] = {name: said for name, said in operations.items() if (name, path) in served}
    (tmp_path / "document.json").write_text(corrected(document))
    command = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run"]
    settings = [
        "document.json", "--url", f"{caller.tenant.url}{V2}", "--header", f"Authorization: Bearer {caller.token}",
        "--checks", "not_a_server_error,response_schema_conformance", "--phases", "fuzzing", "--max-examples", str(EXAMPLES), "--seed", "1",
        "--generation-database", "none", "--no-color",
    ]  # fmt: skip
    ended = subprocess.run(
        [*command, *settings], cwd=tmp_path, capture_output=True, text=True, timeout=500, check=False
    )
    assert ended.returncode == 0, ended.stdout[-40_000:] + ended.stderr[-1_000:]
    assert re.search(r"Tested: 49\b", ended.stdout), ended.stdout[-4_000:]
    sys.stdout.write("\n" + "".join(re.findall(r"\d+ generated.*", ended.stdout)) + "\n")
