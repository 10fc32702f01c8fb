"""Nothing can be logged but what the vocabulary declares, and nothing that is not of its kind."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from userferry.api import JobStatus
from userferry.assignments.assigned import OUTCOMES
from userferry.chain import running
from userferry.cli import _PAGES, _STOPPED, main
from userferry.errands import errands
from userferry.lazy.followed import STATES
from userferry.logs import EVENTS, WORKS, endpoint_of, kinds, vocabulary
from userferry.logs.endpoints import WORDS
from userferry.logs.kinds import Kind
from userferry.runs import Place, balance
from userferry.runs.logged import _SAME
from userferry.undo import undone
from userferry.updates import updated

PROJECT = Path(__file__).parents[2]
LIB = PROJECT / "lib" / "userferry"
KINDS = {name: kind for name, kind in vars(vocabulary).items() if isinstance(kind, Kind)}
SOMEBODYS = st.one_of(
    st.text(min_size=1).filter(lambda text: not re.fullmatch(r"[\w.-]+", text, re.ASCII)),
    st.emails(),
    st.from_regex(
        r"\A\+\d{8,12}\Z|\A\$2b\$10\$[./A-Za-z0-9]{53}\Z|\Aauth0\|[a-z0-9]{24}\Z|\A[A-Z][a-z]+ [A-Z][a-z]+\Z"
    ),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | SOMEBODYS,
    lambda inner: st.lists(inner) | st.dictionaries(SOMEBODYS, inner | st.integers(min_value=0)),
)


def logging_calls(tree: ast.AST, works: tuple[str, ...] = ()) -> Iterator[tuple[str, ast.Call]]:
    """Give each call that logs, with the event whose fields it may name; `told` with that of the work around it."""
    for node in ast.iter_child_nodes(tree):
        inner = works
        if isinstance(node, ast.With):
            begun = [item.context_expr for item in node.items]
            inner = (*works, *(str(one.args[0].value) for one in begun if is_call(one, "log_work")))
        if is_call(node, "log_event") and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value), node
        elif is_call(node, "log_work") and isinstance(node.args[0], ast.Constant):
            yield f"{node.args[0].value}.begun", node
        elif is_call(node, "told") and inner:
            yield f"{inner[-1]}.ended", node
        yield from logging_calls(node, inner)


def is_call(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def complaints(source: str) -> list[str]:
    """Name what a source logs that the vocabulary does not have."""
    found = []
    for event, call in logging_calls(ast.parse(source)):
        if event not in EVENTS:
            found.append(event)
            continue
        known = {*EVENTS[event].fields, "page"}
        found += [f"{event} {each.arg}" for each in call.keywords if each.arg and each.arg not in known]
    return found


SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted(LIB.rglob("*.py"))}


@pytest.mark.parametrize(
    "path",
    [path for path, source in SOURCES.items() if re.search(r"\b(log_event|log_work)\(", source)],
    ids=lambda path: str(path.relative_to(LIB)),
)
def test_whatever_is_logged_is_declared(path):
    assert complaints(SOURCES[path]) == []


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("log_event('page.lost')", "page.lost"),
        ("log_event('run.snapshot', run='first', email='a@b.c')", "run.snapshot email"),
        ("with log_work('export', name='x'): pass", "export.begun name"),
        ("with log_work('export') as told:\n if True:\n  told(users=1, hashes=2)", "export.ended hashes"),
        ("@log_work('lazy', step='end', user=1)\ndef end(): pass", "lazy.begun user"),
    ],
)
def test_what_is_not_declared_is_found(source, complaint):
    assert complaints(source) == [complaint]


def test_every_event_is_logged_by_somebody():
    named = {event for source in SOURCES.values() for event, _ in logging_calls(ast.parse(source))}
    assert {event for event, _ in _SAME.values()} | named >= set(vocabulary._SINGLE)
    assert {f"{work}.begun" for work in WORKS} <= named | {"command.begun"}
    for event, facts in _SAME.values():
        assert set(facts) <= set(EVENTS[event].fields)


@given(value=JSON)
def test_nobodys_value_is_of_any_kind(value):
    """What comes out is a number, a boolean, or nothing; what is counted under no word of ours is `other`."""
    for name, kind in KINDS.items():
        taken = kind.take(value)
        words = taken if isinstance(taken, dict) else {}
        assert taken is None or isinstance(taken, bool | int | float | dict), name
        assert set(words) <= {"other"}, name
        assert all(type(count) is int for count in words.values()), name


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (kinds.NAME, "ann@example.com"), (kinds.NAME, "-x"), (kinds.NAME, "Ann Lee"), (kinds.NAME, "Zoë"),
        (kinds.PAGE, "05-import.ipynb"), (kinds.FILE, "chunks/ann.json"), (kinds.FILE, "/chunks/00001.json"),
        (kinds.JOB, "job_ann@example.com"), (kinds.CODE, "user ann exists"), (kinds.CODE, "ann@example.com"),
        (kinds.CLASS, "Error: ann"), (kinds.COUNT, True), (kinds.COUNT, -1), (kinds.COUNT, 1.0), (kinds.COUNT, "1"),
        (kinds.SECONDS, float("nan")), (kinds.SECONDS, -1.0), (kinds.SECONDS, 10**400), (kinds.FLAG, 1), (kinds.STATUS, 4_000),
        (kinds.ENDPOINT, "GET /api/v2/users/auth0|ann"), (kinds.ENDPOINT, "GET /api/v2/users/{id}?q=ann"),
        (vocabulary.PLACES, {"ann": 1}), (vocabulary.PLACES, {"failed": "ann"}), (vocabulary.COMMAND, "rm"),
    ],
)  # fmt: skip
def test_what_is_not_of_a_kind_is_withheld(kind, value):
    assert kind.take(value) is None


def test_codes_are_told_by_their_number_and_what_is_none_counts_as_other():
    codes = {"ann@example.com": 2, "INVALID_FORMAT": 9, "404": 3, "user ann exists": 1}
    assert kinds.CODES.take(codes) == {"INVALID_FORMAT": 9, "404": 3, "other": 3}
    many = {f"CODE_{number}": 1 for number in range(30)}
    assert sum(kinds.CODES.take(many).values()) == 30
    assert len(kinds.CODES.take(many)) == 21


def words_of(kind: Kind) -> set[str]:
    return set(kind.means.removeprefix("numbers by ").split(" · "))


def test_closed_sets_are_those_of_the_code():
    assert words_of(vocabulary.COMMAND) == set(main.commands)
    assert words_of(vocabulary.JOB_STATUS) == {str(status) for status in JobStatus}
    places = {*Place, *balance._PLACES, *balance._ASSIGNED, balance.OPEN, *OUTCOMES, *STATES}
    places |= {errands.DONE, errands.FAILED, errands.OPEN, *undone._PLACES, *updated._PLACES}
    assert words_of(vocabulary.PLACES) == {str(place) for place in places}
    text = "\n".join(SOURCES.values())
    assert words_of(vocabulary.STEP) == set(re.findall(r'log_work\("lazy", step="(\w+)"\)', text))
    assert _STOPPED == running._INTERRUPTED
    assert set(main.commands) > _PAGES


def test_an_endpoint_is_known_by_the_words_of_the_paths_that_are_called():
    called = [*(LIB / "api").glob("*.py"), LIB / "targets" / "copying.py"]
    texts = [
        str(node.value)
        for path in called
        for node in ast.walk(ast.parse(SOURCES[path]))
        if isinstance(node, ast.Constant) and str(node.value).startswith("/")
    ]
    assert {word for text in texts for word in text.split("/") if word} == WORDS


def test_no_id_is_left_in_an_endpoint():
    table = (PROJECT / "docs" / "tenant-endpoints.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+) (/\S+)`", table.split("## Authentication")[0], re.MULTILINE)
    ours = [
        (method, path)
        for method, path in listed
        if set(re.findall(r"[\w-]+", re.sub(r"{\w+}", "", path))) <= WORDS
    ]
    assert len(ours) > 25
    for method, path in ours:
        template = re.sub(r"{\w+}", "{id}", path)
        for person in ("auth0%7Cann", "ann@example.com", "con_0000000000000001", "+4915112345678"):
            assert (
                endpoint_of(method, f"/api/v2{template.replace('{id}', person)}")
                == f"{method} /api/v2{template}"
            )
        assert kinds.ENDPOINT.take(f"{method} /api/v2{template}")
