"""A migration of one's own begins with a name and a dump; its pages run where they lie."""

import csv
import json
import shutil

import nbformat
import pytest
from click.testing import CliRunner
from nbclient import NotebookClient

from userferry.chain import begin_migration, write_pages
from userferry.chain.executing import private_kernel
from userferry.cli import main
from userferry.errors import DecisionError
from userferry.workspace import PROJECT_VARIABLE, Workspace


@pytest.fixture
def own(tmp_path, monkeypatch, project):
    """A project of its own, and beside it a dump whose columns are called otherwise than the demo's."""
    for name in ("notebooks", "params"):
        shutil.copytree(project / name, tmp_path / "project" / name)
    monkeypatch.setenv(PROJECT_VARIABLE, str(tmp_path / "project"))
    monkeypatch.delenv("USERFERRY_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    with (project / "params/demo/django.auth_user.csv").open(newline="") as read:
        rows = list(csv.DictReader(read))
    with (tmp_path / "Kunden 2020.csv").open("w", newline="") as write:
        writer = csv.writer(write, delimiter=";")
        writer.writerow(["Nr", "E-Mail", "Kennwort"])
        writer.writerows([row["id"], row["email"], row["password"]] for row in rows)
    return tmp_path


def run(*words):
    return CliRunner().invoke(main, words)


def test_a_name_and_a_dump_are_enough(own):
    done = run(
        "new",
        "kunden",
        "Kunden 2020.csv",
        "--answer-key",
        "project/params/demo/django.passwords.csv",
        "--no-open",
    )
    assert done.exit_code == 0, done.output
    assert "semicolon-separated text, UTF-8, with a header" in done.output
    written = (own / "project/params/kunden.yml").read_text()
    assert f"dump: {own / 'Kunden 2020.csv'}  # the dump" in written
    assert "answer_key: params/demo/django.passwords.csv  # known passwords" in written
    pages = own / "project/workspaces/kunden/pages"
    assert {path.name for path in pages.iterdir()} == {
        path.name for path in (own / "project/notebooks").iterdir() if path.suffix == ".ipynb"
    }
    for page in ("00-start", "01-profile"):
        book = nbformat.read(pages / f"{page}.ipynb", as_version=4)
        assert not any(cell.get("outputs") for cell in book.cells)
        with private_kernel() as kernel:
            NotebookClient(
                book, timeout=120, resources={"metadata": {"path": str(pages)}}, **kernel
            ).execute()
    assert "](../../../docs/questions.md)" in (pages / "00-start.ipynb").read_text()
    status = run("status", "kunden", "--json")
    assert status.exit_code == 3
    said = json.loads(status.output)
    assert (said["migration"], said["next"], said["done"]) == ("kunden", "02-map", ["01-profile"])


def test_an_answer_key_with_other_headings_is_told_at_once(own):
    key = own / "accounts.csv"
    key.write_text("member,pw\n1,secret\n")
    done = run("new", "kunden", "Kunden 2020.csv", "--answer-key", "accounts.csv", "--no-open")
    assert done.exit_code == 1
    assert "its columns are member, pw; it needs `password`, and `user_id` or `email`" in done.output
    assert "secret" not in done.output
    assert not (own / "project/params/kunden.yml").exists()


def test_what_a_page_showed_stays_where_its_cell_does(own):
    workspace, _ = begin_migration("kunden", "Kunden 2020.csv")
    page = write_pages(workspace) / "01-profile.ipynb"
    book = nbformat.read(page, as_version=4)
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("stream", text=cell.source[:9])]
    nbformat.write(book, page)
    parameters = own / "project/params/kunden.yml"
    parameters.write_text(parameters.read_text() + "show_values: true\n")
    write_pages(workspace)
    again = [cell for cell in nbformat.read(page, as_version=4).cells if cell.cell_type == "code"]
    assert [len(cell.outputs) for cell in again] == [0] + [1] * (len(again) - 1)
    assert "show_values: bool = True  #" in again[0].source


def test_own_pages_speak_of_the_migration_by_its_name(own):
    workspace, _ = begin_migration("kunden", "Kunden 2020.csv")
    pages = [nbformat.read(page, as_version=4) for page in sorted(write_pages(workspace).glob("*.ipynb"))]
    texts = "\n".join(cell.source for page in pages for cell in page.cells if cell.cell_type == "markdown")
    assert "<name>" not in texts
    assert "`params/kunden.waves.yml`" in texts
    assert "(../verified/report.html)" in texts


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("new", "My Users", "Kunden 2020.csv"), "`My Users` is no name"),
        (("new", "demo", "Kunden 2020.csv"), "is there already; open it with `userferry lab demo`"),
        (("new", "kunden", "Kunden 2021.csv"), "There is no file"),
        (("status", "kundne"), "`kundne` is no migration that was begun"),
        (("page", "05-imprt", "--help-notebook"), "did you mean `05-import`?"),
    ],
)
def test_what_cannot_be_begun_is_said(own, words, said):
    done = run(*words)
    assert done.exit_code == 1
    assert said in done.output
    assert not (own / "project/params/kunden.yml").exists()


def test_a_pages_parameters_are_listed(own):
    done = run("page", "05-import", "--help-notebook")
    assert done.exit_code == 0
    assert "tier: str = 'free'\n    the tenant's plan" in done.output


def test_names_of_other_migrations_stay_theirs(own):
    begin_migration("kunden", "Kunden 2020.csv")
    with pytest.raises(DecisionError, match="there already"):
        begin_migration("kunden", "Kunden 2020.csv")
    assert Workspace.find("kunden").name == "kunden"
