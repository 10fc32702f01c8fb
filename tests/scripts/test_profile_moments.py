"""Moments are read in JavaScript as polars reads them, by any format that both know and in any zone."""

import shutil
from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from userferry.mapping import ColumnRule, Mapping, Step
from userferry.scripts import call_scripts
from userferry.scripts.moments import rewrite_format, zone_offsets
from userferry.scripts.profile import write_profile
from userferry.scripts.signs import NoEqualError
from userferry.scripts.twins import bulk_twins

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")

FORMATS = (
    "%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d %H:%M:%S", "%d %b %Y %H:%M", "%d. %B %Y", "%m/%d/%Y %I:%M:%S %p", "%Y%m%d%H%M%S",
    "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S.%6f", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S%#z", "%FT%TZ", "%Y%m%d",
)  # fmt: skip
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Europe/Amsterdam", "Pacific/Apia", "Etc/GMT+5")
AS_PYTHON = {"%.f": ".%f", "%6f": "%f", "%#z": "+01", "%z": "-0130", "%F": "%Y-%m-%d", "%T": "%H:%M:%S"}
SLIPS = st.lists(
    st.tuples(st.integers(0, 30), st.booleans(), st.sampled_from(" 0139-+:/.٣aPZ\t")), max_size=2
)
MOMENTS = st.datetimes() | st.integers(0, 2_200_000_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


def written(moment, form, slips):
    """Write a moment by a format, with a few signs put in or overwritten."""
    for sign, python in AS_PYTHON.items():
        form = form.replace(sign, python)
    text = moment.strftime(form.replace("%Y", f"{moment.year:04}"))
    for place, is_new, sign in slips:
        text = text[:place] + sign + text[place + (not is_new) :]
    return text


def is_odd(text, form):
    """Whether polars reads `3+` as a year of two digits, which is a slip of its own."""
    return form == "%d/%m/%y" and not text.strip()[-2:].isdecimal()


@settings(max_examples=30)
@given(
    st.sampled_from(ZONES),
    st.lists(st.tuples(MOMENTS, st.sampled_from(FORMATS), SLIPS), min_size=100, max_size=200),
)
def test_any_moment_is_read_alike(zone, drawn):
    texts = [written(*one) for one in drawn]
    frame = pl.DataFrame({"mail": "ann@example.com", "text": texts, **dict.fromkeys(FORMATS, texts)})
    rules = [
        ColumnRule(form, f"user_metadata.{place}", (Step("datetime", {"format": form, "zone": zone}),))
        for place, form in enumerate(FORMATS)
    ]
    mapping = Mapping((ColumnRule("mail", "email"), *rules, ColumnRule("text")))
    code = write_profile(mapping)
    answers = call_scripts(code.code, [[row] for row in frame.iter_rows(named=True)], style="value")
    twins = (
        bulk_twins(frame, mapping)
        .collect()["profile"]
        .str.json_decode(
            pl.Struct({"user_metadata": pl.Struct(dict.fromkeys(map(str, range(len(FORMATS))), pl.String))})
        )
    )
    for text, answer, twin in zip(texts, answers, twins, strict=True):
        found, expected = answer.result.get("user_metadata", {}), twin["user_metadata"] or {}
        for place, form in enumerate(FORMATS):
            if not is_odd(text, form):
                assert found.get(str(place)) == expected.get(str(place)), (text, form, zone)


def test_a_zone_is_told_by_its_changes():
    offsets = zone_offsets("Europe/Berlin")
    assert offsets[0] == (None, 3208)
    summer = int(datetime.fromisoformat("2021-03-28T01:00:00+00:00").timestamp())
    assert (summer, 7200) in offsets
    assert zone_offsets("UTC") == ((None, 0),)


@pytest.mark.parametrize(
    "form", ["%Y", "%s", "%d/%m/%Y %H", "%a %d %b %Y", "%Y-%m-%d %m", "%Y-%m-%d %I:%M", "%Y-%m-%d%z"]
)
def test_a_format_that_would_be_read_otherwise_is_refused(form):
    with pytest.raises(NoEqualError):
        rewrite_format(form)
