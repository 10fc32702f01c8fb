"""A real JupyterLab on a copy of the project, and a real Chromium."""

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
from tests.browser.driving import ARGUMENTS, CHROMIUM, TOKEN

PROJECT = Path(__file__).parents[2]
SETTINGS = {
    "notebook-extension/tracker.jupyterlab-settings": '{"windowingMode": "none", "autoStartDefaultKernel": true}',
    "apputils-extension/notification.jupyterlab-settings": '{"fetchNews": "false", "checkForUpdates": false}',
}


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
