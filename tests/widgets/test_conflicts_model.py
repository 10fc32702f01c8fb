"""The conflicts' page without a browser: what is decided, what comes of it, what the file says, what stays hidden."""

import json
import time

import polars as pl
import pytest

from userferry.conflicts import (
    Conflicts,
    Decision,
    KeepRule,
    Resolutions,
    count_seen,
    find_conflicts,
    find_fates,
    resolve,
)
from userferry.errors import DecisionError
from userferry.reports import draw_clusters
from userferry.widgets import ConflictsModel, settle_conflicts
from userferry.widgets.conflicts.recount import FEW_ROWS
from userferry.widgets.conflicts.veil import veil

BCRYPT = "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"


@pytest.fixture
def users():
    """Two pairs that share an address, a username, and two who may be one person."""
    emails = [
        *("walter@acme.example", "WALTER@acme.example", "walter@ACME.example", "xenia@mill.example"),
        *("XENIA@mill.example", "yannis@post.example", "zora@post.example", "quentin@gmail.com"),
        *("quen.tin@gmail.com", "alone@post.example"),
    ]
    names = ["wal", "walt", "wally", "xen", "xena", "same", "SAME", "quen", "quentin", "same-2"]
    return pl.LazyFrame(
        {
            "__row": list(range(10)),
            "user_id": [f"id{n}77" for n in range(10)],
            "email": emails,
            "username": names,
            "given_name": ["Walter", None, "Wal", "Xenia", None, "Yannis", "Zora", None, None, None],
            "email_verified": [False, True, None, None, None, None, None, None, None, None],
            "app_metadata": [
                {"last_login": f"20{10 + n}-05-05", "api_token": f"tok{n}zq"} for n in range(10)
            ],
            "password_hash": [BCRYPT if n % 2 else None for n in range(10)],
        }
    )


@pytest.fixture
def conflicts(users):
    return find_conflicts(users)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "demo.resolutions.yml"


@pytest.fixture
def model(path, users, conflicts):
    return ConflictsModel(path, users, conflicts)


def counts(model, kind):
    return next(line["counts"] for line in model.kinds if line["kind"] == kind)


def fate(model, cluster):
    return next(line["fate"] for line in model.found["lines"] if line["cluster"] == cluster)


def names(model):
    return [line["cluster"] for line in model.found["lines"]]


def test_where_nothing_is_decided_all_is_open(model, path):
    assert names(model) == ["email:0", "email:3", "username:5", "person:7"]
    assert fate(model, "email:0") == "held back whole (no rule)"
    assert fate(model, "person:7") == "keeps all for now (no rule)"
    assert model.status["sum"] == "4 clusters of 9 rows: 2 kept, 7 held back; 4 clusters open"
    assert model.status["file"] == f"not saved in {path.name}"


def test_a_rule_moves_the_counts_at_once(model):
    model.set_keep("email", "newest")
    assert model.resolutions.rules["email"] == KeepRule("newest", "app_metadata.last_login")
    assert fate(model, "email:0") == "keeps row 2 (rule: keep newest by app_metadata.last_login)"
    assert counts(model, "email") == {
        "clusters": 2,
        "rows": 5,
        "kept": 2,
        "renamed": 0,
        "merged_away": 0,
        "held_back": 3,
        "elsewhere": 0,
        "open": 0,
    }
    model.set_rule("email", "merge", "given_name")
    assert (counts(model, "email")["merged_away"], counts(model, "email")["held_back"]) == (3, 0)
    model.set_keep("email", "none")
    assert model.resolutions.rules["email"] == KeepRule("none")
    model.set_keep("email", "")
    assert counts(model, "email")["open"] == 2


def test_a_new_username_must_be_free_among_everybody(model, users, conflicts):
    model.set_keep("username", "first")
    model.set_rule("username", "rename", "{username}-{n}")
    assert counts(model, "username")["held_back"] == 1, "same-2 is somebody who collides with nobody"
    model.set_rule("username", "rename", "{username}-{row}")
    assert fate(model, "username:5") == "keeps all, renamed (rule: keep first, renaming to {username}-{row})"
    assert (counts(model, "username")["renamed"], counts(model, "username")["kept"]) == (1, 2)
    assert model.status["sum"].startswith("4 clusters of 9 rows: 4 kept, 5 held back, 1 renamed")


def test_a_row_is_chosen_by_hand_with_a_reason_and_left_to_the_rule_again(model):
    model.set_keep("email", "first")
    model.select("email:0")
    model.set_reason("email:0", "she called")
    assert model.resolutions.decisions == {}
    model.keep("email:0", 1)
    assert model.resolutions.decisions == {"email:0": Decision(1, "she called")}
    assert fate(model, "email:0") == "keeps row 1 (decided by hand)"
    assert [row["outcome"] for row in model.detail["rows"]] == [
        "gives way to row 1",
        "stays",
        "gives way to row 1",
    ]
    model.set_reason("email:0", "")
    assert model.resolutions.decisions == {"email:0": 1}
    model.keep("person:7", "both")
    assert counts(model, "person")["open"] == 0
    model.follow_rule("email:0")
    assert list(model.resolutions.decisions) == ["person:7"]


def test_rows_stand_side_by_side_with_what_differs_marked(model):
    model.set_keep("email", "newest")
    model.select("email:0")
    lines = {line["path"]: line for line in model.detail["lines"]}
    assert list(lines)[:3] == ["user_id", "email", "username"]
    assert lines["email"]["mark"] == "differs"
    assert lines["email"]["groups"] == ["A", "B", "C"]
    assert lines["given_name"]["cells"] == ["Aaaaaa", None, "Aaa"]
    assert lines["app_metadata.last_login"]["notes"] == ["lowest", "", "highest"]
    assert lines["password_hash"]["mark"] == "partly"
    assert lines["password_hash"]["cells"] == [None, "(hidden)", None]
    assert lines["app_metadata.api_token"]["mark"] == "hidden"
    assert lines["app_metadata.api_token"]["groups"] == ["", "", ""]


@pytest.mark.parametrize("show_values", [False, True])
def test_no_credential_and_where_masked_no_value_goes_out(path, users, conflicts, show_values):
    model = ConflictsModel(path, users, conflicts, show_values=show_values)
    sent = []
    for cluster in names(model):
        model.select(cluster)
        model.keep(cluster, "none")
        sent += [json.dumps(getattr(model, name)) for name in model.trait_names(shown=True)]
    panel = settle_conflicts(path, users, conflicts, show_values=show_values)
    sent.append(
        json.dumps({name: one for name, one in panel.get_state().items() if name not in ("_esm", "_css")})
    )
    text = "".join(sent).lower()
    assert "tok1zq" not in text
    assert BCRYPT.lower() not in text
    for value in ("walter", "xenia", "quen", "wally", "id077", "2010-05"):
        assert (value in text) == show_values
    assert BCRYPT not in str(model._members.frame.to_dicts()), "nor is it held"


def test_a_hash_that_strayed_is_hidden_whoever_asks():
    assert veil("user_metadata.note", [BCRYPT, "hello", None], is_open=True) == ["(hidden)", "hello", None]
    assert veil("user_metadata.things", ['[{"password":"x"}]'], is_open=True) == ["(hidden)"]


def test_what_is_listed_is_filtered_sorted_and_walked_through(model):
    model.narrow(kind="email")
    assert (names(model), model.found["rows"]) == (["email:0", "email:3"], 5)
    model.walk(by=1)
    assert model.selected == "email:3"
    model.walk(by=100)
    assert model.selected == "email:3"
    model.set_keep("email", "first")
    model.narrow(kind="", state="open")
    assert names(model) == ["username:5", "person:7"]
    model.select("username:5")
    model.keep("username:5", 5)
    assert model.selected == "person:7", "what is settled leaves the list, and the next one is selected"
    model.narrow(state="", query="EMAIL:3")
    assert names(model) == ["email:3"]
    model.narrow(query="nothing")
    assert (names(model), model.selected, model.detail) == ([], "", {})
    model.walk(by=1)
    model.narrow(query="", severity="may be one person")
    assert names(model) == ["person:7"]


def test_what_is_listed_is_decided_at_once(model):
    model.narrow(kind="email")
    model.decide_shown("newest", reason="as agreed")
    assert model.resolutions.decisions == {
        "email:0": Decision(2, "as agreed"),
        "email:3": Decision(4, "as agreed"),
    }
    model.decide_shown("verified")
    assert model.resolutions.decisions == {"email:0": 1, "email:3": 3}
    model.decide_shown("both")
    assert "only a person can be kept twice" in model.status["said"]
    model.decide_shown("newest", by="app_metadata.zz")
    assert "no user has `app_metadata.zz`" in model.status["said"]
    model.undecide_shown()
    assert model.resolutions == Resolutions()
    model.rule_shown("oldest", by="given_name")
    assert model.resolutions.rules == {"email": KeepRule("oldest", "given_name")}
    model.undo()
    model.narrow(kind="")
    model.rule_shown("first")
    assert {kind: rule.keep for kind, rule in model.resolutions.rules.items()} == dict.fromkeys(
        ("email", "username", "person"), "first"
    )
    model.undo()
    assert model.resolutions == Resolutions()
    assert model.status["said"] == "Taken back: email, username, person keep first"
    model.redo()
    assert len(model.resolutions.rules) == 3


def test_the_file_is_the_one_that_code_writes_and_remembers_the_counts(
    model, path, users, conflicts, tmp_path
):
    model.set_keep("email", "oldest")
    model.set_rule("email", "reason", "the first account is theirs")
    model.keep("person:7", "both")
    model.save()
    assert model.status["said"] == f"Saved in {path.name}; run the next cell, which reads it"
    rule = KeepRule("oldest", "app_metadata.last_login", reason="the first account is theirs")
    coded = Resolutions({"email": rule}, {"person:7": Decision("both")}, count_seen(conflicts.clusters))
    coded.write(tmp_path / "coded.yml")
    assert path.read_bytes() == (tmp_path / "coded.yml").read_bytes()
    assert Resolutions.read(path) == coded
    resolved = resolve(users, conflicts, Resolutions.read(path))
    fates = find_fates(conflicts.clusters, resolved, coded)
    assert [line["counts"] | {"kind": line["kind"]} for line in model.kinds] == [
        row | {} for row in fates.kinds.to_dicts()
    ]
    again = ConflictsModel(path, users, conflicts)
    assert again.status["is_saved"]
    assert again.concerns == {"complaints": [], "notices": [], "gone": 0}


def test_what_cannot_be_followed_is_said_and_not_saved(model, path):
    model.set_keep("email", "first")
    model.set_rule("email", "merge", "given_nam username app_metadata.zz")
    assert len(model.concerns["complaints"]) == 2
    assert not model.status["can_save"]
    model.save()
    assert model.status["said"] == "Not saved: 2 complaints stand; mend them first"
    model.set_rule("email", "merge", "app_metadata.zz")
    assert model.concerns["complaints"] == [
        "the rule for `email` merges `app_metadata.zz`, which no user has after the mapping"
    ]
    model.set_keep("user_id", "newest")
    model.set_rule("user_id", "by", "")
    assert any("say `by` which attribute" in text for text in model.concerns["complaints"])
    assert not path.exists()


def test_decisions_about_clusters_that_are_gone_are_complained_of_and_forgotten(path, users, conflicts):
    Resolutions({"email": KeepRule("first")}, {"email:99": 99, "email:0": 1}).write(path)
    model = ConflictsModel(path, users, conflicts)
    assert model.concerns["gone"] == 1
    assert "no such cluster is left" in model.concerns["complaints"][0]
    model.drop_gone()
    assert model.concerns["complaints"] == []
    assert fate(model, "email:0") == "keeps row 1 (decided by hand)"


def test_somebody_elses_change_is_not_written_over_unasked(model, path):
    model.set_keep("email", "first")
    path.write_text("version: 1\n")
    model.save()
    assert "changed by somebody else" in model.status["said"]
    model.save()
    assert Resolutions.read(path).rules == {"email": KeepRule("first")}


def test_a_file_that_cannot_be_read_stops_the_cell(path, users, conflicts):
    path.write_text("version: 1\nrules:\n  email: {keep: all}\n")
    with pytest.raises(DecisionError, match="must say what to `keep`"):
        settle_conflicts(path, users, conflicts)


def test_nobody_collides(path):
    users = pl.LazyFrame({"__row": [0, 1], "email": ["a@x.example", "b@x.example"]})
    model = ConflictsModel(path, users, find_conflicts(users))
    assert model.found["lines"] == []
    assert model.status["sum"] == "0 clusters of 0 rows: 0 kept, 0 held back; none open"
    model.decide_shown("first")
    model.save()
    assert Resolutions.read(path) == Resolutions()


def test_a_large_cluster_is_shown_some_rows_at_a_time(path):
    users = pl.LazyFrame({"__row": list(range(30)), "email": ["same@x.example"] * 30})
    model = ConflictsModel(path, users, find_conflicts(users))
    assert (len(model.detail["rows"]), model.detail["of"]) == (8, 30)
    model.show_rows(24)
    assert [row["row"] for row in model.detail["rows"]] == [24, 25, 26, 27, 28, 29]


def test_many_clusters_are_paged_and_counted_beside_the_clicks(path):
    """A click is answered before the counts have come, and only a page of clusters goes out."""
    rows = 20 * FEW_ROWS
    users = pl.DataFrame({"__row": range(rows)}).select(
        "__row",
        email=pl.format("u{}@x.example", pl.col("__row") // 2),
        app_metadata=pl.struct(seen=pl.format("{}", pl.col("__row") % 7)),
    )
    conflicts = find_conflicts(users)
    waiting = []

    class Later:
        def soon(self, work):
            work()

        def call(self, work):
            waiting.append(work)

    model = ConflictsModel(path, users, conflicts, timing=Later())
    assert model.found == {}, "nothing is fetched before somebody looks"
    model.open()
    assert (len(model.found["lines"]), model.found["pages"]) == (50, rows // 100)
    model.turn(3)
    assert model.found["lines"][0]["cluster"] == "email:300"
    model.set_keep("email", "newest")
    assert model.status["is_counting"]
    assert model.kinds[0]["keep"] == "newest"
    model.set_keep("email", "first")
    deadline = time.monotonic() + 60
    while model.status["is_counting"] and time.monotonic() < deadline:
        time.sleep(0.01)  # the count is another thread's
        while waiting:
            waiting.pop(0)()
    assert counts(model, "email")["held_back"] == rows // 2


def test_the_picture_is_the_same_bytes_for_the_same_clusters(conflicts):
    picture = draw_clusters(conflicts)
    assert repr(picture) == "ClusterPicture(email 2, username 1, person 1)"
    assert picture._repr_html_() == draw_clusters(conflicts)._repr_html_()
    assert "<th" in picture._repr_html_()
    assert [bar.clusters for bar in picture.rows[0].bars] == [1, 1]
    assert draw_clusters(Conflicts(conflicts.clusters.clear()))._repr_html_()
