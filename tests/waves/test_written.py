"""What each run takes is written down, a line a run."""

import pytest

from userferry.errors import DecisionError
from userferry.waves import Part, read_part


def test_each_run_takes_what_is_said_of_it_and_else_everybody(tmp_path):
    path = tmp_path / "demo.waves.yml"
    assert read_part(path, "first") == Part()
    path.write_text("first: {wave: 200}\nsecond: {wave: ' rest '}\nthird: {retry: second, since: zero}\n")
    assert read_part(path, "first") == Part(wave="200")
    assert read_part(path, "second") == Part(wave="rest")
    assert read_part(path, "third") == Part(retry="second", since="zero")
    assert read_part(path, "fourth") == Part()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("first: rest", "a run says `wave`, `since` or `retry`"),
        ("first: {weve: rest}", "wave"),
        ("first: {wave: [1]}", "a text or a number"),
        ("first: {wave: true}", "a text or a number"),
        ("first: {retry: first}", "retries itself"),
    ],
)
def test_what_cannot_be_followed_is_refused(tmp_path, text, said):
    path = tmp_path / "demo.waves.yml"
    path.write_text(text)
    with pytest.raises(DecisionError, match=said):
        read_part(path, "second")
