"""The notebooks open and run in a real JupyterLab, in a real Chromium."""

import pytest
from tests.browser.driving import IN_A_BROWSER, grave_barriers, open_and_run, shoot

NOTEBOOKS = [
    "00-start", "01-profile", "02-map", "03-conflicts", "04-check", "05-import", "06-verify", "07-undo", "10-export",
    "11-update", "12-transfer", "13-lazy-migration",
]  # fmt: skip

pytestmark = IN_A_BROWSER


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_page_runs_from_top_to_bottom(page, lab, project, name):
    open_and_run(page, lab, name)
    shoot(page, name)
    assert page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').count() == 0
    assert page.locator(".jp-OutputArea mjx-container").count() == 0, "two dollars in a value are no formula"
    assert f"{name} is done" in page.locator(".jp-Notebook").inner_text()
    assert (project / "workspaces" / "demo" / "steps" / f"{name}.json").exists()


def test_no_output_of_a_page_and_no_report_keeps_anybody_out(page, axe, project):
    """After the last page: what is on the screen, and the pages that were left for people without a notebook."""
    assert grave_barriers(page, axe, ".jp-Notebook .jp-OutputArea") == []
    left = sorted((project / "workspaces" / "demo").glob("*/*.html"))
    assert {path.stem for path in left} >= {"profile", "balance", "report"}
    for path in left:
        page.goto(path.as_uri())
        assert grave_barriers(page, axe) == [], path.name


def test_the_way_at_a_page_s_end_leads_to_the_next(page, lab):
    open_and_run(page, lab, "01-profile")
    page.locator(".jp-OutputArea nav a", has_text="02-map").click()
    page.locator(".jp-MarkdownOutput h1", has_text="02 · Map").wait_for(timeout=30_000)


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
