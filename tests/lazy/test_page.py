"""What the page of automatic migration does in a few words: terms, proof, rehearsal, place, following."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest

from userferry.dumps import read_dumps
from userferry.errors import DecisionError
from userferry.lazy import (
    NotRun,
    ToPlace,
    check_ending,
    follow_users,
    no_op_scripts,
    place_scripts,
    prepare_rest,
    prove_at_store,
    reach_database,
    read_terms,
    rehearse_scripts,
    write_remainder,
)
from userferry.mapping import Mapping, apply_mapping, legacy_hashes
from userferry.proof import known_passwords
from userferry.scripts import list_forms, write_scripts
from userferry.targets import CLIENT_ID_VARIABLE, CLIENT_SECRET_VARIABLE
from userferry.tenant import LocalTenant

NODE = pytest.mark.skipif(shutil.which("npm") is None, reason="no npm on the PATH")


class Scene:
    """The demo's dump, its mapping and the scripts for it."""

    def __init__(self, workspace):
        self.workspace = workspace
        self.legacy = read_dumps("params/demo/django.auth_user.csv", {}, root=workspace.project)
        self.mapping = Mapping.read(workspace.decisions("mapping"))
        self.terms = read_terms(workspace.decisions("lazy"), self.mapping, self.legacy.columns)
        self.users = apply_mapping(self.legacy.frame, self.mapping)
        self.forms = list_forms(legacy_hashes(self.legacy.frame, self.mapping))
        self.scripts = write_scripts(self.mapping, self.terms.store, connection="legacy", forms=self.forms)
        self.known = known_passwords(self.users, workspace.given("params/demo/django.passwords.csv"))

    def prove(self):
        told = {"mapping": self.mapping, "terms": self.terms, "workspace": self.workspace}
        return prove_at_store(self.scripts, self.legacy, self.known, **told)

    def rehearse(self):
        told = {"users": self.users, "terms": self.terms, "workspace": self.workspace}
        return rehearse_scripts(self.scripts, self.legacy, self.known, **told)


@pytest.fixture
def scene(workspace):
    return Scene(workspace)


def test_the_mapping_tells_what_the_terms_do_not(scene):
    assert scene.terms.began == date(2021, 1, 1)
    store = scene.terms.store
    assert (store.kind, store.table, store.key) == ("webservice", "/users", "id")
    assert store.logins == ("email", "username")
    assert scene.forms[0] == "django_pbkdf2_sha256"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("stroe: mysql", "did you mean `store`?"),
        ("store: oracle", "`oracle` is no store"),
        ("days: 0", "`days` is 0; it is a whole number, 1 or more"),
        ("began: tomorrow", "`began` is 'tomorrow'; it is a day such as"),
        ("logins: []", "`logins` is []; it is a list of columns"),
        ("key: nobody", "the store has no column `nobody`"),
    ],
)
def test_terms_that_cannot_be_followed_are_named(scene, tmp_path, written, said):
    path = tmp_path / "demo.lazy.yml"
    path.write_text(written + "\n")
    with pytest.raises(DecisionError, match=said.replace("[", r"\[").replace("?", r"\?")):
        read_terms(path, scene.mapping, scene.legacy.columns)


@NODE
def test_scripts_are_proven_and_lived_with_on_the_dump_itself(scene):
    proof = scene.prove()
    assert proof.is_proven, (proof.failures, proof.differences)
    asked = dict(proof.checks.select("check", "asked").iter_rows())
    assert asked["the right password logs in"] + asked["a blocked user is refused"] == 2 * (
        len(scene.forms) - 1
    )

    rehearsed = scene.rehearse()
    assert rehearsed.replayed.is_as_expected, rehearsed.replayed.unexpected
    moved = rehearsed.replayed.moves.height
    assert moved > 5
    assert rehearsed.asked
    placed = place_scripts(
        scene.scripts,
        scene.legacy,
        "rehearsal",
        scene.workspace,
        terms=scene.terms,
        confirm="",
        carry_out=False,
    )
    assert placed == rehearsed.deployed
    assert set(placed.scripts) == {"login", "get_user"}

    reached = reach_database("rehearsal", scene.workspace, "legacy")
    told = {"terms": scene.terms, "workspace": scene.workspace}
    followed = follow_users(reached, scene.scripts, scene.legacy, scene.mapping, **told)
    assert followed.rows.height - followed.remain == moved - _deleted(rehearsed)
    rest = write_remainder(scene.legacy.frame, followed, scene.workspace.folder("lazy"))
    assert rest.rows == followed.of("remaining")
    unmet = (
        check_ending(reached.session, "legacy", followed).points.filter(~pl.col("is_met"))["point"].to_list()
    )
    assert unmet == [
        "nobody of the dump remains", *(f"{name} knows nobody" for name in no_op_scripts()),
        "no settings of the legacy store are left",
    ]  # fmt: skip
    reached.close()


def _deleted(rehearsed):
    """Those of the season who were deleted and did not come back."""
    came = rehearsed.replayed.came.filter(pl.col("got") == "ok")
    gone, back = (set(came.filter(pl.col("kind") == kind)["__row"]) for kind in ("deletion", "come back"))
    return len(gone - back)


def test_without_node_nothing_is_taken_for_proven(scene, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    proof, rehearsed = scene.prove(), scene.rehearse()
    assert isinstance(proof, NotRun)
    assert isinstance(rehearsed, NotRun)
    assert "Install Node" in proof.why
    assert "Install Node" in rehearsed.why


def test_a_tenant_is_told_what_would_be_done_and_then_it_is_done(scene, monkeypatch):
    with LocalTenant() as tenant:
        monkeypatch.setenv(CLIENT_ID_VARIABLE, tenant.client_id)
        monkeypatch.setenv(CLIENT_SECRET_VARIABLE, tenant.client_secret)

        def place(**told):
            where = (scene.scripts, scene.legacy, tenant.url, scene.workspace)
            return place_scripts(*where, terms=scene.terms, confirm="", **told)

        plan = place(carry_out=False)
        assert isinstance(plan, ToPlace)
        assert repr(plan) == f"ToPlace(legacy of {tenant.url} would be made; nothing was done)"
        with pytest.raises(DecisionError, match="nobody can be followed; `carry_out: true` makes it"):
            reach_database(tenant.url, scene.workspace, "legacy")
        with pytest.raises(DecisionError, match="the environment has no SERVICE_URL"):
            place(carry_out=True)
        monkeypatch.setenv("SERVICE_URL", "https://legacy.example.com")
        monkeypatch.setenv("SERVICE_TOKEN", "not-a-secret")
        done = place(carry_out=True)
        assert (done.is_new, sorted(done.scripts)) == (True, ["get_user", "login"])
        assert "would be changed" in repr(place(carry_out=False))
        assert "not-a-secret" not in done._repr_html_() + repr(done)


def test_the_end_is_refused_while_somebody_remains(scene, monkeypatch):
    with LocalTenant() as tenant:
        monkeypatch.setenv(CLIENT_ID_VARIABLE, tenant.client_id)
        monkeypatch.setenv(CLIENT_SECRET_VARIABLE, tenant.client_secret)
        monkeypatch.setenv("SERVICE_URL", "https://legacy.example.com")
        monkeypatch.setenv("SERVICE_TOKEN", "not-a-secret")

        def place(ends):
            where = (scene.scripts, scene.legacy, tenant.url, scene.workspace)
            terms = replace(scene.terms, ends=ends, applications=(tenant.client_id,))
            return place_scripts(*where, terms=terms, confirm="", carry_out=True)

        place("no")
        with pytest.raises(DecisionError, match="nobody has looked who remains"):
            place("yes")
        reached = reach_database(tenant.url, scene.workspace, "legacy")
        told = {"terms": replace(scene.terms, began=datetime.now(UTC).date()), "workspace": scene.workspace}
        followed = follow_users(reached, scene.scripts, scene.legacy, scene.mapping, **told)
        assert followed.remain == 500
        with pytest.raises(DecisionError, match="500 users of the dump have not moved"):
            place("yes")
        rest = prepare_rest(scene.legacy, scene.mapping, "legacy", followed, scene.workspace)
        assert (rest.remainder.rows, rest.resets) == (500, 50)
        assert repr(place("anyway")).startswith("Ended(legacy of 127.0.0.1")
        left = check_ending(reached.session, "legacy", followed).points.filter(~pl.col("is_met"))
        assert left["point"].to_list() == ["nobody of the dump remains"]
