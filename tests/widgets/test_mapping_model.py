"""The form's state, without a browser: what is chosen, what is wrong, what the file says."""

import ipywidgets
import pytest

from userferry.dumps import read_dump
from userferry.mapping import Mapping, Step
from userferry.profile import profile_users
from userferry.widgets import MappingModel, edit_mapping


@pytest.fixture
def profile(project):
    return profile_users(read_dump(project / "params" / "demo" / "django.auth_user.csv").frame)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "demo.mapping.yml"


def test_where_no_file_is_the_suggestion_is_the_start(path, profile):
    model = MappingModel(path, profile)
    assert model.mapping.targets()["id"] == "user_id"
    assert model.status == "9 of 11 columns placed; not saved in demo.mapping.yml"
    model.save()
    assert model.status == "9 of 11 columns placed; saved in demo.mapping.yml"
    assert Mapping.read(path) == model.mapping


def test_a_choice_that_cannot_be_followed_is_said_and_not_saved(path, profile):
    model = MappingModel(path, profile)
    model.choose("is_staff", target="blocked", transforms=())
    assert len(model.complaints) == 2
    model.save()
    assert not path.exists()
    model.choose("is_staff", target="app_metadata.is_staff", transforms=("boolean",))
    model.save()
    assert Mapping.read(path).targets()["is_staff"] == "app_metadata.is_staff"


def test_the_form_and_code_write_the_same_bytes(path, profile, tmp_path):
    form = edit_mapping(path, profile)
    grid, _, buttons = form.children
    fields = [child for child in grid.children if isinstance(child, ipywidgets.Combobox)]
    columns = list(profile.kinds())
    fields[columns.index("is_staff")].value = "app_metadata.is_staff"
    buttons.children[0].click()
    other = tmp_path / "code.yml"
    rule = {"target": "app_metadata.is_staff", "reason": "chosen by hand"}
    MappingModel(tmp_path / "none.yml", profile).mapping.change("is_staff", **rule).write(other)
    assert path.read_bytes() == other.read_bytes()


def test_the_button_is_off_while_something_is_wrong(path, profile):
    grid, complaints, buttons = edit_mapping(path, profile).children
    fields = [child for child in grid.children if isinstance(child, ipywidgets.Combobox)]
    fields[0].value = "emial"
    assert buttons.children[0].disabled
    assert "did you mean `email`" in complaints.value


def test_a_transform_with_arguments_keeps_them_while_others_are_chosen(path, profile):
    model = MappingModel(path, profile)
    default = Step("default", "Ann")
    model.mapping = model.mapping.change("first_name", transforms=(default,))
    edit_mapping(path, profile)
    model.choose("first_name", target="given_name", transforms=("default", "trim"))
    assert next(rule for rule in model.mapping.rules if rule.column == "first_name").transforms == (
        "trim",
        default,
    )
    model.save()
    assert edit_mapping(path, profile).children
