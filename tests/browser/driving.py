"""Driving a JupyterLab: serve a project, open a page, run its cells, look at it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOKEN = "browser-test"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SETTINGS = {
    "notebook-extension/tracker.jupyterlab-settings": '{"windowingMode": "none", "autoStartDefaultKernel": true}',
    "apputils-extension/notification.jupyterlab-settings": '{"fetchNews": "false", "checkForUpdates": false}',
}
DARK = {"apputils-extension/themes.jupyterlab-settings": '{"theme": "JupyterLab Dark"}'}
_SERIOUS = """async (where) => {
    const found = await axe.run(where ? {include: [[where]]} : document, {resultTypes: ['violations']});
    const grave = found.violations.filter(one => ['serious', 'critical'].includes(one.impact));
    return grave.map(one => `${one.id}: ${one.nodes.map(node => node.html.slice(0, 90)).slice(0, 3).join(' … ')}`);
}"""
SHOTS = Path(os.environ.get("USERFERRY_SCREENSHOTS", "")) if os.environ.get("USERFERRY_SCREENSHOTS") else None


@contextmanager
def serve_lab(root: Path, settings: Path, *, more: dict[str, str] | None = None) -> Iterator[str]:
    """Serve a project by a JupyterLab of its own; gives its address.

    Args:
        root: The project's folder.
        settings: An empty folder, for its settings and its log.
        more: Settings besides the usual ones.
    """
    for name, text in (SETTINGS | (more or {})).items():
        path = settings / "@jupyterlab" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    removed = {"USERFERRY_HOME", "USERFERRY_PROJECT"}
    environment = {name: value for name, value in os.environ.items() if name not in removed}
    command = [sys.executable, "-m", "jupyterlab", "--allow-root", "--no-browser", "--ip=127.0.0.1"]
    command += [f"--port={port}", f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={root}"]
    command += [f"--LabApp.user_settings_dir={settings}", "--LabApp.expose_app_in_browser=True"]
    log = (settings / "log").open("w")
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/api?token={TOKEN}", timeout=1)
                break
            except OSError:
                if server.poll() is not None:
                    raise RuntimeError((settings / "log").read_text()) from None
                time.sleep(0.25)  # another process: there is no clock of ours to move
        yield address
    finally:
        server.terminate()
        server.wait(20)


def open_and_run(page, lab, name):
    page.goto(f"{lab}/doc/tree/notebooks/{name}.ipynb?token={TOKEN}&reset")
    run_all(page)


def run_all(page):
    """Run the open page's cells, until each has ended or one of them has failed."""
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
            const open = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden)');
            const prompts = [...open.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(p => p.innerText);
            const failed = open.querySelector('[data-mime-type="application/vnd.jupyter.stderr"]');
            const ended = prompts.length > 3 && prompts.every(text => /^\\[\\d+\\]:$/.test(text.trim()));
            return Boolean(failed) || ended;
        }""",
        timeout=120_000,
    )


def shoot(page, name):
    if SHOTS:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png")


def grave_barriers(page, axe, where=None):
    """What axe-core finds on a page, or in a part of it, that keeps somebody from using it."""
    page.evaluate(axe)
    return page.evaluate(_SERIOUS, where)
