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

import pytest

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
FAILED = ".jp-Notebook :is([data-mime-type$='jupyter.error'], [data-mime-type$='jupyter.stderr'])"
"""What a failed cell leaves; which of the two, the versions of JupyterLab disagree."""

IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine's PATH"),
    pytest.mark.timeout(600),
]
"""What a module of tests is marked by that drives a JupyterLab."""

OPEN = ".jp-NotebookPanel:not(.lm-mod-hidden)"
"""The page that is in front."""

IN_SIGHT = """where => {
    const {top, bottom} = document.querySelector(where)?.getBoundingClientRect() ?? {top: 1, bottom: 0};
    return 0 < bottom && top < innerHeight && top < bottom;
}"""
"""Whether an element can be seen without scrolling."""

SMALL, TALL = {"width": 1280, "height": 720}, {"width": 1280, "height": 2600}

SHOTS = Path(os.environ.get("USERFERRY_SCREENSHOTS", "")) if os.environ.get("USERFERRY_SCREENSHOTS") else None


@contextmanager
def serve_lab(
    root: Path, settings: Path, *, more: dict[str, str] | None = None, kernels: Path | None = None
) -> Iterator[str]:
    """Serve a project by a JupyterLab of its own; gives its address.

    Args:
        root: The project's folder.
        settings: An empty folder, for its settings and its log.
        more: Settings besides the usual ones.
        kernels: A folder whose `kernels/` holds kernels besides the usual one.
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
    environment |= {"JUPYTER_PATH": str(kernels)} if kernels else {}
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
    """Open a page and run it to its end."""
    _open(page, lab, name)
    assert run_all(page), page.locator(FAILED).first.inner_text()


def open_and_stop(page, lab, name):
    """Open a page and run it until a cell fails; those below it are not run."""
    _open(page, lab, name)
    assert not run_all(page), "every cell ended well"


def _open(page, lab, name):
    page.goto(f"{lab}/doc/tree/notebooks/{name}.ipynb?token={TOKEN}&reset")


def run_all(page):
    """Run the open page's cells, until each has ended (true) or one of them has failed (false)."""
    page.wait_for_function(
        """() => {
            document.querySelector('.jp-Dialog .jp-mod-accept')?.click();  // which kernel? the one it names
            return document.querySelector('#jp-main-statusbar')?.innerText.includes('| Idle');
        }""",
        timeout=60_000,
    )
    page.evaluate(
        "failed => document.querySelectorAll(failed).forEach(one => { one.dataset.before = 'yes'; })", FAILED
    )
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    ended = page.wait_for_function(
        """([place, failed]) => {
            const open = document.querySelector(place);
            const prompts = [...open.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(p => p.innerText);
            if ([...open.querySelectorAll(failed)].some(one => !one.dataset.before)) return 'failed';
            return prompts.length > 3 && prompts.every(text => /^\\[\\d+\\]:$/.test(text.trim())) && 'well';
        }""",
        arg=[OPEN, FAILED],
        timeout=120_000,
    )
    return ended.json_value() == "well"


def use_theme(page, name):
    """Change the lab's theme, and wait until nothing lies over the page any more."""
    page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", name)
    page.wait_for_function(
        "theme => document.body.dataset.jpThemeName === theme && !document.querySelector('#jupyterlab-splash')",
        arg=name,
    )


def shoot(page, name):
    if SHOTS:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png")


def grave_barriers(page, axe, where=None):
    """What axe-core finds on a page, or in a part of it, that keeps somebody from using it."""
    page.evaluate(axe)
    return page.evaluate(_SERIOUS, where)
