"""What goes wrong in a person's hands is a card on the page where it is first met, in a real JupyterLab."""

import json
import shutil
import socket
import sys
from dataclasses import dataclass, field

import nbformat
import pytest
from tests.browser.driving import (
    IN_A_BROWSER,
    IN_SIGHT,
    SMALL,
    TALL,
    grave_barriers,
    open_and_stop,
    serve_lab,
    shoot,
    use_theme,
)
from tests.inprocess import parametrise, run_pages
from tests.small_disk import on_small_disk, why_no_small_disk

from userferry.targets import CLIENT_ID_VARIABLE, CLIENT_SECRET_VARIABLE
from userferry.tenant import LocalTenant
from userferry.tenant.routes import ALL_SCOPES
from userferry.workspace import HOME_VARIABLE, PROJECT_VARIABLE

pytestmark = IN_A_BROWSER

DUMP = "params/demo/django.auth_user.csv"
WRONG_SECRET = "mistyped-Secret-0123456789"
CARD = '.jp-Notebook [role="alert"]'
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
DASHBOARD = "Auth0's dashboard, under Applications › Applications"
FILL = "import subprocess\nsubprocess.run('cat /dev/zero > $USERFERRY_HOME/other', shell=True, stderr=-3)"
"""What another program does to the disk meanwhile."""


@dataclass(frozen=True)
class Case:
    """What is wrong, the page on which it is first met, and what its card says: happened, left, next."""

    page: str
    title: str
    says: tuple[str, str, str]
    decided: dict[str, str] = field(default_factory=dict)
    is_on_small_disk: bool = False


LOOKED = "Nothing was read or changed there."
CASES = {
    "wrong-secret": Case(
        "00-start",
        "The tenant does not know this application",
        ("{domain} does not know this application", LOOKED, f"Compare {CLIENT_ID_VARIABLE} and {CLIENT_SECRET_VARIABLE}"),
    ),
    "scope-to-import": Case(
        "00-start",
        "The application may not do this",
        ("lacks the scope create:users", "Nothing was sent or changed there", f"the scope create:users in {DASHBOARD}"),
    ),
    "scope-to-look": Case(
        "00-start",
        "The application may not do this",
        ("expected any of: read:connections.", "Nothing was done.", f"the scope read:connections in {DASHBOARD}"),
    ),
    "no-database": Case(
        "00-start",
        "Something decided cannot be followed",
        ("connection is 'google': its strategy is google-oauth2", "Nothing was written or sent.",
         "the tenant's databases are Customers, Username-Password-Authentication"),
        {"connection": "google"},
    ),
    "no-connection": Case(
        "00-start",
        "Something decided cannot be followed",
        ("connection is 'Costumers', and http://{domain} has no connection of that name",
         "Nothing was written or sent.", "the tenant's databases are Customers, Username-Password-Authentication"),
        {"connection": "Costumers"},
    ),
    "out-of-reach": Case(
        "00-start",
        "The tenant cannot be reached",
        ("{nowhere} cannot be reached, for nothing answers at its port.", LOOKED, "start it (userferry tenant"),
        {"target": "{nowhere}"},
    ),
    "disk-full-mapping": Case(
        "02-map",
        "The disk is full",
        ("There is no room left to write {home}/demo/users.parquet.", "is not taken for one.", "Make room on that disk"),
        {},
        is_on_small_disk=True,
    ),
    "disk-full-sending": Case(
        "05-import",
        "The disk is full",
        ("The disk is full, so the run first stopped.", "Of 450 users 0 are done", "make room, run the same cell"),
        {},
        is_on_small_disk=True,
    ),
    "another-column": Case(
        "02-map",
        "Something has been changed since",
        ("django.auth_user.csv has other columns than when 01-profile looked at it (new: shoe_size).",
         "Nothing was written", "Run 01-profile again"),
    ),
    "another-dump": Case(
        "05-import",
        "Something has been changed since",
        (f"{DUMP} is not what 04-check read any more.", "Nothing was sent", "Run 01-profile to 04-check again"),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def tenant():
    """A tenant with two databases and a social connection."""
    with LocalTenant(password_rounds=4) as running:
        running.add_connection("google", strategy="google-oauth2")
        running.add_connection("Customers")
        yield running


@pytest.fixture(scope="module")
def nowhere():
    """The address of a tenant that does not run."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.fixture(scope="module")
def applications(tenant):
    """Each case's application: its id and its secret; the tenant's own for whoever has no other."""
    return {
        "wrong-secret": (tenant.client_id, WRONG_SECRET),
        "scope-to-import": tenant.add_client("looks", set(ALL_SCOPES) - {"create:users"}),
        "scope-to-look": tenant.add_client("sends", set(ALL_SCOPES) - {"read:connections"}),
    }


@pytest.fixture(scope="module")
def homes(tenant, project, tmp_path_factory):
    """Each case's home of workspaces, with what the pages before left there, and the project it belongs to."""
    left = tmp_path_factory.mktemp("left")
    own = {CLIENT_ID_VARIABLE: tenant.client_id, CLIENT_SECRET_VARIABLE: tenant.client_secret}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in own.items():
            patch.setenv(name, value)
        run_pages(project, left, "01-profile", "02-map", "03-conflicts", "04-check", target=tenant.url)
    found = {}
    for name, case in CASES.items():
        home = tmp_path_factory.mktemp(name)
        if case.page != "00-start" and not case.is_on_small_disk:
            shutil.copytree(left, home, dirs_exist_ok=True)
        found[name] = (home, project)
    for name, change in {"another-column": _widen, "another-dump": _shorten}.items():
        beside = tmp_path_factory.mktemp("project")
        for part in ("notebooks", "params"):
            shutil.copytree(project / part, beside / part)
        change(beside / DUMP)
        found[name] = (found[name][0], beside)
    return left, found


def _widen(dump):
    head, *rows = dump.read_text().splitlines()
    dump.write_text("\n".join([f"{head},shoe_size", *(f"{row},42" for row in rows)]) + "\n")


def _shorten(dump):
    dump.write_text("".join(dump.read_text().splitlines(keepends=True)[:-1]))


@pytest.fixture(scope="module")
def lab(tenant, nowhere, applications, homes, project, tmp_path_factory):
    """A lab with a page and a kernel for each case."""
    left, found = homes
    kernels = tmp_path_factory.mktemp("kernels")
    for name, case in CASES.items():
        home, root = found[name]
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        if case.is_on_small_disk:
            argv = on_small_disk(home, *argv, size="4m", holds=left, is_full=case.page == "02-map")
        client_id, secret = applications.get(name, (tenant.client_id, tenant.client_secret))
        environment = {CLIENT_ID_VARIABLE: client_id, CLIENT_SECRET_VARIABLE: secret}
        environment |= {HOME_VARIABLE: str(home), PROJECT_VARIABLE: str(root)}
        spec = {"argv": argv, "display_name": name, "language": "python", "env": environment}
        (kernels / "kernels" / name).mkdir(parents=True)
        (kernels / "kernels" / name / "kernel.json").write_text(json.dumps(spec))
        page = nbformat.read(project / "notebooks" / f"{case.page}.ipynb", as_version=4)
        decided = {"target": tenant.url} | {
            key: value.format(nowhere=nowhere) for key, value in case.decided.items()
        }
        page = parametrise(page, **decided)
        page.metadata.kernelspec = {"name": name, "display_name": name, "language": "python"}
        if case.is_on_small_disk and case.page == "05-import":
            at = next(at for at, cell in enumerate(page.cells) if cell.source.startswith("outcome = "))
            page.cells.insert(at, nbformat.v4.new_code_cell(FILL))
        nbformat.write(page, project / "notebooks" / f"{name}.ipynb")
    with serve_lab(project, tmp_path_factory.mktemp("settings"), kernels=kernels) as address:
        yield address


@pytest.mark.parametrize("name", CASES)
def test_it_is_a_card_on_the_page_where_it_is_met(
    page, lab, axe, tenant, nowhere, applications, homes, project, name
):
    case = CASES[name]
    if case.is_on_small_disk and (why := why_no_small_disk()):
        pytest.skip(why)
    page.set_viewport_size(SMALL)
    open_and_stop(page, lab, name)
    card = page.locator(CARD)
    page.wait_for_function(IN_SIGHT, arg=CARD)  # though Run All Cells went to the page's foot
    page.set_viewport_size(TALL)
    shown = card.inner_text()
    assert card.count() == 1
    assert card.is_visible()
    assert shown.startswith(case.title)
    home, _ = homes[1][name]
    for said in case.says:
        assert said.format(domain=tenant.domain, nowhere=nowhere, home=home) in shown
    everything = page.locator("body").inner_text()
    assert "Traceback" not in everything
    assert 'File "' not in everything
    assert "is done; it wrote:" not in everything

    now = page.evaluate("document.body.dataset.jpThemeName")
    for theme in sorted(THEMES, key=lambda theme: THEMES[theme] != now):
        use_theme(page, THEMES[theme])
        card.scroll_into_view_if_needed()
        shoot(page, f"card-{name}-{theme}")
        assert grave_barriers(page, axe, CARD) == []
    card.locator("summary").click()
    assert 'File "' in card.locator("pre").inner_text()
    assert grave_barriers(page, axe, CARD) == []
    shoot(page, f"card-{name}-opened")
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_function("!document.querySelector('.jp-mod-dirty')")
    saved = (project / "notebooks" / f"{name}.ipynb").read_text()
    assert 'role=\\"alert\\"' in saved
    for _, secret in [*applications.values(), (tenant.client_id, tenant.client_secret)]:
        assert secret not in page.content()
        assert secret not in saved
