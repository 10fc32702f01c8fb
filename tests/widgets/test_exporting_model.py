"""The export's page without a browser: what is chosen, what it would give, what the file says, what stays hidden."""

import json

import polars as pl
import pytest

from userferry.errors import DecisionError
from userferry.exports import DEFAULT_FIELDS, Asked, Column, Columns
from userferry.widgets import ExportingModel, choose_columns

USERS = [
    {"user_id": f"auth0|{at}", "email": f"walter{at}@acme.example", "name": f"Walter {at}", "email_verified": at % 2 == 0,
     "user_metadata": {"plan": "pro" if at < 12 else "free", "phone": "+49 30 1234567"}}
    for at in range(30)
]  # fmt: skip


@pytest.fixture
def asked():
    lines = pl.LazyFrame({"line": [json.dumps(user) for user in USERS]})
    return Asked("rehearsal", "db", "", "export", 30, 30, lines)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "demo.export.yml"


@pytest.fixture
def model(path, asked):
    made = ExportingModel(path, asked)
    made.open()
    return made


def test_it_begins_with_the_default_fields_and_the_first_ten_users_masked(model):
    assert [column["label"] for column in model.columns] == list(DEFAULT_FIELDS)
    assert model.preview["labels"] == list(DEFAULT_FIELDS)
    assert len(model.preview["rows"]) == 10
    assert model.preview["rows"][0][5:7] == ["w•••@acme.example", "true"]
    assert model.preview["rows"][0][1] is None
    assert model.status["users"] == 30


def test_nothing_of_a_person_is_mirrored_unless_asked_for(model, path, asked):
    model.add("expression")
    model.set_text(11, "(() => { throw new Error(user.email) })()")
    mirrored = json.dumps([getattr(model, name) for name in model.trait_names(shown=True)])
    assert "walter" not in mirrored.lower()
    assert "123" not in mirrored
    shown = ExportingModel(path, asked, show_values=True)
    shown.open()
    assert shown.preview["rows"][0][5] == "walter0@acme.example"


def test_columns_are_added_named_moved_and_removed(model):
    model.remove(1)
    model.add("path")
    model.set_label(10, "Plan")
    model.set_text(10, "user_metadata.plan")
    model.move(10, -10)
    model.add("expression")
    model.set_text(11, "user.name.toUpperCase()")
    assert model.wanted.columns[0] == Column("Plan", "user_metadata.plan")
    assert model.wanted.columns[-1] == Column("Column 12", expression="user.name.toUpperCase()")
    assert "Given Name" not in model.wanted.labels
    assert model.preview["labels"][0] == "Plan"
    model.add_defaults()
    assert model.wanted.labels[-1] == "Given Name"
    for _ in range(9):
        model.undo()
    assert model.wanted == Columns()
    model.redo()
    assert "Given Name" not in model.wanted.labels


def test_a_path_becomes_an_expression_and_back(model):
    model.set_way(8, "expression")
    assert model.wanted.columns[8] == Column("Connection", expression="user.identities[0].connection")
    model.set_way(8, "path")
    assert model.wanted == Columns()


def test_a_label_stands_once(model):
    model.set_label(0, "Email")
    assert model.wanted == Columns()
    assert "there already" in model.status["said"]


def test_what_cannot_be_followed_is_told_at_its_column_and_is_not_saved(model, path):
    model.add("expression")
    model.set_text(11, "user.name ||")
    assert "no JavaScript expression" in model.columns[11]["fault"]
    assert not model.status["can_save"]
    model.save()
    assert not path.exists()
    model.set_text(11, "user.name")
    model.save()
    assert Columns.read(path) == model.wanted
    assert model.status["is_saved"]


def test_errors_of_an_expression_are_told_beside_the_users(model):
    model.add("expression")
    model.set_text(11, "user.nothing.at")
    (said,) = model.preview["errors"]
    assert said.startswith("`Column 12`: TypeError: cannot read")
    assert "10 of these users" in said
    assert {row[11] for row in model.preview["rows"]} == {None}


def test_an_endless_expression_leaves_the_page_alive(model):
    model.add("expression")
    model.set_text(11, "(() => { while (true) {} })()")
    assert "ran out of time" in model.preview["errors"][0]
    assert model.preview["rows"][0][5] == "w•••@acme.example"


def test_the_true_number_follows_the_filter(model):
    model.set("filter", 'pl.col("user_metadata.plan") == "pro"')
    assert model.status["users"] == 12
    model.set("filter", "pl.col(")
    assert model.status["users"] is None
    assert model.concerns["complaints"]


def test_settings_are_told_and_others_are_not(model):
    for name, said in (("format", "csv"), ("sort", "-Name"), ("flatten", True), ("escape_formulas", False)):
        model.set(name, said)
        assert model.settings[name] == said
    model.set("flatten", "yes")
    model.set("columns", "x")
    model.set("_file", "x")
    assert model.wanted == Columns(format="csv", sort="-Name", flatten=True, escape_formulas=False)


def test_another_question_to_the_tenant_is_told(model):
    model.set("query", 'email:"a@example.com"')
    assert "from the cell that asks" in model.concerns["notices"][0]


def test_nonsense_from_the_page_changes_nothing(model):
    for name, said in (("remove", {"at": 99}), ("move", {"at": 0, "by": -1}), ("set_text", {"at": 99, "said": "x"}), ("add", {"way": "x"}), ("set_way", {"at": 0, "way": "x"})):  # fmt: skip
        getattr(model, name)(**said)
    assert model.wanted == Columns()


def test_a_file_that_cannot_be_followed_is_refused(path, asked):
    path.write_text("columns: {a: '..'}\n")
    with pytest.raises(DecisionError):
        ExportingModel(path, asked)


def test_the_panel_mirrors_what_is_shown(path, asked):
    panel = choose_columns(path, asked)
    assert {"columns", "settings", "preview", "status", "concerns"} <= set(panel.trait_names(sync=True))
    assert "drawColumns" in panel._esm
