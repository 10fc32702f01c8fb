"""Every link between the pages leads somewhere, and so does every anchor and every path of a test."""

import re

import pytest
from docs.conf import SECTIONS
from tests.browser.test_lab import NOTEBOOKS
from tests.docs.blocks import DOCS, PAGES, PROJECT, SITE, anchors_of, links_of, name_of

MARK = re.compile(r"<!-- picture: (\S+) .+? -->")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_to_a_file_and_a_heading(page):
    for link in links_of(page):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert target.is_relative_to(PROJECT)
        if anchor:
            assert anchor in anchors_of(target), f"{link}: {sorted(anchors_of(target))}"


def test_every_page_of_the_site_is_reached_from_its_first():
    index = DOCS / "index.md"
    entries = [entry for pages in SECTIONS.values() for entry in pages]
    reached, ahead = {index}, [index, *((DOCS / f"{entry}.md") for entry in entries)]
    while ahead:
        page = ahead.pop()
        reached.add(page)
        led = {
            (page.parent / link.partition("#")[0]).resolve() for link in links_of(page) if "//" not in link
        }
        ahead += [one for one in led if one.suffix == ".md" and one.exists() and one not in reached]
    assert set(SITE) - reached == set()


def test_what_a_stranger_asks_is_answered_one_click_from_the_first_page():
    """In place: JupyterLab opens a page at its top, whatever heading a link names."""
    page = DOCS / "questions.md"
    start = (PROJECT / "notebooks" / "00-start.ipynb").read_text(encoding="utf-8")
    assert "](../docs/questions.md)" in start
    _, *asked = page.read_text(encoding="utf-8").split("\n## ")
    assert len(asked) >= 10
    for each in asked:
        question, answer, more = re.fullmatch(r"(.+\?)\n\n(.+)\nMore: (.+)\n*", each, re.DOTALL).groups()
        assert 60 < len(answer) < 600, question
        assert "](" in more
    linked = [link for link in links_of(DOCS / "index.md") if link.startswith("questions.md#")]
    assert len(linked) == len(set(linked)) == len(asked)


def test_the_tests_that_are_named_are_there():
    named = re.findall(r"`(tests/[\w/.]+)`", (DOCS / "proven.md").read_text(encoding="utf-8"))
    assert len(named) > 20
    assert [path for path in named if not (PROJECT / path).exists()] == []


def test_pictures_are_of_pages_that_the_browser_tests_shoot():
    marks = [mark for page in SITE for mark in MARK.findall(page.read_text(encoding="utf-8"))]
    assert len(marks) >= 6
    assert set(marks) <= set(NOTEBOOKS)


def test_sources_of_complaints_are_named():
    faq = (DOCS / "faq.md").read_text(encoding="utf-8")
    questions = faq.split("\n## ")[1:]
    assert len(questions) >= 13
    assert all("*Seen:* " in question for question in questions)
