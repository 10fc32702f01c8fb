"""The export's page in a real JupyterLab: columns chosen by hand, saved, and exported by the cells and by papermill."""

import csv
import json
import re

import nbformat
import pytest
from tests.browser.driving import IN_A_BROWSER, open_and_run, shoot

from userferry.chain.executing import execute
from userferry.exports import Column, Columns, Exported
from userferry.targets import CLIENT_ID_VARIABLE, CLIENT_SECRET_VARIABLE
from userferry.tenant import LocalTenant

pytestmark = IN_A_BROWSER

NAME = "leaving"
DATABASE = "Username-Password-Authentication"


@pytest.fixture(scope="module")
def tenant(tmp_path_factory):
    """A tenant of sixty people, whom the kernels reach by their environment."""
    users = [
        {"user_id": f"auth0|{at}", "email": f"quentin{at}@acme.example", "name": f"Quentin {at}", "email_verified": at % 3 == 0,
         "user_metadata": {"plan": "pro" if at < 20 else "free"}, "identities": [{"connection": DATABASE, "user_id": f"{at}"}]}
        for at in range(60)
    ]  # fmt: skip
    path = tmp_path_factory.mktemp("people") / "users.ndjson"
    path.write_text("".join(json.dumps(user) + "\n" for user in users))
    with pytest.MonkeyPatch.context() as patch, LocalTenant(job_seconds=0.0) as running:
        running.prime(options={}, users=path)
        patch.setenv(CLIENT_ID_VARIABLE, running.client_id)
        patch.setenv(CLIENT_SECRET_VARIABLE, running.client_secret)
        yield running


@pytest.fixture(scope="module")
def lab_of_tenant(tenant, lab):
    """The lab, begun after the environment says who may ask the tenant."""
    return lab


@pytest.fixture
def path(project, tenant):
    """The decisions file, and the page as that of another migration."""
    pages = nbformat.read(project / "notebooks" / "10-export.ipynb", as_version=4)
    parameters = next(cell for cell in pages.cells if "parameters" in cell.metadata.get("tags", []))
    parameters.source = parameters.source.replace('"demo"', f'"{NAME}"').replace(
        '"rehearsal"', f'"{tenant.url}"', 1
    )
    nbformat.write(pages, project / "notebooks" / f"10-{NAME}.ipynb")
    return project / "params" / f"{NAME}.export.yml"


def write(widget, key, text):
    field = widget.locator(f'[data-key="{key}"]')
    field.fill(text)
    field.press("Enter")


def test_columns_are_chosen_by_hand_and_the_next_cells_export_them(
    tenant, lab_of_tenant, page, project, path, tmp_path
):
    open_and_run(page, lab_of_tenant, f"10-{NAME}")
    widget = page.locator(".uf-exporting")
    widget.locator(".ux-sum", has_text="Export 60 users").wait_for()
    widget.locator("td", has_text="q•••@acme.example").first.wait_for()
    assert widget.locator(".ux-users tbody tr").count() == 10
    assert "quentin" not in widget.inner_text().lower()
    shoot(page, "10-export")

    for _ in range(9):
        widget.locator('[data-key="remove 1"]').click()
    widget.locator(".ux-list h3", has_text="2 columns").wait_for()
    widget.get_by_role("button", name="Add a JavaScript expression").click()
    widget.locator('[data-key="label 2"]').wait_for()
    write(widget, "label 2", "Who")
    widget.locator(".uf-last", has_text="Who named").wait_for()
    write(widget, "text 2", "user.name ||")
    widget.locator(".ux-fault", has_text="no JavaScript expression").wait_for()
    assert widget.get_by_role("button", name="Save export").is_disabled()
    write(widget, "text 2", "user.user_metadata.plan === 'pro' ? user.name : user.nothing.at")
    widget.locator(".ux-preview .uf-complaints").wait_for(state="detached")
    widget.get_by_role("button", name="Move Who up").click()
    widget.locator('.ux-column[data-label="Who"] [data-key="label 1"]').wait_for()
    write(widget, "filter", 'pl.col("user_metadata.plan").is_in(["pro", "free"]) & pl.col("email_verified")')
    widget.locator(".ux-sum", has_text="Export 20 users").wait_for()
    widget.locator(".ux-preview .uf-complaints", has_text="TypeError: cannot read").wait_for()
    widget.locator('[data-key="sort"]').select_option("Id")
    widget.locator('[data-key="way of sort"]').select_option("-")
    widget.locator('[data-key="format"]').select_option("csv")
    widget.get_by_role("button", name="Save export").click()
    widget.locator(".uf-last", has_text=f"Saved in {path.name}; run the next cell, which reads it").wait_for()
    shoot(page, "10-export-chosen")

    chosen = Columns.read(path)
    assert chosen.columns == (
        Column("Id", "user_id"),
        Column("Who", expression="user.user_metadata.plan === 'pro' ? user.name : user.nothing.at"),
        Column("Updated At", "updated_at"),
    )
    assert (chosen.sort, chosen.format) == ("-Id", "csv")
    execute(project / "notebooks" / f"10-{NAME}.ipynb", tmp_path / "run.ipynb", {}, home=tmp_path / "home")
    exports = tmp_path / "home" / NAME / "exports"
    done = Exported.read(exports)
    assert (done.users, done.asked, done.wrong) == (20, 60, {"Who": 13})
    with (exports / "export.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    ids = [row["Id"] for row in rows]
    assert ids == sorted((f"auth0|{at}" for at in range(0, 60, 3)), reverse=True)
    assert {row["Id"]: row["Who"] for row in rows}["auth0|3"] == "Quentin 3"
    assert not re.search("quentin", (tmp_path / "run.ipynb").read_text(), re.IGNORECASE)


def test_it_is_worked_by_keys_alone(tenant, lab_of_tenant, page, path):
    path.unlink(missing_ok=True)
    open_and_run(page, lab_of_tenant, f"10-{NAME}")
    widget = page.locator(".uf-exporting")
    widget.locator(".ux-sum", has_text="Export 60 users").wait_for()
    widget.locator('[data-key="remove 10"]').focus()
    page.keyboard.press("Enter")
    widget.locator(".ux-list h3", has_text="10 columns").wait_for()
    page.keyboard.press("Control+z")
    widget.locator(".ux-list h3", has_text="11 columns").wait_for()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.dataset.key") == "filter"
    page.keyboard.type('pl.col("email") == "quentin1@acme.example"')
    page.keyboard.press("Control+s")
    widget.locator(".uf-last", has_text="Saved").wait_for()
    assert Columns.read(path).filter == 'pl.col("email") == "quentin1@acme.example"'
