"""The notebooks open and run in a real JupyterLab, in a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest

from userferry.mapping import Mapping

PROJECT = Path(__file__).parents[2]
NOTEBOOKS = ["00-start", "01-profile", "02-map", "03-conflicts", "04-check", "05-import", "06-verify"]
TOKEN = "browser-test"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SETTINGS = {
    "notebook-extension/tracker.jupyterlab-settings": '{"windowingMode": "none", "autoStartDefaultKernel": true}',
    "apputils-extension/notification.jupyterlab-settings": '{"fetchNews": "false", "checkForUpdates": false}',
}
SHOTS = Path(os.environ.get("USERFERRY_SCREENSHOTS", "")) if os.environ.get("USERFERRY_SCREENSHOTS") else None

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine's PATH"),
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the pages and the parameters: JupyterLab saves what it runs."""
    root = tmp_path_factory.mktemp("lab")
    for name in ("notebooks", "params"):
        shutil.copytree(PROJECT / name, root / name)
    for path in (root / "notebooks").glob("*.ipynb"):
        pages = nbformat.read(path, as_version=4)
        for cell in pages.cells:
            if cell.cell_type == "code":  # what is seen afterwards was made here
                cell.outputs, cell.execution_count = [], None
        nbformat.write(pages, path)
    return root


@pytest.fixture(scope="module")
def lab(project, tmp_path_factory):
    """A JupyterLab server on the copy; gives its address."""
    settings = tmp_path_factory.mktemp("settings")
    for name, text in SETTINGS.items():
        path = settings / "@jupyterlab" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    removed = {"USERFERRY_HOME", "USERFERRY_PROJECT"}
    environment = {name: value for name, value in os.environ.items() if name not in removed}
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--allow-root",
        "--no-browser",
        "--ip=127.0.0.1",
        f"--port={port}",
    ]
    command += [f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={project}"]
    command += [f"--LabApp.user_settings_dir={settings}"]
    log = (settings / "log").open("w")
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/api?token={TOKEN}", timeout=1)
                break
            except OSError:
                assert server.poll() is None, (settings / "log").read_text()
                time.sleep(0.25)  # another process: there is no clock of ours to move
        yield address
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")
def page(lab):
    """A page as wide as an analyst's and long enough for a notebook."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser.new_page(viewport={"width": 1280, "height": 2600})
        browser.close()


def open_and_run(page, lab, name):
    page.goto(f"{lab}/doc/tree/notebooks/{name}.ipynb?token={TOKEN}&reset")
    page.wait_for_function(
        """() => {
            document.querySelector('.jp-Dialog .jp-mod-accept')?.click();  // which kernel? the one it names
            return document.querySelector('#jp-main-statusbar')?.innerText.includes('| Idle');
        }""",
        timeout=60_000,
    )
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(
        """() => {
            const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(p => p.innerText);
            return prompts.length > 3 && prompts.every(text => /^\\[\\d+\\]:$/.test(text.trim()));
        }""",
        timeout=120_000,
    )


def shoot(page, name):
    if SHOTS:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_page_runs_from_top_to_bottom(page, lab, project, name):
    open_and_run(page, lab, name)
    shoot(page, name)
    assert page.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0
    assert page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').count() == 0
    assert "is done; it wrote:" in page.locator(".jp-Notebook").inner_text()
    assert (project / "workspaces" / "demo" / "steps" / f"{name}.json").exists()


@pytest.mark.parametrize("width", [1280, 400])
def test_the_profile_is_a_page_of_its_own(page, project, width):
    """It needs no network, and no part of it is wider than the window or the paper."""
    asked = []
    alone = page.context.browser.new_page()
    try:
        alone.on("request", lambda request: asked.append(request.url))
        alone.set_viewport_size({"width": width, "height": 900})
        alone.goto((project / "workspaces" / "demo" / "profile" / "profile.html").as_uri())
        shoot(alone, f"profile-{width}")
        wide = "[...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)"
        assert alone.evaluate(f"{wide}.map(one => one.outerHTML.slice(0, 90))") == []
        assert alone.locator("h2").first.inner_text() == "What it is"
        printed = alone.pdf(format="A4")
        assert printed.startswith(b"%PDF")
        assert len(printed) > 20_000
    finally:
        alone.close()
    assert [url.partition(":")[0] for url in asked] == ["file"]


def test_the_form_saves_what_was_chosen(page, lab, project):
    path = project / "params" / "demo.mapping.yml"
    before = Mapping.read(path)
    open_and_run(page, lab, "02-map")
    field = page.locator(
        "[title='What `is_superuser` becomes'] input, input[title='What `is_superuser` becomes']"
    )
    field.fill("app_metadata.is_superuser")
    field.press("Enter")
    page.get_by_text("give it the transform").or_(page.get_by_text("not saved")).first.wait_for()
    shoot(page, "02-map-changed")
    page.get_by_role("button", name="Save mapping").click()
    page.get_by_text("; saved in demo.mapping.yml").wait_for()
    wanted = before.change("is_superuser", target="app_metadata.is_superuser", reason="chosen by hand")
    assert Mapping.read(path) == wanted
