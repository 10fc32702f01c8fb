"""Errands are carried out once each, in order, at the tenant's pace, and whatever happens they end the same."""

import signal
from itertools import pairwise

import pytest
from tests.errands.conftest import PACE, USERS

from userferry.api import delete_user
from userferry.errands import Errand, Errands, ErrandsProgress, run_errands
from userferry.errors import Interrupted, TerminalError, TransientError, WorkspaceError
from userferry.runs import Pace
from userferry.runs.journal import read_journal
from userferry.runs.lock import held

AFTER = {f"auth0|{number}": {"level": number} for number in range(0, USERS, 2)}


def run(scene, folder, **more) -> Errands:
    return run_errands(folder, scene.errands(), scene.carry, session=scene.session, pace=PACE, **more)


def test_each_errand_is_carried_out_once_and_counted(scene, tmp_path):
    told: list[ErrandsProgress] = []
    done = run(scene, tmp_path / "errands", progress=told.append)
    assert scene.people() == AFTER
    assert done.counts == {("change", "changed"): 3, ("delete", "deleted"): 3}
    assert done.is_complete
    assert repr(done) == "Errands(6 = 3 change changed, 3 delete deleted)"
    assert [far.done for far in told] == [1, 2, 3, 4, 5, 6]
    assert str(told[2]) == "3 of 6 done · 0 failed · about 2 seconds left"
    assert "Errands" in done._repr_html_()
    assert (tmp_path / "errands" / "errands.ndjson").stat().st_mode & 0o777 == 0o600
    before = list(scene.asked)
    assert run(scene, tmp_path / "errands").rows.equals(done.rows)
    assert Errands.read(tmp_path / "errands").rows.equals(done.rows)
    assert scene.asked == before == [errand.key for errand in scene.errands()]


@pytest.mark.parametrize("kind", ["before", "after", "drop", "drop_before"])
@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_the_tenant_does_to_one_call_changes_nothing(scene, tmp_path, kind, status):
    for method in ("DELETE", "PATCH"):
        scene.tenant.faults.add(method, "/api/v2/users/*", kind, times=2, status=status)
    done = run(scene, tmp_path / "errands")
    assert all(fault.happened == 2 for fault in scene.tenant.faults.faults)
    assert scene.people() == AFTER
    assert done.counts == {("change", "changed"): 3, ("delete", "deleted"): 3}


def test_a_token_that_ends_meanwhile_is_renewed(scene, tmp_path):
    scene.tenant.faults.add("DELETE", "/api/v2/users/*", "revoke_token")
    assert run(scene, tmp_path / "errands").is_complete
    assert scene.people() == AFTER


def test_a_burst_is_waited_for(scene, tmp_path):
    fault = scene.tenant.faults.add("DELETE", "/api/v2/users/*", "burst", seconds=45)
    began = scene.simulation.clock()
    assert run(scene, tmp_path / "errands").is_complete
    assert fault.happened >= 1
    assert scene.simulation.clock() - began >= 45
    assert scene.people() == AFTER


def test_an_outage_of_two_hours_is_waited_for_and_one_that_outlasts_patience_is_told(scene, tmp_path):
    scene.tenant.faults.add("PATCH", "/api/v2/users/*", "before", times=150)
    assert run(scene, tmp_path / "long").is_complete
    scene.tenant.faults.add("PATCH", "/api/v2/users/*", "before", times=10_000)
    with pytest.raises(TransientError):
        run(scene, tmp_path / "endless")
    scene.tenant.faults.clear()
    assert run(scene, tmp_path / "endless").is_complete
    assert scene.people() == AFTER


def test_the_pace_is_never_exceeded_by_whatever_request(scene, tmp_path):
    sent: list[float] = []
    scene.session._http.hooks["response"].append(lambda *_, **__: sent.append(scene.simulation.clock()))
    scene.tenant.faults.add("PATCH", "/api/v2/users/*", "after", times=2)
    scene.tenant.faults.add("DELETE", "/api/v2/users/*", "revoke_token")
    run_errands(
        tmp_path, scene.errands(), scene.carry, session=scene.session, pace=Pace(max_requests_per_second=0.8)
    )
    assert len(sent) > USERS
    assert min(later - sooner for sooner, later in pairwise(sent)) >= 1 / 0.8 - 1e-6
    sent.clear()
    scene.people(), scene.people()
    assert sent[0] == sent[1]  # the pace is that of the errands only


def test_what_the_tenant_refuses_is_a_row_and_the_others_go_on(scene, tmp_path):
    delete_user(scene.session, "auth0|2")
    done = run(scene, tmp_path / "errands")
    assert done.codes == {"inexistent_user": 1}
    assert done.counts[("change", "failed")] == 1
    assert "Refused: inexistent_user 1." in done._repr_html_()
    asked = list(scene.asked)
    assert run(scene, tmp_path / "errands").codes == done.codes
    assert scene.asked == asked
    user = {"email": "u2@example.com", "password": "Ferry-2026!", "user_id": "2"}
    scene.session.request("POST", "/api/v2/users", json={**user, "connection": scene.tenant.connection})
    assert run(scene, tmp_path / "errands", is_retried=True).codes == {}
    assert scene.asked == [*asked, "auth0|2"]
    assert scene.people() == AFTER


def test_what_is_refused_to_whoever_asks_ends_it_and_nothing_is_marked_failed(scene, tmp_path):
    client_id, secret = scene.tenant.add_client("reader", ["read:users"])
    session, scene.simulation.session._client_id = scene.session, client_id
    own, session._client_secret, session._token = session._client_secret, secret, None
    with pytest.raises(TerminalError, match="403"):
        run(scene, tmp_path / "errands")
    assert Errands.read(tmp_path / "errands").counts == {("change", "open"): 3, ("delete", "open"): 3}
    session._client_id, session._client_secret, session._token = scene.tenant.client_id, own, None
    assert run(scene, tmp_path / "errands").is_complete


def test_ctrl_c_says_where_it_stands_and_the_same_call_goes_on(scene, tmp_path):
    def sleep(seconds: float) -> None:
        if len(scene.asked) == 3:
            signal.raise_signal(signal.SIGINT)
        scene.simulation.sleep(seconds)

    scene.session.sleep = sleep
    with pytest.raises(Interrupted) as stop:
        run(scene, tmp_path / "undo")
    assert str(stop.value) == (
        "The errands of undo were stopped. Of 6 2 are done, 0 failed and 4 are not done. Nothing is lost: run the same "
        "cell or command again, and it continues."
    )
    scene.session.sleep = scene.simulation.sleep
    assert run(scene, tmp_path / "undo").is_complete
    assert scene.people() == AFTER


def test_another_list_is_refused_and_what_changed_is_named(scene, tmp_path):
    run(scene, tmp_path / "errands")
    first, second, *rest = scene.errands()
    other = [Errand(first.key, first.kind, {"level": 9}), Errand("auth0|new", "delete"), *rest]
    message = "1 added .auth0.new.; 1 left out .auth0.1.; 1 changed .auth0.0."
    with pytest.raises(WorkspaceError, match=message):
        run_errands(tmp_path / "errands", other, scene.carry, session=scene.session)
    with pytest.raises(WorkspaceError, match="their order"):
        run_errands(tmp_path / "errands", [second, first, *rest], scene.carry, session=scene.session)
    with pytest.raises(WorkspaceError, match="twice"):
        run_errands(tmp_path / "twice", [first, first], scene.carry, session=scene.session)
    scene.session.domain = "other.example"
    with pytest.raises(WorkspaceError, match=r"speaks to other\.example"):
        run(scene, tmp_path / "errands")
    scene.session.domain = scene.tenant.domain
    with (tmp_path / "errands" / "errands.ndjson").open("ab") as file:
        file.write(first.line())
    with pytest.raises(WorkspaceError, match="gone or changed"):
        run(scene, tmp_path / "errands")
    assert len(scene.asked) == USERS


def test_a_second_process_is_told_who_carries_them_out(scene, tmp_path):
    with (
        held(tmp_path / "errands.lock"),
        pytest.raises(WorkspaceError, match="are being carried out by process"),
    ):
        run(scene, tmp_path)


def test_a_death_at_any_byte_of_the_journal_is_survived(scene, tmp_path):
    """After any event, and after a call that was made and is not noted: the end, and its count, are the same."""
    tenant, began = scene.tenant, scene.simulation.clock()
    tenant.snapshot(tmp_path / "moment-0.sqlite")
    run(
        scene,
        tmp_path / "whole",
        progress=lambda far: tenant.snapshot(tmp_path / f"moment-{far.done}.sqlite"),
    )
    expected = Errands.read(tmp_path / "whole").rows
    journal = (tmp_path / "whole" / "journal.ndjson").read_bytes()
    lines = journal.splitlines(keepends=True)
    kinds = [event["event"] for event in read_journal(tmp_path / "whole" / "journal.ndjson")]
    assert kinds == ["listed", *["asking", "done"] * USERS]
    resumed = 0
    for length in range(len(lines) + 1):
        done = kinds[:length].count("done")
        # What was asked and not noted may have been done.
        for moment in {done, min(done + (kinds[length - 1 : length] == ["asking"]), USERS)}:
            tenant.restore(tmp_path / f"moment-{moment}.sqlite")
            folder = tmp_path / f"cut-{length}-{moment}"
            folder.mkdir()
            if length:
                (folder / "errands.ndjson").write_bytes((tmp_path / "whole" / "errands.ndjson").read_bytes())
            torn = lines[length][: len(lines[length]) // 2] if length < len(lines) else b""
            (folder / "journal.ndjson").write_bytes(b"".join(lines[:length]) + torn)
            scene.asked.clear()
            assert run(scene, folder).rows.equals(expected)
            assert len(scene.asked) == USERS - done
            assert scene.people() == AFTER
            resumed += 1
    assert resumed == 2 + 3 * USERS
    assert scene.simulation.clock() > began


def test_who_was_asked_and_not_noted_is_known_as_repeated(scene, tmp_path):
    seen: list[bool] = []

    def carry(errand: Errand) -> str:
        seen.append(errand.is_repeated)
        if len(seen) == 1:
            raise TransientError("busy", retry_after_seconds=3.0)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return "asked"

    for _ in range(2):
        try:
            run_errands(tmp_path, scene.errands()[:2], carry, session=scene.session)
        except Interrupted:
            continue
    assert seen == [False, True, False, True]
