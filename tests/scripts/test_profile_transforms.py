"""Each transform in JavaScript gives what polars gives: for its examples, and for any text whatever."""

import json
import shutil

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from userferry.mapping import TRANSFORMS, ColumnRule, Mapping, Step
from userferry.scripts import call_scripts
from userferry.scripts.profile import write_profile
from userferry.scripts.twins import bulk_twins

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")

LISTS = {name for name, one in TRANSFORMS.items() if "texts" in {one.takes, one.gives}}
"""They become roles and organizations, which are no part of a profile."""

CASES = [
    (name, one)
    for name in TRANSFORMS
    if name not in LISTS | {"expression"}
    for one in TRANSFORMS[name].examples
]


def word(name, arguments):
    return name if arguments is None else Step(name, arguments)


def compared(frame, mapping):
    """Give the profiles of Node and of polars, row by row."""
    code = write_profile(mapping)
    answers = call_scripts(code.code, [[row] for row in frame.iter_rows(named=True)], style="value")
    assert not [answer for answer in answers if answer.error], answers[0]
    twins = bulk_twins(frame, mapping, code.left_out).collect()["profile"]
    return [answer.result for answer in answers], [json.loads(text) for text in twins]


@pytest.mark.parametrize(("name", "example"), CASES, ids=[name for name, _ in CASES])
def test_a_transform_does_what_its_example_says(name, example):
    is_flag = isinstance(example.before, bool)
    steps = (*(("boolean",) if is_flag else ()), word(name, example.arguments))
    target = "mfa_factors" if name == "factors" else "user_metadata.x"
    rules = (ColumnRule("mail", "email"), ColumnRule("x", target, steps), *map(ColumnRule, example.beside))
    row = pl.DataFrame({"mail": "ann@example.com", "x": str(example.before), **example.beside})
    found, twins = compared(row, Mapping(rules))
    assert found == twins
    profile = found[0].get("mfa_factors") if name == "factors" else found[0].get("user_metadata", {}).get("x")
    assert profile == example.after


STEPS = {
    **{name: (name,) for name, one in TRANSFORMS.items() if name not in LISTS and not one.parameters and one.takes == "string"},
    "template": (Step("template", "{text}-{other}!"),),
    "concat": (Step("concat", {"columns": ["other", "text"], "separator": ", "}),),
    "coalesce": ("trim", Step("coalesce", ["other"])),
    "json_whole": (Step("json_path", "$"),),
    "json_member": (Step("json_path", "$.a"),),
    "json_deep": (Step("json_path", "$['a'][0].b-c"),),
    "replaced": (Step("replace", {"find": "a", "with": "$1"}),),
    "replaced_match": (Step("replace", {"find": r"(?P<one>\w)(\d)?", "with": "<${one}$2$$>", "regex": True}),),
    "replaced_nothing": (Step("replace", {"find": r"\d*", "with": "-", "regex": True}),),
    "extracted": (Step("extract", r"(?i)\b([^\W\d])s?"),),
    "split": (Step("split", {"by": " ", "part": 2}),),
    "split_last": (Step("split", {"by": "a", "part": -1}),),
    "stripped": (Step("strip_prefix", "a"),),
    "prefixed": (Step("prefix", "it's \"a\"\\"),),
    "phone_de": (Step("phone", "DE"),),
    "phone_us": (Step("phone", "US"),),
    "phone_it": (Step("phone", "IT"),),
    "country": (Step("country_code", "CZ"),),
    "looked_up": (Step("values", {"a": 1, "0": -7, "__proto__": 3}),),
    "looked_up_text": (Step("values", {"a": "", "b": "c"}), Step("default", "d")),
    "inverted": ("boolean", "invert"),
    "is_set": ("trim", "is_set"),
    "not_set": ("is_set", "invert"),
    "short_3": (Step("shorten", 3),),
    "short_9": (Step("shorten", 9),),
    "valid_email": (Step("only_valid", "email"),),
    "valid_username": (Step("only_valid", {"form": "username", "shortest": 2}),),
    "valid_id": (Step("only_valid", "user_id"),),
    "valid_phone": (Step("only_valid", "e164"),),
    "all": ("strip_invisible", "trim", "nfc", "title", Step("shorten", 5), Step("default", "free")),
}  # fmt: skip
SIGNS = st.sampled_from(
    list(
        " aAsSb019,.@+-_'\"|/()[]{}:\\\t\r\n\u0000\u001c\u0085\u00a0\u2028\ufeff\u200b\u200d\ufe0f\u0301\u0345Σσßǆŉᾳაİıſ٣é🇩🇪👩🏽"
    )
)
# What Unicode took in of late is a letter to one library and nothing to the other.
SETTLED = st.characters(exclude_categories=["Cs", "Cn"])
TEXTS = st.one_of(
    st.text(SETTLED, max_size=12),
    st.text(SIGNS, max_size=12),
    st.from_regex(r"\A[ \t]?[+]?(00|011|0|1)?( ?[-(/]?[0-9]{1,4}\)?){1,5}\Z"),
    st.from_regex(r"\A\s?[0-9]{4}-[01][0-9]-[0-3][0-9][ T][0-2][0-9]:[0-5][0-9]:[0-6][0-9](\.[0-9]{1,9})?(Z|\+00:?0?)?\Z"),
    st.from_regex(r"\A[A-Za-z.é\"'+]{1,70}@[a-zé-]{1,8}(\.[a-z]{1,5}){0,3}\Z"),
    st.from_regex(r"\A-?[0-9]{1,17}(\.[0-9]{1,17})?\Z"),
    st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(SIGNS, max_size=4),
                 lambda some: st.lists(some, max_size=3) | st.dictionaries(st.sampled_from(["a", "b-c", "1", "0", "\\"]), some, max_size=3)).map(
        lambda value: json.dumps(value, ensure_ascii=False)),
    st.sampled_from(["Ann Mary van der Lee", "VAN DER LEE", "Lee, Ann, B", "Ann  de\nla Cruz", "yes", "oN", "9223372036854775807",
                     "253402300799", "-62135596800", "253402300799999", "-1", '{"a": 1e400}', '{"a": 0.7142857142857143}',
                     '{"a": [{"b-c": 123456789012345678901234567890.125}]}', '{"a": 1, "a": 2.50}', '{"a": "\\ud83d\\ude00"}',
                     '{"a": "\\ud83d"}', "[" * 127 + "]" * 127, "[" * 128 + "]" * 128, "ΑΣ ΑΣ. Σ"]),
)  # fmt: skip


@settings(max_examples=20)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=60, max_size=200))
def test_for_any_text_node_and_polars_agree(pairs):
    frame = pl.DataFrame(pairs, schema={"text": pl.String, "other": pl.String}, orient="row")
    laid = frame.with_columns(
        pl.lit("ann@example.com").alias("mail"), *(pl.col("text").alias(name) for name in STEPS)
    )
    rules = (ColumnRule(name, f"user_metadata.{name}", steps) for name, steps in STEPS.items())
    mapping = Mapping((ColumnRule("mail", "email"), *rules, ColumnRule("text"), ColumnRule("other")))
    for (text, other), found, twin in zip(pairs, *compared(laid, mapping), strict=True):
        odd = {name for name in STEPS if found["user_metadata"].get(name) != twin["user_metadata"].get(name)}
        assert not odd, (
            text,
            other,
            {name: (found["user_metadata"].get(name), twin["user_metadata"].get(name)) for name in odd},
        )


def test_every_transform_of_a_profile_is_tried_on_any_text():
    tried = {str(step) for steps in STEPS.values() for step in steps}
    assert tried | LISTS | {"expression", "datetime", "factors"} == set(TRANSFORMS)
