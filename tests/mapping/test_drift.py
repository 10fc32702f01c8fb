"""A dump that has changed since its mapping was decided is stopped before anything is written, with the reason."""

import hashlib
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from userferry.dumps import read_dumps
from userferry.errors import DecisionError
from userferry.mapping import ColumnRule, Mapping, Step, remember_dump, require_fit

FILE = "params/demo/django.auth_user.csv"


def every(count, value):
    """Put a value into the first rows of a column."""
    return lambda column: (
        pl.when(pl.int_range(pl.len()) < count).then(pl.lit(value)).otherwise(pl.col(column))
    )


DAMAGED = {
    "an unseen column": (
        lambda dump: dump.with_columns(shoe_size=pl.lit("43")),
        "the dump has a column `shoe_size` that the mapping does not know",
    ),
    "a missing column": (
        lambda dump: dump.drop("username"),
        "the dump lacks the column `username`, which the mapping places",
    ),
    "a renamed column": (
        lambda dump: dump.rename({"email": "mail"}),
        "the dump has a column `mail` that the mapping does not know",
    ),
    "a third word": (
        lambda dump: dump.with_columns(is_active=every(7, "paused")("is_active")),
        "7 filled values of `is_active` come out empty from boolean, such as `p•••`",
    ),
    "dates in another format": (
        lambda dump: dump.with_columns(pl.col("date_joined").str.replace(r"^(\d+)-(\d+)-(\d+)", "$3.$2.$1")),
        "500 filled values of `date_joined` come out empty from utc_datetime, such as `0•••`",
    ),
    "a new form of hash": (
        lambda dump: dump.with_columns(password=every(3, hashlib.md5(b"x").hexdigest())("password")),
        "3 password hashes are of a form that was not there: ",
    ),
    "a column mostly empty": (
        lambda dump: dump.with_columns(last_name=every(400, "")("last_name")),
        "`last_name` is filled in 20% of the rows, and was in 100%",
    ),
    "a key that repeats": (
        lambda dump: dump.with_columns(id=every(5, "1")("id")),
        "`id` differed in every row, and 4 rows now repeat another's",
    ),
    "UTF-8 read as another": (
        lambda dump: dump.with_columns(first_name=every(2, "JosÃ©")("first_name")),
        "2 values of `first_name` have a broken encoding, and none had; see which encoding the dump is read in",
    ),
    "letters that were lost": (
        lambda dump: dump.with_columns(last_name=every(9, "Sm\ufffdth")("last_name")),
        "9 values of `last_name` have a broken encoding, and none had; see which encoding the dump is read in",
    ),
}


def demo(project):
    return Mapping.read(project / "params" / "demo.mapping.yml")


def demo_dump(project):
    return read_dumps(FILE, {}, root=project).frame.drop("__row").collect()


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_dump_stops_with_the_right_sentence(project, tmp_path, damage):
    change, sentence = DAMAGED[damage]
    whole = demo_dump(project)
    change(whole).write_csv(tmp_path / "damaged.csv")
    legacy = read_dumps("damaged.csv", {}, root=tmp_path).frame
    with pytest.raises(DecisionError) as caught:
        require_fit(legacy, demo(project))
    assert any(told.startswith(sentence) for told in caught.value.complaints), caught.value.complaints


def test_the_dump_that_the_mapping_was_decided_on_fits(project):
    require_fit(read_dumps(FILE, {}, root=project).frame, demo(project))


def test_everything_that_does_not_fit_comes_at_once(project):
    legacy = demo_dump(project)
    for name in ("a third word", "a column mostly empty", "a key that repeats"):
        legacy = DAMAGED[name][0](legacy)
    with pytest.raises(DecisionError) as caught:
        require_fit(legacy, demo(project))
    assert len(caught.value.complaints) == 3


def test_what_was_taken_for_right_is_no_drift_any_more(project, tmp_path):
    legacy = demo_dump(project)
    legacy = DAMAGED["a column mostly empty"][0](legacy)
    remember_dump(legacy, demo(project)).write(tmp_path / "m.yml")
    mapping = Mapping.read(tmp_path / "m.yml")
    require_fit(legacy, mapping)
    mapping.write(tmp_path / "again.yml")
    assert (tmp_path / "again.yml").read_bytes() == (tmp_path / "m.yml").read_bytes()


def test_a_mapping_that_knows_no_earlier_dump_judges_values_only(project):
    legacy = demo_dump(project)
    require_fit(DAMAGED["a key that repeats"][0](legacy), replace(demo(project), seen=None))


def test_a_value_that_the_table_does_not_have_is_lost_and_one_that_it_empties_is_not():
    steps = ("trim", Step("values", {"1": "gold", "?": None}), Step("default", "free"))
    mapping = Mapping((ColumnRule("mail", "email"), ColumnRule("plan", "app_metadata.plan", steps)))
    dump = pl.LazyFrame({"mail": ["a@example.com"] * 4, "plan": ["1", "?", " ", ""]})
    require_fit(dump, mapping)
    with pytest.raises(
        DecisionError, match="4 filled values of `plan` come out empty from values, such as `9•••`"
    ):
        require_fit(dump.with_columns(plan=pl.lit("9")), mapping)


@pytest.mark.parametrize(
    ("seen", "complaint"),
    [
        ("seen: 3", "`seen` holds what the dump was like"),
        ("seen: {rows: x}", "`seen` says `rows`"),
        ("seen: {rows: 1, filled: {a: 2}}", "a share of 0 to 1"),
        ("seen: {rows: 1, fild: {}}", "did you mean `filled`"),
        ("seen: {rows: 1, keys: id}", "are lists"),
    ],
)
def test_what_is_wrong_in_what_was_seen_is_said(tmp_path, seen, complaint):
    path = tmp_path / "m.yml"
    path.write_text(f"version: 1\ncolumns:\n  a: {{target: email}}\n{seen}\n")
    with pytest.raises(DecisionError, match=complaint):
        Mapping.read(path)


@given(st.lists(st.text(max_size=6), min_size=1, max_size=20))
def test_the_dump_that_was_remembered_always_fits(values):
    mapping = Mapping((ColumnRule("mail", "email"), ColumnRule("key", "user_id", ("trim",))))
    dump = pl.DataFrame({"mail": values, "key": values})
    require_fit(dump, remember_dump(dump, mapping))
