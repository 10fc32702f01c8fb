"""A pattern finds in JavaScript what it finds in polars, or is refused."""

import json
import shutil
from collections import Counter

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from userferry.scripts import call_scripts
from userferry.scripts.patterns import rewrite_pattern
from userferry.scripts.pieces import gather_pieces
from userferry.scripts.signs import NoEqualError

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")

PATTERNS = [
    r"\d+", r"\D", r"\w+", r"\W", r"\s+", r"\S+", r"\bA", r"a\B", r".", r"(?s).", r"^.+$", r"(?m)^.+$", r"\Aa|b\z", r"(?i)ß|ſ",
    r"(?i)[^a]", r"(?i)\P{Lu}", r"(?i)[^\P{Lu}b]", r"[[:alpha:]]+", r"[[:^digit:]]", r"[\w--\d]+", r"[a-z&&[^b]]", r"[^\w\s]",
    r"[a[^b-\x{10ffff}]]", r"[]a-]", r"[^]a]", r"[\]\-^]", r"[a^]", r"\x41|\x{e9}|\u00e9|\U0001F1E9", r"(?P<x>a)(?<y>b)?", r"a{2,3}?b",
    r"(?:ab|a)(c|bcd)(d*)", r"(a|ab)+?b", r"(?:(\d),)+", r"a**", r"x*", r"()", r"|a", r"\.\*\/\-\"\@\ ", r"a  b", r"\p{Greek}|\pN",
    r"\p{Alphabetic}+\P{L}", r"((a)|b)", r"(?ms:^.$)", r"[\x00-\x1f\x7f]", r"\t\n\r\v\f\a", r"[[:punct:]]", r"/", r"(?:)", r"[😀é]+",
    r"[\p{Cc}--[\t\n\r]]|[\x{ad}\x{180e}]", r"(?i)k", r"$", r"a$|(b)", r"[\d-]", r"\{a\}",
]  # fmt: skip
REFUSED = [r"(?x) a", r"(?-u)a", r"a(?i)b", r"(?:a*)*", r"(a?)+", r"\b{start}a", r"\<a", r"[a~~b]", r"\p{Thai_Digit}", r"(?R)^a"]  # fmt: skip
TEXTS = st.text(
    st.sampled_from(list('aAbBcd01,._-^]/"@ \t\n\r\v\x00\x07\x1c\x7f\x85\xa0\u2028ßſKkéΣσ٣😀🇩x{}*')),
    max_size=8,
)


def equal_of(pattern):
    found = rewrite_pattern(pattern)
    wanted = [group for group in range(1, 4) if group not in found.unsteady]
    return found, wanted


@settings(max_examples=25)
@given(
    st.lists(
        TEXTS | st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=5), min_size=50, max_size=100
    )
)
def test_any_text_is_searched_alike(texts):
    known = []
    for pattern in PATTERNS:
        try:
            known.append((pattern, *equal_of(pattern)))
        except NoEqualError:
            assert pattern == r"a**"
    written = ", ".join(f"[{found.literal('g')}, {found.literal()}]" for _, found, _ in known)
    source = (
        f"{gather_pieces(['findMatches', 'extractGroup'])}\nconst patterns = [{written}];\nfunction search(text) {{\n"
        "  return patterns.map(([each, one]) => [findMatches(text, each).map((match) => match[0]),\n"
        "    [1, 2, 3].map((group) => extractGroup(text, one, group) ?? '')]);\n}\n"
    )
    answers = call_scripts(source, [[text] for text in texts], style="value")
    values = pl.Series(texts, dtype=pl.String)
    for place, (pattern, found, groups) in enumerate(known):
        # What stands between matches tells where they are.
        whole = values.str.extract_all(pattern).to_list()
        parts = {group: values.str.extract(pattern, group).fill_null("").to_list() for group in groups}
        for row, answer in enumerate(answers):
            matches, captured = answer.result[place]
            assert matches == whole[row], (pattern, found.literal(), texts[row])
            assert all(captured[group - 1] == parts[group][row] for group in groups), (pattern, texts[row])


@pytest.mark.parametrize("pattern", REFUSED)
def test_what_has_no_equal_is_refused(pattern):
    with pytest.raises(NoEqualError):
        rewrite_pattern(pattern)


def test_a_group_left_over_from_an_earlier_repetition_is_refused():
    assert rewrite_pattern("(?:(a)|(b))+").unsteady == {1, 2}
    with pytest.raises(NoEqualError, match="group 2"):
        rewrite_pattern("(?:(a)|(b))+", [2])
    assert rewrite_pattern("(?:(a),)+", [1]).literal("g") == "/(?:(a),)+/gu"


ENDLESS = [
    r"(a+)+", r"(?:a*b?)+c|(a+)*", r"(a|aa)+$", r"(?:\w+\s*)+$", r"^(\d+|[0-9a-f])*$", r"(?:[^@]+\.?)+@", r"(?:(a?|b?)c)+d", r"(?i)(?:k|\x{212a})+!",
    r"(?:\pL|é)+\.", r"(\d{1,9}){1,9}x", r"(?:a|b|ab)*c", r"(?s:.|\n)+x", r"((?:ab)+|(?:abab)+)*c", r"(?:x(?:a|b)*a(?:a|b)*)+y", r"a+{2}", r"(?:.*a){12}",
]  # fmt: skip
QUICK = [
    r"(?:\d{1,3}\.){3}\d{1,3}", r"^(?:[^,]*,)+$", r"(\w+)(?:[.-]\w+)*@", r"(?:a|b)*c", r"(?:[a-z]+ )*[a-z]+", r"(?:\.\n|.)\d+",
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", r"(?:[^\n]|\n)*x", r"(?:\p{Lu}\p{Ll}*)+", r"(.*)@(.*)", r"(?:a+b)+|(?:b+a)+", r"\s+|\s*,\s*",
]  # fmt: skip
LONG = [
    "a" * 40,
    "ab" * 30,
    "1" * 40 + "!",
    "x" + "a" * 40,
    "a " * 30 + "!",
    "k" * 40,
    "é" * 40,
    "abab" * 12,
    "c" * 40,
    "\n" * 40,
    "1.2.3.4." * 9,
]


@pytest.mark.parametrize("pattern", ENDLESS)
def test_what_would_keep_javascript_busy_is_refused(pattern):
    with pytest.raises(NoEqualError, match=r"two ways|may be empty"):
        rewrite_pattern(pattern)


def test_repetitions_of_what_is_read_in_one_way_are_quick():
    written = ", ".join(rewrite_pattern(pattern).literal("g") for pattern in QUICK)
    source = (
        f"function search(text) {{\n  return [{written}].map((one) => (text.match(one) || []).length);\n}}\n"
    )
    answers = call_scripts(source, [[text * 20] for text in LONG], style="value")
    assert [len(answer.result) for answer in answers] == [len(QUICK)] * len(LONG)


TREES = st.recursive(
    st.sampled_from([("sign", "a"), ("sign", "b"), ("sign", "[ab]")]),
    lambda inner: (
        st.tuples(st.sampled_from(["seq", "or"]), inner, inner)
        | st.tuples(st.sampled_from(["*", "+", "?", "{1,3}"]), inner)
    ),
    max_leaves=6,
)


def spell(tree):
    """Write a tree as a pattern."""
    kind, *inner = tree
    if kind == "sign":
        return inner[0]
    parts = [spell(one) for one in inner]
    return f"(?:{('|' if kind == 'or' else '').join(parts)}){kind if kind not in {'seq', 'or'} else ''}"


def ends_of(tree, text, starts):
    """Count, for each place where a tree's fit can end, on how many ways it can."""
    kind, *inner = tree
    if kind == "sign":
        return Counter(
            {at + 1: ways for at, ways in starts.items() if text[at : at + 1] in set(inner[0]) & {"a", "b"}}
        )
    if kind == "seq":
        return ends_of(inner[1], text, ends_of(inner[0], text, starts))
    if kind == "or":
        return ends_of(inner[0], text, starts) + ends_of(inner[1], text, starts)
    ends = Counter(starts) if kind in "*?" else Counter()
    for _ in range({"?": 1, "{1,3}": 3}.get(kind, len(text))):
        if not starts:
            break
        starts = ends_of(inner[0], text, starts)
        ends += starts
    return ends


def tree_of(word):
    """Write a word as a tree."""
    first, *rest = word
    return ("seq", ("sign", first), tree_of(rest)) if rest else ("sign", first)


@given(TREES)
@example(tree_of("bbbbb"))
def test_a_repetition_that_is_let_through_fits_long_texts_on_few_ways(tree):
    try:
        rewrite_pattern(spell(("+", tree)))
    except NoEqualError:
        return
    for word in ("a", "b", "ab", "aab", "abb", "abab"):
        # A tree has six signs at most: what fits at all has fitted within twelve, so "few" is not 0 by shortness.
        few, many = (ends_of(("+", tree), word * times, {0: 1}).total() for times in (12, 48))
        assert many <= 8 * few, (spell(tree), word)


def test_the_count_of_ways_knows_many_from_few():
    trees = {"(a+)+": ("+", ("+", ("sign", "a"))), "(aaaaa)+": ("+", tree_of("aaaaa"))}
    assert {
        name: [ends_of(tree, "a" * times, {0: 1}).total() for times in (12, 48)]
        for name, tree in trees.items()
    } == {
        "(a+)+": [2**12 - 1, 2**48 - 1],
        "(aaaaa)+": [2, 9],
    }


def test_a_pattern_is_written_so_that_it_can_be_seen():
    assert rewrite_pattern("\x01\u200b/ \u00e9").literal() == r"/\cA\u{200b}\/ é/u"
    assert json.dumps(rewrite_pattern(r"\d").literal()) == r'"/\\p{Nd}/u"'
