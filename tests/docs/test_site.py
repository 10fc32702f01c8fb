"""The site builds without a warning, and no page of it fetches anything from another host."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from docs.conf import PICTURES, place_pictures
from tests.docs.blocks import DOCS, SITE

FETCHED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "video": "src"}
ELSEWHERE = re.compile(r"(?:@import|url\()\s*[\"']?(?:https?:)?//")


class Fetched(HTMLParser):
    """Collects what a browser would fetch for a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if said.get("rel") in {"index", "search", "next", "prev", "canonical"}:
            return  # leads elsewhere, and is not fetched
        if address := said.get(FETCHED.get(tag, "")):
            self.addresses.append(address)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built site."""
    to = tmp_path_factory.mktemp("site")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-b",
        "html",
        "-d",
        str(to / ".doctrees"),
    ]
    built = subprocess.run([*command, str(DOCS), str(to)], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    assert built.stderr == ""
    return to


def test_every_page_is_in_it(site):
    assert all((site / page.relative_to(DOCS)).with_suffix(".html").exists() for page in SITE)


def test_nothing_is_fetched_from_another_host(site):
    for page in site.rglob("*.html"):
        read = Fetched()
        read.feed(page.read_text(encoding="utf-8"))
        assert len(read.addresses) > 3
        for address in read.addresses:
            if not address.startswith("data:"):
                assert "//" not in address, f"{page.name}: {address}"
                assert (page.parent / address.partition("?")[0].partition("#")[0]).exists(), address
    for sheet in site.rglob("*.css"):
        assert not ELSEWHERE.search(sheet.read_text(encoding="utf-8")), sheet.name


def test_it_names_no_machine_and_no_path_of_one(site):
    for page in site.rglob("*.html"):
        assert str(DOCS.parent) not in page.read_text(encoding="utf-8")


def test_a_picture_stands_where_there_is_one_and_nothing_where_there_is_none(tmp_path):
    (tmp_path / PICTURES).mkdir()
    (tmp_path / PICTURES / "02-map.png").touch()
    source = [
        "before\n<!-- picture: 02-map The page of the mapping -->\n<!-- picture: 03-none Nobody -->\nafter\n"
    ]
    place_pictures(SimpleNamespace(srcdir=str(tmp_path)), "journeys/bulk", source)
    assert source == [f"before\n![The page of the mapping](../{PICTURES}/02-map.png)\n\nafter\n"]
