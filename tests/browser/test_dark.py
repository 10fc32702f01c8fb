"""The pages in JupyterLab's dark theme: nothing on them becomes hard to read or to reach."""

import pytest
from tests.browser.driving import DARK, IN_A_BROWSER, grave_barriers, open_and_run, serve_lab, shoot

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def lab(project, tmp_path_factory):
    with serve_lab(project, tmp_path_factory.mktemp("settings"), more=DARK) as address:
        yield address


@pytest.mark.parametrize("name", ["01-profile", "02-map", "03-conflicts", "04-check"])
def test_a_page_can_be_read_in_the_dark(page, lab, axe, name):
    open_and_run(page, lab, name)
    shoot(page, f"{name}-dark")
    assert page.evaluate("document.body.dataset.jpThemeLight") == "false"
    assert grave_barriers(page, axe, ".jp-Notebook .jp-OutputArea") == []
