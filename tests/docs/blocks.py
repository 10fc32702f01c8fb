"""What stands on the pages: their fenced blocks, links and headings."""

import re
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

PROJECT = Path(__file__).parents[2]
DOCS = PROJECT / "docs"
SITE = sorted(path for path in DOCS.rglob("*.md") if not path.relative_to(DOCS).parts[0].startswith("_"))
PAGES = [*SITE, PROJECT / "README.md", PROJECT / "params" / "README.md"]
GENERATED = ("findings", "codes")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block.

    Args:
        page: Where it stands.
        line: Its first line there.
        language: What is said behind the fence; empty for nothing.
        text: What stands in it.
    """

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{name_of(self.page)}:{self.line}"


def name_of(page: Path) -> str:
    return str(page.relative_to(PROJECT))


def tokens_of(page: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))


def blocks_of(page: Path) -> list[Block]:
    return [
        Block(page, token.map[0] + 2, token.info.strip(), token.content)
        for token in tokens_of(page)
        if token.type == "fence"
    ]


def blocks(*languages: str) -> list[Block]:
    """Give every block of some languages, on every page."""
    return [block for page in PAGES for block in blocks_of(page) if block.language in languages]


def links_of(page: Path) -> list[str]:
    """Give where its links and pictures lead."""
    inner = [child for token in tokens_of(page) for child in token.children or ()]
    return [str(one.attrs[key]) for one in inner for key in ("href", "src") if key in one.attrs]


def anchors_of(page: Path) -> set[str]:
    """Give the anchors of its headings, as the builder and code hosts make them."""
    tokens = tokens_of(page)
    titles = [
        "".join(child.content for child in tokens[place + 1].children or ())
        for place, token in enumerate(tokens)
        if token.type == "heading_open"
    ]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
