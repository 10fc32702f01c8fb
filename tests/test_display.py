"""What the house's table does with what it is given."""

import polars as pl

from userferry.display import Listing, sentence, table
from userferry.prose import prose

LONG = "pbkdf2_sha256$" + "x" * 60
SEEN = pl.DataFrame(
    {"user": ["auth0|6", None], "why": ["blocked: it must be true", "<b>"], "rows": [1200, 3]}
)


def test_a_long_word_is_cut_and_whole_on_hover():
    html = table("", ["hash"], [[f"held by {LONG} alone"]])
    assert html.count(LONG) == 2
    assert f'title="{LONG}">{LONG}</span> alone' in html
    assert "held by <span" in html


def test_a_sentence_is_not_cut_however_long():
    assert "title=" not in table("", ["why"], [["a word and " * 40]])


def test_a_long_word_is_escaped_in_its_cell_and_on_hover():
    html = table("", ["name"], [['"><script>' * 8]])
    assert "<script>" not in html
    assert '"">' not in html


def test_a_listing_shows_each_row_and_groups_its_numbers():
    listing = Listing("Nothing sent", SEEN, empty="Everybody is sent.")
    html = listing._repr_html_()
    assert all(said in html for said in ("Nothing sent", "<th", "auth0|6", "–", "&lt;b&gt;", "1,200"))
    assert "Everybody is sent." not in html
    assert repr(listing) == "Nothing sent:\n  auth0|6 · blocked: it must be true · 1,200\n  – · <b> · 3"


def test_an_empty_listing_says_what_that_means():
    listing = Listing("Nothing sent", SEEN.clear(), empty="Everybody is sent.")
    assert repr(listing) == "Everybody is sent."
    assert "Everybody is sent." in listing._repr_html_()
    assert "why" not in listing._repr_html_()


def test_a_sentence_of_ours_marks_what_is_code_and_a_value_does_not():
    html = table(
        "By `id`", ["said", "held"], [[prose("say `run: <b>`"), "a`b`c"]], note="unless `patch` is true"
    )
    assert "By <code>id</code>" in html
    assert "say <code>run: &lt;b&gt;</code>" in html
    assert "a`b`c" in html
    assert "unless <code>patch</code> is true" in html


def test_two_dollars_in_a_value_are_no_formula():
    html = table("", ["hash"], [["md5$salt$digest"]], note="of md5$ and $2b$")
    assert '<table class="mathjax_ignore"' in html
    assert '<p class="mathjax_ignore"' in html


def test_a_sentence_stands_where_a_table_has_no_rows():
    said = sentence("No `row` of <b>.", note="Nothing is `sent`.")
    first, second = said.splitlines()[0].split("</p>")[:2]
    assert first.endswith(">No <code>row</code> of &lt;b&gt;.")
    assert second.startswith("<p ")
    assert second.endswith(">Nothing is <code>sent</code>.")
    assert sentence("Nobody.").count("<p ") == 1
    assert "&lt;" not in sentence("Nobody.") + "<table></table>"
    assert "&lt;p" not in table("A", ["b"], [(1,)], note="c")
