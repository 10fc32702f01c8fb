"""The vocabulary: each word does what its examples say, and no text whatever makes one raise."""

import json
import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from userferry.chunks import json_line
from userferry.forms import E164, IDENTIFIER_FORMS, is_identifier
from userferry.mapping import TRANSFORMS, ColumnRule, Mapping, Step, apply_mapping
from userferry.mapping.following import lay_stages, stage, step_complaints
from userferry.mapping.transformtable import transform_table

CASES = [(name, example) for name, transform in TRANSFORMS.items() for example in transform.examples]


def word(name, example):
    return name if example.arguments is None else Step(name, example.arguments)


@pytest.mark.parametrize(("name", "example"), CASES, ids=[name for name, _ in CASES])
def test_a_transform_does_what_its_example_says(name, example):
    before = str(example.before) if isinstance(example.before, bool) else example.before
    first = ("boolean",) if isinstance(example.before, bool) else ()
    if TRANSFORMS[name].takes == "texts":
        before, first = json.dumps(example.before), ("json_list",)
    row = pl.LazyFrame(
        {"mail": ["a@example.com"], "x": [before], **{key: [one] for key, one in example.beside.items()}}
    )
    target = "mfa_factors" if name == "factors" else "user_metadata.x"
    if TRANSFORMS[name].gives == "texts":
        staged = lay_stages(row, {"x": (*first, word(name, example))})
        assert staged.collect()[stage("x", len(first) + 1)].to_list() == [example.after]
        return
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
        if transform.takes in {"boolean", "texts"}:
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
        ((Step("factors", {"tidy": True}),), "says none of `totp`, `phone`, `email`"),
        ((Step("shorten", 0),), "`characters` of `shorten` (column `x`) must be a whole number above 0"),
        (
            (Step("only_valid", "mail"),),
            "`mail` is no form of `only_valid` (column `x`); did you mean `email`?",
        ),
        ((Step("only_valid", {"form": "username", "longest": True}),), "must be a whole number above 0"),
        (
            ("boolean", Step("only_valid", "email")),
            "`only_valid` (column `x`) reads a text, and gets true or false",
        ),
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


SIGNS = st.lists(
    st.text(max_size=4) | st.sampled_from(["e\u0301", "\U0001f468\u200d\U0001f469\u200d\U0001f466", "\U0001f1e9\U0001f1ea",
                                           "\U0001f44d\U0001f3fd", "\u1112\u1161\u11ab", "\u2764\ufe0f", "a" + "\u0301" * 9]),
    max_size=6,
).map("".join)  # fmt: skip


def made(name, value, arguments=None):
    return pl.DataFrame({"value": [value]}).select(TRANSFORMS[name].apply(pl.col("value"), arguments)).item()


@given(SIGNS, st.integers(1, 20))
def test_what_is_shortened_is_the_beginning_and_no_longer(text, most):
    short = made("shorten", text, most)
    assert len(short) <= most
    assert text.startswith(short)
    assert short == text or len(text) > most
    assert made("shorten", short, most) == short


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("Jose\u0301", 5, "Jose\u0301"),
        ("Jose\u0301s", 5, "Jose\u0301"),
        ("ab\U0001f468\u200d\U0001f469", 4, "ab"),
        ("ab\U0001f468\u200d\U0001f469", 3, "ab"),
        ("a\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", 3, "a\U0001f1e9\U0001f1ea"),
        ("a\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", 4, "a\U0001f1e9\U0001f1ea"),
        ("a\U0001f44d\U0001f3fd", 2, "a"),
        ("\u1112\u1161\u11ab\u1112\u1161", 4, "\u1112\u1161\u11ab"),
        ("a" + "\u0301" * 9, 3, "a\u0301\u0301"),
        ("\U00010000\U00010000", 1, "\U00010000"),
        ("Ann Lee", 4, "Ann"),
    ],
)
def test_no_sign_is_cut_amid(text, most, short):
    assert made("shorten", text, most) == short


@given(st.sampled_from(sorted(IDENTIFIER_FORMS)), st.text(max_size=18) | NASTY | st.emails())
def test_what_is_valid_stays_and_what_is_not_is_left_out(form, text):
    (is_right,) = pl.DataFrame({"value": [text]}).select(is_identifier(form, pl.col("value"))).row(0)
    assert made("only_valid", text, form) == (text if is_right else None)


@given(
    st.text(max_size=12) | NASTY | st.from_regex(r"\A[+0]?[0-9 ()/-]{1,16}\Z"),
    st.sampled_from(["DE", "US", "IT"]),
)
def test_a_number_gets_its_code_or_stays_as_it_is(text, country):
    for name, arguments in (("international", None), ("country_code", country)):
        found = made(name, text, arguments)
        assert found == text or re.fullmatch(r"\+[1-9][0-9]{6,14}", found)
        assert made(name, found, arguments) == found
        if re.fullmatch(E164, text):
            assert found == text


def test_factors_are_tidied_and_left_out_one_by_one():
    dump = pl.LazyFrame(
        {"mail": ["a@x.co"] * 3, "otp": ["ab2c-d3e4 ==", "189", "="], "tel": ["0049 30 123456", "030", "+4917"],
         "more": [" b@x.co\u200b", "b@x", ""]}
    )  # fmt: skip
    for said, expected in (
        ({"tidy": True}, [["AB2CD3E4", "+4930123456", "b@x.co"], ["189", "030", "b@x"], ["+4917"]]),
        ({"tidy": True, "only_valid": True}, [["AB2CD3E4", "+4930123456", "b@x.co"], None, ["+4917"]]),
        ({"only_valid": True}, [None, None, ["+4917"]]),
    ):
        factors = Step("factors", {"totp": "otp", "phone": "tel", "email": "more", **said})
        rules = (ColumnRule("mail", "email"), ColumnRule("otp", "mfa_factors", (factors,)))
        users = apply_mapping(dump, Mapping((*rules, ColumnRule("tel"), ColumnRule("more")))).collect()
        found = users["mfa_factors"].to_list()
        told = [
            one and [next(iter(part[kind].values())) for part in one for kind in part if part[kind]]
            for one in found
        ]
        assert told == expected
