"""An undo is logged with its balance, and nobody's address or id."""

from tests.logs.reading import fields, found_in, only, read_log
from tests.undo.conftest import PACE
from tests.undo.test_undo import chunks

from userferry.undo import take_back


def test_it_ends_with_who_is_where(scene, log):
    scene.fill()
    run = scene.sent(chunks(1))
    scene.sign_in(4)
    undone = take_back(scene.plan(run), run, scene.session, pace=PACE)
    lines = read_log(log)
    ended = fields(only(lines, "undo.ended"))
    assert ended == {"run": run.folder.name, "users": 23, "places": undone.places}
    assert ended["places"]["held"] == 1
    assert only(lines, "errands.ended")["errands"] == "undo"
    people = {
        one for row in undone.rows.select("auth0_user_id", "email").collect().iter_rows() for one in row
    }
    assert found_in(log.read_text(), people) == {}
