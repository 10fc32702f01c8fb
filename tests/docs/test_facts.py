"""What the pages say in tables and words of their own is what the code has."""

import re

import pytest
from tests.docs.blocks import DOCS, PAGES, name_of, tokens_of
from tests.docs.commands import check_userferry, check_variable

from userferry.chain import running
from userferry.cli import _NOT_THROUGH, main
from userferry.conflicts import KEEP
from userferry.schema import ATTRIBUTES
from userferry.transfer.losses import KINDS

OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")


def first_cells(text, heading):
    """Give the first cell of each line of the table under a heading."""
    part = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [line.split("|")[1].strip(" `") for line in part.splitlines() if line.startswith("| ")][1:]


def inline_commands(page):
    inner = [child for token in tokens_of(page) for child in token.children or ()]
    return [
        one.content for one in inner if one.type == "code_inline" and one.content.startswith("userferry ")
    ]


@pytest.mark.parametrize("page", [page for page in PAGES if inline_commands(page)], ids=name_of)
def test_commands_within_a_sentence_would_be_taken(page, tmp_path):
    for command in inline_commands(page):
        words = re.sub(r"[\[\]]", "", command.replace("<name>", "acme")).split()[1:]
        if len(words) > 1:  # one word alone names the command
            check_userferry(words, tmp_path)


def test_every_command_is_told():
    table = OPERATIONS.split("\n```sh")[0]
    assert set(re.findall(r"^\| `userferry (\w+)", table, re.MULTILINE)) == set(main.commands)


def test_exit_codes_are_those_of_the_command_line():
    assert first_cells(OPERATIONS, "Exit codes") == [
        "0",
        "1",
        "2",
        str(_NOT_THROUGH),
        str(running._INTERRUPTED),
    ]


def test_variables_are_read_by_somebody():
    for name in first_cells(OPERATIONS, "Where files lie"):
        check_variable(name)


def test_the_mapping_names_every_attribute_and_no_other():
    text = (DOCS / "mapping.md").read_text(encoding="utf-8")
    listed = text.split("What a column may become is what Auth0 imports: ")[1].split(". History")[0]
    assert sorted(re.findall(r"`(\w+)`", listed)) == sorted(ATTRIBUTES)


def test_a_conflicts_page_offers_what_a_rule_may_keep():
    for kind in ("email", "person"):
        text = (DOCS / "findings" / f"conflict-{kind}.md").read_text(encoding="utf-8")
        offered = set(re.findall(r"^- `(\w+)`:", text, re.MULTILINE))
        assert offered == set(KEEP) - ({"both"} if kind == "email" else set())


def test_what_a_transfer_loses_is_among_what_it_counts():
    text = (DOCS / "journeys" / "transfer.md").read_text(encoding="utf-8")
    assert {"sessions", "passkey", "linked account", "social identity", "permission", "history"} <= set(KINDS)
    assert all(
        word in text for word in ("Sessions", "passkeys", "social identities", "permissions", "history")
    )
