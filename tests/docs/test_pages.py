"""The pages that registries fill are what the generator writes, and there is one for each thing and no other."""

import re
from fnmatch import fnmatchcase

import pytest
from docs.registries import list_call_codes, list_findings, list_row_codes, tenant_row_codes
from docs.write_pages import pages, text_of
from tests.afterwards.test_explaining import DOCUMENTED, VALIDATOR
from tests.checks.test_fixes import every_rule
from tests.docs.blocks import DOCS, GENERATED

from userferry.conflicts.keys import KINDS, PERSON
from userferry.decisions import read_decisions
from userferry.passwords.registry import FORMATS

AGAIN = "stale; make them again: PYTHONPATH=lib python -m docs.write_pages"
PAGES_MADE = pages()


def stems(folder):
    return {path.stem for path in (DOCS / folder).glob("*.md")} - {"index"}


def texts(name):
    return read_decisions(DOCS / "texts" / f"{name}.yml", what="what the pages say")


@pytest.mark.parametrize("name", PAGES_MADE, ids=str)
def test_each_page_is_what_the_generator_writes(name):
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES_MADE[name], AGAIN


def test_no_page_is_of_something_that_is_not_there():
    found = {path.relative_to(DOCS) for folder in GENERATED for path in (DOCS / folder).glob("*.md")}
    assert found == {name for name in PAGES_MADE if name.parts[0] in GENERATED}, AGAIN


def test_every_rule_and_every_kind_of_conflict_has_its_page():
    conflicts = {f"conflict-{kind}" for kind in (*KINDS, PERSON)}
    assert stems("findings") == set(every_rule()) | conflicts


def test_every_code_has_its_page():
    rows = {*DOCUMENTED, *VALIDATOR, "JOB_FAILED", "UNKNOWN"}
    assert rows == set(list_row_codes())
    assert tenant_row_codes() <= rows
    assert stems("codes") == rows | set(list_call_codes())


def test_the_codes_of_calls_are_those_that_the_tenant_answers():
    calls = list_call_codes()
    assert (400, "Connection must be a database connection") in calls["operation_not_supported"]
    assert (404, "The user does not exist.") in calls["inexistent_user"]
    assert {code for code in calls if code.startswith("http-")} == {
        f"http-{status}" for status in (401, 404, 413, 421, 500, 501)
    }
    assert not {code.lower() for code in calls} & {code.lower() for code in list_row_codes()}


def test_every_code_of_a_rule_leads_to_a_page():
    pages_of_codes = stems("codes")
    codes = {one.code for one in list_findings() if one.code}
    assert {f"http-{code}" if code.isdigit() else code for code in codes} <= pages_of_codes


@pytest.mark.parametrize("rule", every_rule())
def test_each_rule_says_what_it_means_why_and_what_helps(rule):
    words = text_of(rule, texts("findings"))
    assert set(words) == {"means", "cause", "fix"}
    for said in words.values():
        assert said.endswith((".", ")"))
        assert not re.search(r"\{(place|last|last_place)\}", said)


def test_no_text_is_of_something_that_is_not_there():
    patterns = list(texts("findings"))
    used = {next(pattern for pattern in patterns if fnmatchcase(rule, pattern)) for rule in every_rule()}
    assert [pattern for pattern in patterns if pattern not in used] == []
    assert set(texts("conflicts")) == {*KINDS, PERSON}
    assert set(texts("row-codes")) == set(list_row_codes())
    assert set(texts("call-codes")) == set(list_call_codes())


def test_the_table_of_hashes_has_every_form_once():
    table = (DOCS / "hashes.md").read_text(encoding="utf-8")
    first = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| `")]
    assert sorted(first) == sorted(f"`{one.name}`" for one in FORMATS)
