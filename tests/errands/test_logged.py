"""Errands are logged with what came of them, and with each call that was made again."""

import pytest
from tests.errands.conftest import PACE
from tests.logs.reading import events, fields, found_in, of, only, read_log

from userferry.errands import Errands, run_errands
from userferry.errors import TerminalError


def run(scene, folder) -> Errands:
    return run_errands(folder, scene.errands(), scene.carry, session=scene.session, pace=PACE)


def test_they_end_with_their_counts_and_codes(scene, tmp_path, log):
    scene.tenant.faults.add("PATCH", "/api/v2/users/*", "before", times=1, status=503)
    refused = scene.carry

    def carry(errand):
        if errand.key == "auth0|3":
            raise TerminalError("u3@example.com is not there", status=404, code="inexistent_user")
        return refused(errand)

    scene.carry = carry
    done = run(scene, tmp_path / "roles-1")
    lines = read_log(log)
    ended = fields(only(lines, "errands.ended"))
    assert ended == {
        "errands": "roles-1",
        "places": {"done": 5, "failed": 1},
        "codes": {"inexistent_user": 1},
    }
    assert done.codes == ended["codes"]
    retried = fields(only(lines, "call.retried"))
    assert (retried["endpoint"], retried["status"]) == ("PATCH /api/v2/users/{id}", 503)
    assert "call.waited" not in events(lines), "our own pace is no news"
    people = {f"u{number}@example.com" for number in range(6)} | {f"auth0|{number}" for number in range(6)}
    assert found_in(log.read_text(), people | {scene.tenant.client_secret, scene.session._token}) == {}


def test_what_stops_them_is_told_with_the_endpoint(scene, tmp_path, log):
    scene.session._token, scene.session._client_secret = None, "wrong-secret"
    with pytest.raises(TerminalError):
        run(scene, tmp_path / "undo")
    failed = fields(only(read_log(log), "errands.failed"))
    told = {"error": "TerminalError", "status": 401, "code": "access_denied", "endpoint": "POST /oauth/token"}
    assert failed == {"errands": "undo"} | told


def test_when_they_are_done_there_is_no_more_to_tell(scene, tmp_path, log):
    run(scene, tmp_path / "undo")
    run(scene, tmp_path / "undo")
    counts = [line["places"] for line in of(read_log(log), "errands.ended")]
    assert counts == [{"done": 6}] * 2
