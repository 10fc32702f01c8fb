"""How the site is built: `make docs`. Nothing that a page needs is fetched from another host."""

import re
import tomllib
from pathlib import Path

from sphinx.application import Sphinx

HERE = Path(__file__).parent
PROJECT = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PICTURES = "_pictures"
MARK = re.compile(r"<!-- picture: (\S+) (.+?) -->")

SECTIONS = {
    "": ("questions",),
    "Journeys": ("journeys/bulk", "journeys/export", "journeys/update", "journeys/transfer", "journeys/lazy"),
    "Reference": (
        "mapping",
        "transforms",
        "hashes",
        "findings/index",
        "codes/index",
        "operations",
        "tenant-endpoints",
    ),
    "Background": ("proven", "faq"),
}
"""The site's side bar: heading → pages. It is no text of `index.md`, which is read in JupyterLab too."""

project = "Userferry"
author = PROJECT["authors"][0]["name"]
version = release = PROJECT["version"]
copyright = author  # noqa: A001 Sphinx's own name for it
language = "en"

extensions = ["myst_parser"]
exclude_patterns = ["_build", PICTURES]
myst_heading_anchors = 4
suppress_warnings = [
    "toc.not_included"
]  # two hundred pages of findings and codes are reached from their tables

html_theme = "furo"
html_title = f"Userferry {version}"
html_show_sphinx = False
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}


def place_pictures(app: Sphinx, page: str, source: list[str]) -> None:
    """Put the browser tests' screenshots where a page has a mark for them, and nothing where there is none."""
    up = "../" * page.count("/")

    def picture(mark: re.Match[str]) -> str:
        name, words = mark.groups()
        found = Path(app.srcdir) / PICTURES / f"{name}.png"
        return f"![{words}]({up}{PICTURES}/{name}.png)" if found.exists() else ""

    source[0] = MARK.sub(picture, source[0])


def lay_out_sections(_: Sphinx, page: str, source: list[str]) -> None:
    """Put the side bar's sections behind the first page."""
    if page == "index":
        for heading, pages in SECTIONS.items():
            caption = f":caption: {heading}\n" if heading else ""
            source[0] += "\n```{toctree}\n:hidden:\n" + caption + "\n" + "\n".join(pages) + "\n```\n"


def setup(app: Sphinx) -> None:
    """Have them called for each page that is read."""
    app.connect("source-read", place_pictures)
    app.connect("source-read", lay_out_sections)
