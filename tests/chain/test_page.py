"""One page by itself on the command line: the export of a tenant that runs already."""

import json
import subprocess
import sys

import openpyxl
import pytest

from userferry.exports import Columns, Exported
from userferry.targets import CLIENT_ID_VARIABLE, CLIENT_SECRET_VARIABLE
from userferry.tenant import LocalTenant

pytestmark = pytest.mark.chain
DATABASE = "Username-Password-Authentication"


@pytest.fixture(scope="module")
def tenant(tmp_path_factory):
    users = [
        {"user_id": f"auth0|{at}", "email": f"u{at}@example.com", "given_name": f"Quentin{at}", "app_metadata": {"joined": f"20{at % 20:02}"},
         "identities": [{"connection": DATABASE, "user_id": f"{at}"}]}
        for at in range(1_500)
    ]  # fmt: skip
    path = tmp_path_factory.mktemp("people") / "users.ndjson"
    path.write_text("".join(json.dumps(user) + "\n" for user in users))
    with LocalTenant(job_seconds=0.0) as running:
        running.prime(options={}, users=path)
        yield running


def run_page(scene, tenant, page):
    command = [
        sys.executable,
        "-c",
        "from userferry.cli import main; main()",
        "page",
        page,
        "params/demo.yml",
    ]
    secrets = {CLIENT_ID_VARIABLE: tenant.client_id, CLIENT_SECRET_VARIABLE: tenant.client_secret}
    return subprocess.run(
        command, cwd=scene.root, env=scene.environment | secrets, capture_output=True, text=True, check=False
    )


def test_a_page_runs_by_itself_as_its_decisions_say(make_scene, tenant):
    scene = make_scene(target=tenant.url)
    decided = Columns.read(scene.root / "params" / "demo.export.yml")
    done = run_page(scene, tenant, "10-export")
    assert done.returncode == 0, done.stderr
    assert "10-export wrote exports/export.csv (1,500 rows)" in done.stdout
    exports = scene.workspace / "exports"
    exported = Exported.read(exports)
    assert (exported.users, exported.columns, exported.wrong) == (1_500, decided.labels, {})
    assert all(path.stat().st_mode & 0o077 == 0 for path in exports.iterdir())
    assert "Quentin" not in (scene.workspace / "notebooks" / "10-export.ipynb").read_text()

    said = scene.root / "params" / "demo.export.yml"
    said.write_text('columns: {Who: {expression: "user.given_name.x.y"}, Id: user_id}\nformat: xlsx\nsort: -Id\n'
                    'filter: pl.col("app_metadata.joined") == "2003"\n')  # fmt: skip
    again = run_page(scene, tenant, "10-export")
    assert again.returncode == 0, again.stderr
    rows = list(openpyxl.load_workbook(exports / "export.xlsx")["users"].iter_rows(values_only=True))
    assert rows[0] == ("Who", "Id")
    assert rows[1:] == sorted(
        ((None, f"auth0|{at}") for at in range(3, 1_500, 20)), key=lambda row: row[1], reverse=True
    )
    assert Exported.read(exports).wrong == {"Who": 75}


def test_what_cannot_be_followed_is_said_and_nothing_is_exported(make_scene, tenant):
    scene = make_scene(target=tenant.url)
    (scene.root / "params" / "demo.export.yml").write_text("columns: {Id: user_id}\nfromat: csv\n")
    done = run_page(scene, tenant, "10-export")
    assert done.returncode == 1
    assert "`fromat` is no part of an export; did you mean `format`?" in done.stderr
    assert "Traceback" not in done.stderr
    unknown = run_page(scene, tenant, "10-exprot")
    assert unknown.returncode == 1
    assert "did you mean `10-export`?" in unknown.stderr
