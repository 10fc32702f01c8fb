"""Driving a JupyterLab: open a page, run its cells, look at it."""

import os
import shutil
from pathlib import Path

TOKEN = "browser-test"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SHOTS = Path(os.environ.get("USERFERRY_SCREENSHOTS", "")) if os.environ.get("USERFERRY_SCREENSHOTS") else None


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
