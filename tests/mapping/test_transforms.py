"""The vocabulary: each word does what its examples say, and no text whatever makes one raise."""

import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from userferry.chunks import json_line
from userferry.mapping import TRANSFORMS, ColumnRule, Mapping, Step, apply_mapping
from userferry.mapping.following import step_complaints
from userferry.mapping.transformtable import transform_table

CASES = [(name, example) for name, transform in TRANSFORMS.items() for example in transform.examples]


def word(name, example):
    return name if example.arguments is None else Step(name, example.arguments)


@pytest.mark.parametrize(("name", "example"), CASES, ids=[name for name, _ in CASES])
def test_a_transform_does_what_its_example_says(name, example):
    before = str(example.before) if isinstance(example.before, bool) else example.before
    first = ("boolean",) if isinstance(example.before, bool) else ()
    row = pl.LazyFrame(
        {"mail": ["a@example.com"], "x": [before], **{key: [one] for key, one in example.beside.items()}}
    )
    target = "mfa_factors" if name == "factors" else "user_metadata.x"
    rules = [ColumnRule("mail", "email"), ColumnRule("x", target, (*first, word(name, example)))]
    user = (
        apply_mapping(row, Mapping((*rules, *map(ColumnRule, example.beside)))).collect().row(0, named=True)
    )
    assert (user["mfa_factors"] if name == "factors" else user["user_metadata"]["x"]) == example.after


def test_the_page_of_transforms_is_as_the_code_writes_it(project):
    again = "PYTHONPATH=lib python -m userferry.mapping.transformtable docs/transforms.md"
    assert (project / "docs" / "transforms.md").read_text(encoding="utf-8") == transform_table(), again


NASTY = st.sampled_from(
    ["9223372036854775807", "-99999999999999999999", "262143-12-31 00:00:00", "31/03/9999", "00/00/0000", "{", "[", '"',
     "1e400", "+", "00", "253402300799", "-62135596800", "İ", "ß", "\u0301", "\ud7ff", ",", " , ", "(0)", "+0(0)"]
)  # fmt: skip
TEXTS = st.lists(st.none() | st.text(max_size=20) | NASTY | st.datetimes().map(str), min_size=1)


@settings(max_examples=60)
@given(TEXTS)
def test_no_text_makes_a_transform_raise_and_nothing_stays_nothing(values):
    for name, example in CASES:
        transform = TRANSFORMS[name]
        if transform.takes == "boolean":
            continue
        beside = {key: pl.Series(values, dtype=pl.String) for key in transform.columns(example.arguments)}
        frame = pl.DataFrame({"value": pl.Series(values, dtype=pl.String), **beside})
        made = frame.select(transform.apply(pl.col("value"), example.arguments).alias("made"))["made"]
        if not transform.fills:
            assert all(out is None for value, out in zip(values, made, strict=True) if value is None), name


@given(st.datetimes().filter(lambda moment: moment.year >= 1000))
def test_a_moment_written_in_utc_is_the_moment(moment):
    moment = moment.replace(microsecond=0)
    text = pl.DataFrame({"value": [f"{moment:%d/%m/%Y %H:%M:%S}"]})
    build = TRANSFORMS["datetime"].apply(pl.col("value"), {"format": "%d/%m/%Y %H:%M:%S"})
    assert text.select(build).item() == moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(
    ("steps", "complaint"),
    [
        (("trimm",), "did you mean `trim`"),
        ((Step("replace", {"find": "x"}),), "`replace` (column `x`) must say its `with`"),
        ((Step("replace", {"find": "x", "wiht": ""}),), "did you mean `with`"),
        ((Step("trim", "x"),), "takes no arguments"),
        (("datetime",), "must say its `format`"),
        ((Step("datetime", {"format": "%d", "zone": "Europe/Berlni"}),), "did you mean `Europe/Berlin`"),
        ((Step("phone", "DD"),), "`DD` is no country of `phone` (column `x`)"),
        ((Step("values", {"1": True, "0": "no"}),), "`values` (column `x`) wants a table"),
        ((Step("extract", "("),), "`extract` (column `x`) cannot be followed"),
        (("invert",), "reads true or false, and gets a text; give it `boolean` too"),
        (("boolean", Step("default", "no")), "`default` (column `x`) must be true or false"),
        (("trim", "trim"), "`trim` (column `x`) stands twice"),
        ((Step("factors", {}),), "says none of `totp`, `phone`, `email`"),
        ((Step("expression", "value.map_elements(len)"),), "`map_elements` may not be said"),
        ((Step("expression", "__import__('os').system('x')"),), "`system` may not be said"),
        ((Step("expression", "pl.read_csv('x')"),), "`read_csv` may not be said"),
        ((Step("expression", "value.__class__"),), "`value.__class__` may not be said"),
        ((Step("expression", "(lambda: 1)()"),), "may not be said"),
        ((Step("expression", "2 ** 9 ** 9"),), "`2 ** 9 ** 9` may not be said"),
        ((Step("expression", "pl.col('*')"),), "takes the name of one column"),
        ((Step("expression", "value."),), "it is no expression"),
        ((Step("expression", "(" * 900),), "it is no expression"),
    ],
)
def test_what_cannot_be_followed_is_named(steps, complaint):
    assert any(complaint in sentence for sentence in step_complaints(steps, "x")), step_complaints(steps, "x")


def test_a_column_that_a_template_reads_must_exist():
    rules = (ColumnRule("mail", "email"), ColumnRule("x", "name", (Step("template", "{frist} {x}"),)))
    assert "`frist` is no column that `x` is made of" in Mapping(rules).complaints()[0]


def test_several_replacements_run_as_the_file_lists_them(tmp_path):
    steps = (Step("replace", {"find": "a", "with": "b"}), Step("replace", {"find": "b", "with": "c"}), "trim")
    path = tmp_path / "m.yml"
    Mapping((ColumnRule("mail", "email", steps, "why", accepted="Ann"),)).write(path)
    mapping = Mapping.read(path)
    assert mapping.rules[0].accepted == "Ann"
    assert apply_mapping(pl.LazyFrame({"mail": [" ab "]}), mapping).collect()["email"].item() == "cc"
    mapping.write(tmp_path / "again.yml")
    assert (tmp_path / "again.yml").read_bytes() == path.read_bytes()


def test_each_second_factor_is_written_with_nothing_beside_it():
    dump = pl.LazyFrame({"mail": ["a@example.com"] * 3, "otp": ["AB2C", "", ""], "tel": ["+491", "+492", ""]})
    factors = Step("factors", {"totp": "otp", "phone": "tel"})
    mapping = Mapping(
        (ColumnRule("mail", "email"), ColumnRule("otp", "mfa_factors", (factors,)), ColumnRule("tel"))
    )
    users = apply_mapping(dump, mapping)
    lines = users.select(json_line(users.collect_schema())).collect().to_series()
    assert [json.loads(line).get("mfa_factors") for line in lines] == [
        [{"totp": {"secret": "AB2C"}}, {"phone": {"value": "+491"}}],
        [{"phone": {"value": "+492"}}],
        None,
    ]
