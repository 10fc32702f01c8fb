"""A rule is seen at work before it is decided."""

import polars as pl
import pytest

from userferry.errors import DecisionError
from userferry.mapping import ColumnRule, Preview, Step, preview

DUMP = pl.DataFrame({"x": [" ann@example.com ", "bo", "n/a", ""], "y": ["1"] * 4})


def test_a_preview_masks_and_counts(tmp_path):
    steps = ("trim", Step("replace", {"find": "n/a", "with": ""}))
    found = preview(DUMP, ColumnRule("x", "name", steps))
    assert (found.rows, found.changed, found.emptied) == (4, 2, 1)
    assert found.samples == ((" •••@example.com ", "a•••@example.com"), ("n•••", None))
    found.write(tmp_path)
    assert Preview.read(tmp_path) == found


def test_values_are_shown_where_they_are_asked_for(tmp_path):
    found = preview(DUMP, ColumnRule("x", None, ("trim",)), rows=1, show_values=True)
    assert found.samples == ((" ann@example.com ", "ann@example.com"),)
    with pytest.raises(DecisionError, match="without show_values"):
        found.write(tmp_path)


@pytest.mark.parametrize(
    "word", ["is_set", "boolean", Step("factors", {"totp": "y"}), Step("coalesce", ["y"])]
)
def test_every_type_can_be_shown(word):
    assert preview(DUMP, ColumnRule("x", None, (word,))).changed


def test_a_rule_that_cannot_be_followed_is_refused():
    with pytest.raises(DecisionError, match="did you mean `trim`"):
        preview(DUMP, ColumnRule("x", None, ("trimm",)))
