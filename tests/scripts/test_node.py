"""Scripts run in real Node by Auth0's contract, and whatever they get wrong is told apart."""

import shutil

import pytest

from userferry.scripts import Answer, NodeError, call_scripts

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")

LOGIN = """
function login(email, password, callback) {
  if (email === 'silent') return;
  if (email === 'twice') { callback(null, 1); callback(null, 2); return; }
  if (email === 'late') { setTimeout(() => callback(null, 3), 5); return; }
  if (email === 'throws') throw new Error('at once');
  if (email === 'closed') { callback(new UnauthorizedError('closed')); return; }
  if (password !== configuration.PASSWORD) { callback(new WrongUsernameOrPasswordError(email, 'no')); return; }
  callback(null, { user_id: email });
}
"""


def test_each_call_has_its_answer_in_order():
    calls = [("ann", "söme"), ("ann", "other"), ("twice", ""), ("throws", ""), ("late", ""), ("closed", "")]
    answers = call_scripts(LOGIN, calls, configuration={"PASSWORD": "söme"})
    assert answers[0] == Answer({"user_id": "ann"})
    assert (answers[1].error, answers[1].user_id) == ("WrongUsernameOrPasswordError", "ann")
    assert answers[2].calls == 2
    assert (answers[3].error, answers[3].message) == ("Error", "at once")
    assert answers[4] == Answer(3)
    assert answers[5].error == "UnauthorizedError"


def test_who_is_silent_is_told():
    answers = call_scripts(
        LOGIN, [("ann", "x"), ("silent", "")], configuration={"PASSWORD": "x"}, seconds=0.7
    )
    assert [answer.calls for answer in answers] == [1, 0]


def test_values_of_plain_functions():
    answers = call_scripts(
        "async function twice(number) { return 2 * number; }", [[n] for n in range(500)], style="value"
    )
    assert [answer.result for answer in answers] == [2 * number for number in range(500)]


def test_an_ended_process_is_no_answer():
    with pytest.raises(NodeError, match=r"ended after 0 of 1 calls: .*late"):
        call_scripts(
            "function late() { setTimeout(() => { throw new Error('late'); }, 1); }", [[]], seconds=5
        )
