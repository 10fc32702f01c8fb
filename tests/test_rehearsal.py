"""A rehearsal is like the real tenant, which is only looked at, and its hours pass at once."""

import json

import pytest

from tests.rehearsed import CONNECTION, EXPORTS, OPTIONS, SECRET, real_tenant
from tests.runs.runs_scene import DIGESTS, write_chunks
from userferry.api import login
from userferry.errors import DecisionError, Interrupted
from userferry.forecast import Tier, estimate_sending
from userferry.holdings import ask_target
from userferry.reconcile import export_users
from userferry.runs import Order, Run
from userferry.targets import Likeness, RunTime, open_target, reach_target, time_run
from userferry.targets.lasting import say_seconds

ANN = {
    "email": "Ann@example.com", "user_id": "1", "username": "anna", "given_name": "Ann", "email_verified": True,
    "app_metadata": {"plan": "pro"},
}  # fmt: skip
BO = {"email": "bo@example.com", "user_id": "bo-2", "username": "bobby", "blocked": True}


@pytest.fixture
def real(monkeypatch):
    monkeypatch.setattr("userferry.targets.copying.POLL_SECONDS", 0.02)
    with real_tenant(monkeypatch, match_on_user_id=True) as tenant:
        tenant.bring(ANN, BO)
        yield tenant


def rehearse(workspace, real, **asked):
    return reach_target("rehearsal", workspace, connection=CONNECTION, like=real.url, **asked)


def users_of(reached, tmp_path):
    path = export_users(reached.session, reached.connection.id, tmp_path / "users.ndjson", poll_seconds=0.02)
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_it_has_the_real_connections_settings_and_id(workspace, real):
    with rehearse(workspace, real) as reached:
        options = reached.connection.options
        flags = reached.session.request("GET", "/api/v2/tenants/settings").json()["flags"]
        held = ask_target(reached, workspace)
    assert (reached.connection.id, reached.connection.name) == (real.connection_id, CONNECTION)
    assert {name: options[name] for name in OPTIONS} == OPTIONS
    assert options["enabledDatabaseCustomization"]
    assert options["import_mode"]
    assert flags == {"import_user_match_user_profile_on_user_id": True}
    assert held.held == 0
    assert real.was_only_looked_at
    assert EXPORTS not in real.calls


def test_it_has_the_real_users_where_they_are_wanted(workspace, real, tmp_path):
    where = {
        "client_id": real.tenant.client_id,
        "client_secret": real.tenant.client_secret,
        "realm": CONNECTION,
    }
    login(real.session, username="ann@example.com", password="a wrong one", **where)
    with reach_target(real.url, workspace, connection=CONNECTION) as there:
        meant = users_of(there, tmp_path)
    with rehearse(workspace, real, like_users=True) as reached:
        assert users_of(reached, tmp_path) == meant
        whole = reached.session.request("GET", "/api/v2/users/auth0%7C1").json()
    assert whole == real.session.request("GET", "/api/v2/users/auth0%7C1").json()
    assert [user["user_id"] for user in meant] == ["auth0|1", "auth0|bo-2"]
    assert real.was_only_looked_at
    assert real.calls.count(EXPORTS) == 2


def test_what_was_copied_is_kept_shown_and_not_asked_for_again(workspace, real):
    with rehearse(workspace, real, like_users=True) as first:
        pass
    real.calls.clear()
    with rehearse(workspace, real, like_users=True) as second, pytest.raises(DecisionError):
        rehearse(workspace, real, like_users=True, ask="agian")
    with open_target("rehearsal", workspace, connection=CONNECTION) as third:
        pass
    assert real.calls == []
    assert first.likeness == second.likeness == third.likeness == Likeness.read(workspace.root / "like")
    shown = third._repr_html_()
    assert f"{real.url}, connection {real.connection_id}" in shown
    assert "settings, 2 users; as of 20" in shown
    assert third.likeness.digest[:12] in shown
    assert "Not seen there: the connection&#39;s scripts and their secrets; passwords, factors" in shown
    assert repr(third).startswith(
        f"Target(the embedded tenant of this workspace, like {real.url}, connection"
    )


def test_its_roles_and_organizations_are_there_under_their_ids(workspace, real):
    roles = [
        real.session.request("POST", "/api/v2/roles", json={"name": f"role {number}"}, repeatable=True).json()
        for number in range(101)
    ]
    body = {"name": "acme", "display_name": "Acme", "metadata": {"contract": SECRET}}
    made = real.session.request("POST", "/api/v2/organizations", json=body, repeatable=True).json()
    real.calls.clear()
    with rehearse(workspace, real) as reached:
        found = [
            reached.session.request("GET", "/api/v2/roles", params={"page": page, "per_page": "100"}).json()
            for page in ("0", "1")
        ]
        assert [role["id"] for page in found for role in page] == [role["id"] for role in roles]
        organizations = reached.session.request("GET", "/api/v2/organizations").json()
    assert organizations == [{"id": made["id"], "name": "acme", "display_name": "Acme"}]
    assert "settings, 101 roles, 1 organization; as of" in reached._repr_html_()
    assert real.was_only_looked_at


def test_no_secret_is_copied_and_all_of_it_is_private(workspace, real):
    with rehearse(workspace, real, like_users=True) as reached:
        reached.sleep(1.0)
    files = [path for path in workspace.root.rglob("*") if path.is_file()]
    assert workspace.root / "tenant" / "clock" in files
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]
    assert not [path for path in workspace.root.rglob("*") if path.stat().st_mode & 0o077]


def test_it_is_made_anew_where_the_real_one_has_changed_and_nothing_was_sent(workspace, real):
    with rehearse(workspace, real, like_users=True) as reached:
        assert ask_target(reached, workspace).held == 2
    real.change(validation={"username": {"min": 2, "max": 30}})
    real.bring({"email": "cy@example.com", "username": "cyra"})
    with rehearse(workspace, real, like_users=True) as kept:
        assert kept.connection.options["validation"] == OPTIONS["validation"]
    with rehearse(workspace, real, like_users=True, ask="again") as anew:
        assert anew.connection.options["validation"] == {"username": {"min": 2, "max": 30}}
        assert ask_target(anew, workspace).held == 3


def test_settings_alone_leave_the_users_as_they_were_copied(workspace, real):
    with rehearse(workspace, real, like_users=True):
        pass
    real.change(mfa={"active": True})
    with rehearse(workspace, real, like_users=True, ask="settings") as reached:
        assert reached.connection.options["mfa"] == {"active": True}
        assert reached.likeness.users == 2
    assert EXPORTS not in real.calls


def test_what_has_sent_users_stays_as_it_was_made_and_says_what_has_changed(workspace, real):
    with rehearse(workspace, real) as made:
        begin(made, workspace.folder("runs"), [1]).send(made.session)
    real.change(validation={"username": {"min": 2, "max": 30}}, mfa={"active": True})
    with rehearse(workspace, real, ask="again") as kept:
        assert kept.connection.options["validation"] == OPTIONS["validation"]
        assert kept.likeness.digest == made.likeness.digest
        assert "Changed there since: options.mfa, options.validation." in kept._repr_html_()
    real.change(validation=OPTIONS["validation"], mfa=OPTIONS["mfa"])
    with rehearse(workspace, real, ask="again") as kept:
        assert "Changed there since" not in kept._repr_html_()
    with pytest.raises(DecisionError, match="`like` is '', and this rehearsal was begun with 'http"):
        reach_target("rehearsal", workspace, connection=CONNECTION, like="")
    with pytest.raises(DecisionError, match="`like_users` is not what"):
        rehearse(workspace, real, like_users=True)


def test_a_bare_rehearsal_that_holds_users_is_not_thrown_away(workspace, real):
    with open_target("rehearsal", workspace, connection=CONNECTION):
        pass
    with rehearse(workspace, real) as reached:  # it held nobody
        body = {
            "connection": CONNECTION,
            "email": "di@example.com",
            "username": "diana",
            "password": "Long-enough-1",
        }
        reached.session.request("POST", "/api/v2/users", json=body, repeatable=True)
    with reach_target(
        "rehearsal", workspace, connection=CONNECTION, like=""
    ) as bare:  # a copy can be made again
        assert bare.likeness is None
        bare.session.request("POST", "/api/v2/users", json=body, repeatable=True)
    with pytest.raises(DecisionError, match=r"`like` is 'http.*begun with ''.*remove the folder `tenant`"):
        rehearse(workspace, real)


def test_where_no_export_is_given_the_settings_are_copied_and_that_is_said(workspace, real, monkeypatch):
    client_id, secret = real.tenant.add_client("narrow", ["read:connections"])
    monkeypatch.setenv("AUTH0_CLIENT_ID", client_id)
    monkeypatch.setenv("AUTH0_CLIENT_SECRET", secret)
    with rehearse(workspace, real, like_users=True) as reached:
        assert reached.connection.options["validation"] == OPTIONS["validation"]
        assert ask_target(reached, workspace).held == 0
    assert reached.likeness.users is None
    assert "its users, for it gives no export (403)" in reached._repr_html_()
    for scope in ("read:tenant_settings", "read:roles", "read:organizations"):
        assert f"(scope {scope})" in reached._repr_html_()


def test_what_would_be_refused_there_is_refused_here(workspace, real):
    real.change(import_mode=False)
    with pytest.raises(DecisionError) as meant:
        reach_target(real.url, workspace, connection=CONNECTION)
    with pytest.raises(DecisionError) as said:
        rehearse(workspace, real)
    assert said.value.complaints == meant.value.complaints
    assert "“Import Users to Auth0” is off" in said.value.complaints[0]


def test_killed_while_it_was_made_it_is_made_whole(workspace, real):
    workspace.path("tenant.new", "tenant.sqlite").write_bytes(b"torn")
    with rehearse(workspace, real, like_users=True):
        pass
    (
        workspace.root / "tenant" / "likeness.json"
    ).unlink()  # a kill in front of its last step leaves no tenant
    (workspace.root / "tenant").rename(workspace.root / "tenant.new")
    (workspace.root / "like" / "users.ndjson").write_text("torn")
    with rehearse(workspace, real, like_users=True) as reached:
        assert ask_target(reached, workspace).held == 2
        assert reached.likeness.users == 2
    assert not (workspace.root / "tenant.new").exists()


@pytest.mark.parametrize("like", ["rehearsal", "acme.eu.auth0.com"])
def test_what_it_cannot_be_like_is_refused(workspace, monkeypatch, like):
    monkeypatch.delenv("AUTH0_CLIENT_ID", raising=False)
    monkeypatch.delenv("AUTH0_CLIENT_SECRET", raising=False)
    with pytest.raises(DecisionError):
        reach_target("rehearsal", workspace, connection=CONNECTION, like=like)
    assert not (workspace.root / "tenant" / "tenant.sqlite").exists()


def begin(reached, folder, sizes):
    """Begin a run of files of so many users each."""
    numbers = iter(range(sum(sizes)))
    chunks = [[{"email": f"user{next(numbers)}@example.com"} for _ in range(size)] for size in sizes]
    cut = write_chunks(folder / "cut", chunks)
    return Run.create(
        folder / "run", Order(cut, "rehearsal", reached.connection.id, False, DIGESTS, sum(sizes))
    )


SIZES = [500, 450, 500, 490, 210, 500, 500, 480, 500, 500, 470, 500]
SEEN = {"free": 4.0, "production": 16.0, "enterprise": 55.6}


@pytest.mark.parametrize("tier", SEEN)
def test_a_run_takes_the_time_of_its_plan_and_no_other(workspace, tmp_path, tier):
    with open_target("rehearsal", workspace, connection=CONNECTION, tier=tier) as reached:
        run = begin(reached, tmp_path, SIZES)
        began = reached.clock()
        assert run.send(reached.session, pace=reached.pace).is_complete
        took = time_run(run, reached)
        passed = reached.clock() - began
    least = estimate_sending(SIZES, Tier(tier, SEEN[tier], SEEN[tier])).longest_seconds
    assert least <= took.seconds <= min(1.03 * least + 2, passed + 0.001)
    assert took.foretold.shortest_seconds <= took.seconds <= took.foretold.longest_seconds
    assert (took.jobs, took.is_rehearsed) == (12, True)
    assert str(took).startswith(
        f"at the {tier} plan's pace this run would have taken {say_seconds(took.seconds)} (12 jobs, "
    )
    assert RunTime.read(run.folder) == took


def test_a_rehearsal_that_was_stopped_goes_on_in_its_own_time(workspace, tmp_path):
    def stop(progress):
        if progress.done >= 1_000:
            raise KeyboardInterrupt

    where = {"connection": CONNECTION, "tier": "production"}
    with open_target("rehearsal", workspace, **where) as reached:
        run = begin(reached, tmp_path, SIZES)
        with pytest.raises(Interrupted, match="Nothing is lost"):
            run.send(reached.session, pace=reached.pace, progress=stop)
        stopped = reached.clock()
    with open_target("rehearsal", workspace, **where) as again:
        assert again.clock() == stopped
        outcome = Run.read(run.folder).send(again.session, pace=again.pace)
        took = time_run(run, again)
    least = estimate_sending(SIZES, Tier("production", 16.0, 16.0)).longest_seconds
    assert outcome.counts["inserted"] == sum(SIZES)
    assert least <= took.seconds <= 1.05 * least + 2
    assert took.jobs == 12


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (0.4, "0 s"), (59.6, "1 min"), (61, "1 min 1 s"), (3_600, "1 h"), (11_520, "3 h 12 min"), (90_061, "1 day 1 h"), (259_200, "3 days")],
)  # fmt: skip
def test_a_time_is_said_in_its_two_largest_units(seconds, said):
    assert say_seconds(seconds) == said
