"""What goes wrong in a person's hands stops the command line with a paragraph: what happened, what next, no traceback."""

import socket
import subprocess
import sys

import pytest
from tests.inprocess import run_pages
from tests.small_disk import on_small_disk, why_no_small_disk

from userferry.targets import CLIENT_ID_VARIABLE, CLIENT_SECRET_VARIABLE
from userferry.tenant import LocalTenant
from userferry.tenant.routes import ALL_SCOPES

pytestmark = [pytest.mark.chain, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def tenant():
    with LocalTenant(password_rounds=4) as running:
        running.add_connection("google", strategy="google-oauth2")
        yield running


@pytest.fixture
def credentials(tenant, monkeypatch):
    """The tenant's own application, for whoever is started."""
    monkeypatch.setenv(CLIENT_ID_VARIABLE, tenant.client_id)
    monkeypatch.setenv(CLIENT_SECRET_VARIABLE, tenant.client_secret)


def stopped(scene, *said, command=None, environment=None):
    """Run the chain, or another command, that stops with a paragraph; gives the paragraph."""
    environment = scene.environment | (environment or {})
    done = subprocess.run(
        command or scene.command(),
        cwd=scene.root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert 'File "' not in done.stdout + done.stderr
    for words in (*said, "What was done before it stands", "Mend the cause, then run `userferry"):
        assert words in done.stderr
    return done.stderr


@pytest.mark.usefixtures("credentials")
def test_a_wrong_secret(make_scene, tenant, monkeypatch):
    monkeypatch.setenv(CLIENT_SECRET_VARIABLE, "mistyped-Secret-0123456789")
    paragraph = stopped(
        make_scene(target=tenant.url),
        f"00-start stopped: {tenant.domain} does not know this application, or not by this secret",
        "Nothing was read or changed there.",
        "Compare AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET, which come from the environment",
    )
    assert "mistyped" not in paragraph


def test_a_missing_scope(make_scene, tenant):
    client_id, secret = tenant.add_client("looks", set(ALL_SCOPES) - {"create:users", "read:users"})
    stopped(
        make_scene(target=tenant.url),
        f"00-start stopped: At {tenant.domain} this application lacks the scopes read:users, create:users",
        "Nothing was sent or changed there",
        "in Auth0's dashboard, under Applications › Applications › the application › APIs › Auth0 Management API",
        environment={CLIENT_ID_VARIABLE: client_id, CLIENT_SECRET_VARIABLE: secret},
    )


@pytest.mark.usefixtures("credentials")
@pytest.mark.parametrize(
    ("connection", "why"),
    [
        ("google", "its strategy is google-oauth2"),
        ("Costumers", "has no connection of that name"),
    ],
)
def test_a_connection_that_does_not_do(make_scene, tenant, connection, why):
    stopped(
        make_scene(target=tenant.url, connection=connection),
        f"`connection` is {connection!r}",
        why,
        "Nothing was written or sent.",
        "the tenant's database is Username-Password-Authentication",
        "On an open page a parameter is said in its first cell",
    )


@pytest.mark.usefixtures("credentials")
def test_a_tenant_out_of_reach(make_scene):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{probe.getsockname()[1]}"
    stopped(
        make_scene(target=nowhere),
        f"00-start stopped: {nowhere} cannot be reached, for nothing answers at its port.",
        "Nothing was read or changed there.",
        "start it (`userferry tenant --data DIR --port",
    )


@pytest.mark.parametrize("size", ["4k", "48k", "440k"])
def test_a_full_disk(make_scene, size):
    """It is met by the page itself, by the tenant of the rehearsal, and by what the page writes."""
    need_small_disk()
    scene = make_scene()
    home = scene.workspace.parent
    home.mkdir()
    looked_after = [sys.executable, "-c", LOOK_AFTER, str(home), *scene.command()]
    stopped(
        scene,
        " stopped: There is no room left to write ",
        "a file that was not written whole is not taken for one",
        "Make room on that disk and run this again",
        command=on_small_disk(home, *looked_after, size=size),
    )


LOOK_AFTER = """
import json, subprocess, sys
from pathlib import Path
done = subprocess.run(sys.argv[2:])
for page in Path(sys.argv[1]).glob("*/notebooks/*.ipynb"):
    json.loads(page.read_text())  # whole, or not there
sys.exit(done.returncode)
"""


def need_small_disk():
    if why := why_no_small_disk():
        pytest.skip(why)


def on_page(page):
    """Make the command that runs one page."""
    return [sys.executable, "-c", "from userferry.cli import main; main()", "page", page, "params/demo.yml"]


def test_a_disk_that_is_full_while_users_are_sent(make_scene, tmp_path):
    """The rehearsal's job waits for room, the page stops; with room it goes on, and everybody arrives."""
    need_small_disk()
    scene, left = make_scene(), tmp_path / "left"
    home = scene.workspace.parent
    home.mkdir()
    run_pages(scene.root, left, "01-profile", "02-map", "03-conflicts", "04-check")
    taken = sum(-(-path.stat().st_size // 4096) * 4 for path in left.rglob("*") if path.is_file())
    page = on_page("05-import")
    twice = [sys.executable, "-c", MAKE_ROOM, str(home), *page]
    done = subprocess.run(
        on_small_disk(home, *twice, size=f"{taken + 300}k", holds=left),
        cwd=scene.root, env=scene.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stderr.count("05-import stopped: ") == 1
    assert "disk" in done.stderr
    assert "05-import wrote runs/first/rows.parquet (450 rows)" in done.stdout


MAKE_ROOM = """
import subprocess, sys
assert subprocess.run(sys.argv[2:]).returncode == 1
subprocess.run(["mount", "-o", "remount,size=64m", sys.argv[1]], check=True)
sys.exit(subprocess.run(sys.argv[2:]).returncode)
"""


def test_a_dump_that_changed(make_scene):
    """Before anything is made of it, and before anything is sent; put back, it goes on."""
    scene = make_scene()
    home, dump = scene.workspace.parent, scene.root / "params" / "demo" / "django.auth_user.csv"
    before = dump.read_text()
    head, *rows = before.splitlines()
    run_pages(scene.root, home, "01-profile")
    dump.write_text("\n".join([f"{head},shoe_size", *(f"{row},42" for row in rows)]))
    stopped(
        scene,
        "02-map stopped: django.auth_user.csv has other columns than when 01-profile looked at it (new: shoe_size).",
        "Nothing was written",
        "Run 01-profile again",
        command=on_page("02-map"),
    )
    dump.write_text(before)
    run_pages(scene.root, home, "02-map", "03-conflicts", "04-check")
    dump.write_text("\n".join([head, *rows[:-1]]))
    stopped(
        scene,
        "05-import stopped: params/demo/django.auth_user.csv is not what 04-check read any more.",
        "Nothing was sent",
        "Run 01-profile to 04-check again",
        command=on_page("05-import"),
    )
    dump.unlink()
    stopped(scene, "django.auth_user.csv is not what 04-check read any more.", command=on_page("05-import"))
    dump.write_text(before)
    run_pages(scene.root, home, "05-import")
    dump.write_text("\n".join([head, *rows[:-1]]))
    run_pages(scene.root, home, "05-import")  # a run that was begun goes on with what it began with
