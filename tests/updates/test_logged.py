"""An update is logged with its balance, and so is what takes it back."""

from tests.logs.reading import events, fields, found_in, of, only, read_log, strings_in
from tests.updates.test_updating import plant

SAID = {"created_at", "updated_at", "identities", "email_verified", "last_login"}


def test_it_ends_with_who_is_where_and_its_undo_likewise(scene, log):
    users = scene.users()
    copies, *_ = plant(users, 14, seed=4)
    plan = scene.plan(scene.changes(scene.export(), scene.write("copy.json", copies)), patch=True)
    updated = scene.send(plan)
    undone = scene.undo(plan)
    lines = read_log(log)
    ended = fields(only(lines, "update.ended"))
    assert ended == {"update": "first", "users": updated.users, "places": updated.places}
    assert fields(only(lines, "undo.ended")) == {
        "run": "first",
        "users": undone.users,
        "places": undone.places,
    }
    assert only(lines, "run.prepared")["upsert"] is True
    assert {line["errands"] for line in of(lines, "errands.ended")} == {"patches", "undo"}
    assert events(lines).index("update.begun") < events(lines).index("run.begun")
    values = strings_in([{key: value for key, value in user.items() if key not in SAID} for user in copies])
    assert (
        found_in(log.read_text(), {value for value in values if len(value) > 4} | {scene.session._token})
        == {}
    )
