"""A notebook is a page, not a program, and its stored outputs are promises."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

from userferry.chain import read_params
from userferry.chain.normalising import IGNORED, normalise
from userferry.chain.params import declared
from userferry.errors import DecisionError

PROJECT = Path(__file__).parents[2]
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
pages = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
MAX_CELLS, MAX_LINES, MAX_STORED_BYTES = 12, 8, 20_000


def read(path):
    return nbformat.read(path, as_version=4)


def code(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def tags(cell):
    return set(cell.metadata.get("tags", []))


def test_the_main_line_is_there():
    assert [path.stem for path in NOTEBOOKS][:7] == [
        *("00-start", "01-profile", "02-map", "03-conflicts", "04-check", "05-import", "06-verify")
    ]


@pages
def test_it_begins_with_its_title_and_says_what_comes_next(path):
    cells = read(path).cells
    assert cells[0].source.startswith(f"# {path.stem[:2]} · ")
    assert (
        len(re.findall(r"^# ", "\n".join(c.source for c in cells if c.cell_type == "markdown"), re.MULTILINE))
        == 1
    )


@pages
def test_it_is_short(path):
    cells = code(path)
    assert len(cells) <= MAX_CELLS
    assert all(len(cell.source.splitlines()) <= MAX_LINES for cell in cells)


@pages
def test_it_is_no_program(path):
    for cell in code(path):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(
                node, ast.FunctionDef | ast.ClassDef | ast.Try | ast.While | ast.For | ast.Lambda
            )
            if isinstance(node, ast.Import | ast.ImportFrom):
                module = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
                assert module.split(".")[0] in ("userferry", "polars")


@pages
def test_it_imports_public_names_only(path):
    for cell in code(path):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.ImportFrom):
                assert len(node.module.split(".")) <= 2
                assert not any(name.name.startswith("_") for name in node.names)


@pages
def test_it_has_one_parameters_cell_typed_and_commented(path):
    cells = [cell for cell in code(path) if "parameters" in tags(cell)]
    assert len(cells) == 1
    for parameter in declared(path):
        assert parameter.meaning
        assert type(parameter.default).__name__ == parameter.type


@pages
def test_only_known_tags_are_used(path):
    assert set().union(*(tags(cell) for cell in read(path).cells)) <= {"parameters", IGNORED}


@pages
def test_a_cell_keeps_its_output_or_is_ignored(path):
    for number, cell in enumerate(code(path), start=1):
        if IGNORED in tags(cell):
            assert (cell.outputs, cell.execution_count) == ([], None)
        else:
            assert cell.execution_count == number


@pages
def test_it_is_stored_as_refresh_stores_it(path):
    found = read(path)
    normalise(found)
    assert nbformat.writes(found) + "\n" == path.read_text()
    assert sum(len(str(cell.get("outputs", ""))) for cell in found.cells) <= MAX_STORED_BYTES


@pages
def test_it_holds_no_address_and_no_path_of_a_machine(path):
    text = path.read_text()
    addresses = re.findall(r"[\w.+-]+@([\w.-]+\.\w+)", text)
    assert all(re.search(r"(^|\.)(example\.(com|org|net)|test)$", domain) for domain in addresses)
    assert not re.search(r"(?<![\w.])/(home|tmp|root|Users|work)/", text)


PARAMETERS = [path for path in sorted((PROJECT / "params").glob("*.yml")) if "." not in path.stem]


@pytest.mark.parametrize("path", PARAMETERS, ids=lambda path: path.name)
def test_every_parameters_file_can_be_followed(path):
    assert read_params(path, NOTEBOOKS).name == path.stem


def test_what_only_the_demo_has_or_agreed_to_is_no_other_migrations(tmp_path):
    path = tmp_path / "acme.yml"
    path.write_text("target: rehearsal\n")
    params = read_params(path, NOTEBOOKS)
    unsaid = {name: params.values[name] for name in ("dump", "answer_key", "accept_resets", "edited")}
    assert unsaid == {"dump": "", "answer_key": "", "accept_resets": False, "edited": ""}
    assert not any("demo" in str(value) for value in params.values.values())
    for notebook in NOTEBOOKS:
        if any(parameter.name == "dump" for parameter in declared(notebook)):
            with pytest.raises(DecisionError, match=f"`dump` is not said.* {notebook.stem} reads it"):
                params.of(notebook)
        else:
            params.of(notebook)


def test_the_demo_is_the_default():
    params = read_params(PROJECT / "params" / "demo.yml", NOTEBOOKS)
    for notebook in NOTEBOOKS:
        assert params.of(notebook) == {parameter.name: parameter.default for parameter in declared(notebook)}
