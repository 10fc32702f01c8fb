"""The terms are read strictly, and complained of whole."""

import pytest

from userferry.errors import DecisionError
from userferry.transfer import Terms, read_terms


def test_without_a_file_the_terms_are_the_careful_ones(tmp_path):
    assert read_terms(tmp_path / "none.yml") == Terms()
    assert not Terms().accept_resets
    assert Terms().make == ()


def test_they_are_as_written(tmp_path):
    path = tmp_path / "demo.transfer.yml"
    path.write_text(
        "run: second\nnew_ids: moved-\nmake: [roles]\nhistory: [created_at]\naccept_resets: true\n"
    )
    assert read_terms(path) == Terms(
        run="second", new_ids="moved-", make=("roles",), history=("created_at",), accept_resets=True
    )


def test_every_complaint_is_told_at_once(tmp_path):
    path = tmp_path / "demo.transfer.yml"
    path.write_text(
        "rum: x\nnew_ids: a b\nmake: [role]\nhistory: created_at\naccept_resets: 1\nask_each: all\n"
    )
    with pytest.raises(DecisionError) as complained:
        read_terms(path)
    assert len(complained.value.complaints) == 6
    assert "did you mean `run`?" in str(complained.value)
    assert "did you mean `roles`?" in str(complained.value)
