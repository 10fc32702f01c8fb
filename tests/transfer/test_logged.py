"""A transfer is logged from taking its users to giving them what they had."""

from tests.logs.reading import events, fields, only, read_log
from tests.transfer.test_transferring import ALL, carry_out, plan_of

from userferry.transfer import Terms


def test_it_begins_with_whom_it_takes_and_ends_with_who_is_where(scene, log):
    done, _ = carry_out(scene, plan_of(scene, scene.hash_file(), Terms(make=ALL)))
    lines = read_log(log)
    told = events(lines)
    assert only(lines, "fetch.ended")["users"] == 120
    assert fields(only(lines, "transfer.ended"))["places"] == done.outcome.counts
    assert only(lines, "assignments.ended")["places"] == done.assigned.counts
    assert only(lines, "balance.drawn")["places"]["inserted"] == 120
    order = [
        "fetch.begun",
        "fetch.ended",
        "transfer.begun",
        "run.begun",
        "run.ended",
        "assignments.begun",
        "transfer.ended",
    ]
    assert [event for event in told if event in order] == order
    text = log.read_text()
    assert "@" not in text
    assert "auth0|" not in text
