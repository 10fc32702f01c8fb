"""The report in a real browser: nothing wider than the window, nothing asked for, labels apart, light and dark."""

import pytest
from tests.browser.driving import ARGUMENTS, CHROMIUM, shoot
from tests.reports.report_scene import write_scene

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
WIDTHS = [1280, 600, 400]

WIDER = """() => [...document.querySelectorAll('body *')]
  .filter(one => one.getClientRects().length && !one.closest('svg'))
  .filter(one => one.getBoundingClientRect().right > innerWidth + 0.5 || one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display != 'inline')
  .map(one => one.tagName + '.' + one.className)"""
OVERLAPS = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const words = [...svg.querySelectorAll('text')].map(one => [one.textContent, one.getBoundingClientRect()]).filter(([, box]) => box.width);
  const frame = svg.getBoundingClientRect();
  const out = words.filter(([, b]) => b.right > frame.right + 12 || b.left < frame.left - 1 || b.bottom > frame.bottom + 2);
  const over = words.flatMap(([one, a], at) => words.slice(at + 1)
    .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3)
    .map(([two]) => one + ' / ' + two));
  return [...out.map(([one]) => one), ...over];
})"""


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="module", params=["rough", "clean"])
def address(request, tmp_path_factory):
    return write_scene(tmp_path_factory.mktemp(request.param), is_clean=request.param == "clean").as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_the_window_and_asks_for_nothing(browser, address, width, scheme):
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    shoot(page, f"report-{scheme}-{width}")
    assert asked == [address]
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(WIDER) == []
    assert page.evaluate(OVERLAPS) == []
    assert page.locator("svg[role=img]:visible").count() == 2
    page.close()


def test_what_is_read_stands_out_from_the_ground(browser, address):
    contrast = """() => {
      const parts = colour => { const c = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
        c.fillStyle = colour; c.fillRect(0, 0, 1, 1); return [...c.getImageData(0, 0, 1, 1).data].slice(0, 3); };
      const light = colour => { const [r, g, b] = parts(colour).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
      const style = getComputedStyle(document.documentElement);
      const named = name => light(style.getPropertyValue(name).trim());
      const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      return ['--ink', '--soft', '--good'].flatMap(one => ['--page', '--panel'].map(ground => ratio(named(one), named(ground))));
    }"""
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(address)
        assert min(page.evaluate(contrast)) >= 4.5
        page.close()


def test_on_paper_it_is_light_and_wide(browser, address):
    page = browser.new_page(viewport={"width": 700, "height": 900}, color_scheme="dark")
    page.goto(address)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("svg.wide:visible").count() == 2
    assert page.locator("svg.narrow:visible").count() == 0
    assert page.pdf(format="A4")[:5] == b"%PDF-"
    page.close()
