"""The page's state, without a browser: what is chosen, what is wrong, what the file says."""

import dataclasses
import json

import polars as pl
import pytest

from userferry.dumps import read_dumps
from userferry.errors import DecisionError
from userferry.fixing import apply_fix, offer_fixes
from userferry.mapping import ColumnRule, Mapping, Step, rank_targets, remember_dump, suggest_mapping
from userferry.profile import profile_users
from userferry.widgets import MappingModel, edit_mapping

DUMP = "params/demo/django.auth_user.csv"


@pytest.fixture
def dump(project):
    return read_dumps(DUMP, {}, root=project)


@pytest.fixture
def profile(dump):
    return profile_users(dump.frame)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "demo.mapping.yml"


@pytest.fixture
def model(path, profile, dump):
    return MappingModel(path, profile, dump, accepted_by="Ann")


def sign(model, column):
    return next(line["sign"] for line in model.lines if line["column"] == column)


def test_where_no_file_is_the_suggestion_is_the_start(model, path):
    assert model.mapping.targets()["id"] == "user_id"
    assert model.status["meter"] == "9 of 11 columns placed, 2 open"
    assert model.status["file"] == "not saved in demo.mapping.yml"
    model.save()
    assert model.status["file"] == "saved in demo.mapping.yml"
    assert model.status["said"] == "Saved in demo.mapping.yml; run the next cell, which reads it"
    assert Mapping.read(path) == model.mapping


def waiting(model):
    return next(one["why"] for one in model.concerns["checklist"] if one["what"] == "every column")


def test_who_accepts_that_a_column_is_left_has_decided(model):
    model.select("is_staff")
    assert model.detail["is_open"]
    assert sign(model, "is_staff") == "open"
    assert waiting(model).startswith("2 left open")
    model.accept("is_staff")
    assert not model.detail["is_open"]
    assert sign(model, "is_staff") == "left"
    assert model.status["meter"] == "9 of 11 columns placed, 1 left behind, 1 open"
    assert waiting(model).startswith("1 left open")
    assert model.rule("is_staff").reason.startswith("it says who administers")


def test_who_leaves_an_open_column_behind_has_decided(model):
    model.set_accepted_by("")
    model.choose_target("is_staff", "")
    assert sign(model, "is_staff") == "left"
    assert model.rule("is_staff") == ColumnRule("is_staff", reason="chosen by hand")
    model.undo()
    assert sign(model, "is_staff") == "open"


def test_words_for_states_are_read_by_the_fix_that_is_offered(tmp_path):
    dump = tmp_path / "club.csv"
    dump.write_text("mail,status\na@example.com,active\nb@example.com,disabled\nc@example.com,paused\n")
    opened = read_dumps(str(dump), {}, root=tmp_path)
    model = MappingModel(tmp_path / "club.mapping.yml", profile_users(opened.frame), opened)
    model.choose_target("status", "blocked")
    (complaint,) = model.concerns["complaints"]
    (fix,) = complaint["fixes"]
    assert "`active` as false, `disabled` as true; 1 more of its values is yours to say" in str(fix)
    model.apply_fix(fix["key"])
    assert model.concerns["complaints"] == []
    assert model.rule("status").transforms == (Step("values", {"active": False, "disabled": True}),)
    model.set_value("status", "", "true", "paused")
    model.select("status")
    assert {pair["after"] for pair in model.detail["preview"]["pairs"]} == {"false", "true"}
    assert model.detail["preview"]["emptied"] == 0


def test_a_column_that_says_whom_to_keep_out_is_linked_to_blocked(tmp_path):
    dump = tmp_path / "club.csv"
    dump.write_text(
        "mail,status,vip\na@example.com,active,1\nb@example.com,disabled,0\nc@example.com,active,0\n"
    )
    opened = read_dumps(str(dump), {}, root=tmp_path)
    model = MappingModel(tmp_path / "club.mapping.yml", profile_users(opened.frame), opened)
    (blocked,) = [one for one in model.concerns["checklist"] if one["what"] == "blocked"]
    assert (blocked["state"], blocked["column"]) == ("look", "status")
    assert "though `status` says whom to keep out" in blocked["why"]
    model.select("status")
    (offered,) = [one for one in model.detail["proposals"] if one["target"] == "blocked"]
    assert offered["reason"] == "its words say who may log in: `active` may, `disabled` may not"
    model.choose_target("status", "blocked")
    assert model.concerns["complaints"] == []
    assert model.rule("status").transforms == (Step("values", {"active": False, "disabled": True}),)
    model.choose_target("vip", "")
    model.choose_target("vip", "user_metadata.vip")
    assert model.rule("vip").transforms == ("boolean",)  # a text "0" would be true to JavaScript


def test_a_column_shows_what_it_is_and_what_speaks_for_a_target(model, profile):
    model.select("is_active")
    shown = model.detail
    assert (shown["kind"], shown["filled"], shown["distinct"]) == ("boolean", 500, "2")
    assert [one["target"] for one in shown["proposals"]] == [
        *("blocked", "app_metadata.is_active", "user_metadata.is_active", "")
    ]
    assert shown["proposals"][0]["sure"] == 97
    assert "1 says true" in shown["proposals"][0]["reason"]
    assert [rule.target for rule in rank_targets(profile, "date_joined")] == [
        *("app_metadata.created", "app_metadata.date_joined")
    ]
    assert rank_targets(profile, "nobody") == rank_targets(profile, "is_staff") == []


def test_the_targets_are_ranked_as_the_suggestion_weighs_them(profile):
    proposed = suggest_mapping(profile)
    for rule in proposed.rules:
        ranked = rank_targets(profile, rule.column)
        assert [one.target for one in ranked[:1]] == ([rule.target] if rule.target else [])
        confidences = [int(one.reason.partition("%")[0]) for one in ranked]
        assert confidences == sorted(confidences, reverse=True)


def test_a_target_that_was_proposed_brings_its_transforms(model):
    model.choose_target("is_active", "")
    assert model.rule("is_active") == ColumnRule("is_active", reason="chosen by hand", accepted="Ann")
    model.choose_target("is_active", "blocked")
    assert model.rule("is_active").transforms == ("boolean", "invert")
    model.choose_target("last_name", "user_metadata.name.last")
    assert model.rule("last_name").transforms == ("trim",)
    assert (model.mapping.targets()["last_name"], sign(model, "last_name")) == (
        "user_metadata.name.last",
        "placed",
    )


def test_a_choice_that_cannot_be_followed_is_said_and_not_saved(model, path):
    model.choose_target("is_staff", "blocked")
    assert [one["column"] for one in model.concerns["complaints"]] == ["is_staff", "is_active"]
    assert sign(model, "is_staff") == sign(model, "is_active") == "wrong"
    assert model.user["why"] == "Shown once the complaints are mended."
    model.save()
    assert model.status["said"] == "Not saved: 2 complaints stand; mend them first"
    assert not model.status["can_save"]
    assert not path.exists()
    model.choose_target("is_staff", "app_metadata.is_staff")
    model.save()
    assert Mapping.read(path).targets()["is_staff"] == "app_metadata.is_staff"


def test_steps_are_told_what_they_need_field_by_field(model):
    model.select("first_name")
    model.add_step("first_name", "replace")
    assert [field["name"] for field in model.detail["steps"][1]["fields"]] == ["find", "with", "regex"]
    assert "says none of" in model.detail["complaints"][0]
    model.set_argument("first_name", 1, "find", "L")
    model.set_argument("first_name", 1, "with", "")
    model.set_argument("first_name", 1, "regex", "false")
    assert model.rule("first_name").transforms == ("trim", Step("replace", {"find": "L", "with": ""}))
    assert model.detail["complaints"] == []
    assert model.detail["preview"]["changed"] > 0
    model.add_step("first_name", "default")
    model.set_argument("first_name", 2, "value", "Ann")
    assert model.rule("first_name").transforms[-1] == Step("default", "Ann")
    model.remove_step("first_name", 1)
    assert model.rule("first_name").transforms == ("trim", Step("default", "Ann"))


@pytest.mark.parametrize(
    ("name", "said", "step"),
    [
        ("split", {"by": ",", "part": "2"}, Step("split", {"by": ",", "part": 2})),
        ("split", {"by": ",", "part": "two"}, Step("split", {"by": ",", "part": "two"})),
        ("extract", {"pattern": "(.)", "group": "1"}, Step("extract", "(.)")),
        ("extract", {"pattern": "(.)(.)", "group": "2"}, Step("extract", {"pattern": "(.)(.)", "group": 2})),
        ("concat", {"columns": "first_name, last_name"}, Step("concat", ["first_name", "last_name"])),
        ("concat", {"columns": "id", "separator": ""}, Step("concat", {"columns": ["id"], "separator": ""})),
        ("factors", {"totp": "id"}, Step("factors", {"totp": "id"})),
        ("phone", {"country": "DE"}, Step("phone", "DE")),
    ],
)
def test_a_field_is_written_as_a_person_would_write_it(model, name, said, step):
    model.choose_target("is_superuser", "user_metadata.su")
    model.add_step("is_superuser", name)
    for field, text in said.items():
        model.set_argument("is_superuser", 0, field, text)
    assert model.rule("is_superuser").transforms == (step,)


def test_a_default_is_of_the_type_that_it_stands_for(model):
    model.choose_target("is_staff", "app_metadata.staff")
    model.add_step("is_staff", "boolean")
    model.add_step("is_staff", "default")
    model.set_argument("is_staff", 1, "value", "false")
    assert model.rule("is_staff").transforms == ("boolean", Step("default", arguments=False))


def test_what_breaks_off_on_the_values_is_said_without_them(model, monkeypatch):
    def broken(*_):
        raise pl.exceptions.ComputeError("conversion failed for Ann")

    monkeypatch.setattr(model._samples, "preview", broken)
    monkeypatch.setattr(model._samples, "user", broken)
    model.add_step("id", "lower")
    for said in (model.detail["preview"]["of"], model.user["why"]):
        assert "a transform breaks off on the dump's values (ComputeError)" in said
        assert "Ann" not in said


def test_values_are_mapped_one_by_one_with_their_counts(model):
    model.choose_target("is_staff", "app_metadata.role")
    model.add_step("is_staff", "values")
    model.select("is_staff")
    listed = model.detail["values"]["listed"]
    assert sum(one["rows"] for one in listed) == 500
    assert [(one["value"], one["is_said"]) for one in listed] == [("0", False), ("1", False)]
    no, yes = (one["key"] for one in listed)
    model.set_value("is_staff", no, None)
    model.set_value("is_staff", yes, "clerk")
    model.set_value("is_staff", "", "guest", value="2")
    assert model.rule("is_staff").transforms == (Step("values", {"0": None, "1": "clerk", "2": "guest"}),)
    assert [(one["value"], one["rows"], one["becomes"]) for one in model.detail["values"]["listed"]] == [
        *(("0", listed[0]["rows"], None), ("1", listed[1]["rows"], "clerk"), ("2", 0, "guest"))
    ]
    assert ("1", "clerk") in {(one["before"], one["after"]) for one in model.detail["preview"]["pairs"]}
    for word in ("true", "false"):
        model.set_value("is_staff", yes if word == "true" else no, word)
    model.set_value("is_staff", "", "", value="2")
    assert model.rule("is_staff").transforms == (Step("values", {"0": False, "1": True}),)
    model.set_value("is_staff", "no such key", "x")
    assert model.rule("is_staff").transforms == (Step("values", {"0": False, "1": True}),)


def test_changes_are_taken_back_and_brought_again(model):
    start = model.mapping
    model.undo()
    assert model.status["said"] == ""
    model.choose_target("is_staff", "app_metadata.staff")
    model.add_step("is_staff", "boolean")
    changed = model.mapping
    model.undo()
    model.undo()
    assert model.mapping == start
    assert not model.status["can_undo"]
    assert model.status["said"] == "Taken back: is_staff becomes app_metadata.staff"
    model.redo()
    model.redo()
    assert model.mapping == changed
    assert not model.status["can_redo"]
    model.undo()
    model.choose_target("is_staff", "")
    assert not model.status["can_redo"]


def test_what_is_accepted_names_who_did(model, path):
    model.accept_sure()
    accepted = {rule.column for rule in model.mapping.rules if rule.accepted == "Ann"}
    assert accepted == {
        rule.column
        for rule in model.mapping.rules
        if rule.target and int(rule.reason.partition("%")[0]) >= 90
    }
    assert model.rule("id").reason.startswith("100%: ")
    model.set_accepted_by(" Bo ")
    model.accept("is_staff")
    assert model.rule("is_staff").accepted == "Bo"
    model.set_reason("is_staff", "nobody asks for it")
    model.save()
    assert next(rule for rule in Mapping.read(path).rules if rule.column == "is_staff") == ColumnRule(
        "is_staff", reason="nobody asks for it", accepted="Bo"
    )


def test_nothing_is_accepted_by_nobody(path, profile, dump):
    model = MappingModel(path, profile, dump)
    before = model.mapping
    model.accept_sure()
    assert model.mapping == before
    assert model.status["said"] == "Nothing was accepted: write first who decides"


def test_a_reason_in_somebodys_own_words_stays_while_the_target_does(path, profile, dump, project):
    path.write_bytes((project / "params" / "demo.mapping.yml").read_bytes())
    model = MappingModel(path, profile, dump)
    model.add_step("email", "lower")
    assert model.rule("email").reason.startswith("as it stands")
    model.choose_target("is_superuser", "app_metadata.is_superuser")
    assert model.rule("is_superuser").reason == "chosen by hand"
    assert model.mapping.seen == Mapping.read(path).seen


def test_the_page_and_code_write_the_same_bytes(path, profile, dump, tmp_path):
    model = MappingModel(path, profile, dump)
    model.choose_target("is_staff", "app_metadata.is_staff")
    model.save()
    rule = {"target": "app_metadata.is_staff", "transforms": ("boolean",), "reason": "chosen by hand"}
    suggest_mapping(profile).change("is_staff", **rule).write(tmp_path / "code.yml")
    assert path.read_bytes() == (tmp_path / "code.yml").read_bytes()


def test_what_somebody_else_wrote_meanwhile_is_not_written_over_in_silence(model, path):
    suggest_mapping(model.profile).change("is_staff", reason="theirs").write(path)
    model.save()
    assert "changed by somebody else" in model.status["said"]
    assert "theirs" in path.read_text()
    model.save()
    assert Mapping.read(path) == model.mapping


def test_a_file_that_cannot_be_written_is_said(model, path):
    path.with_name(f"{path.name}.part").mkdir()
    model.save()
    assert model.status["said"].startswith("Not saved: demo.mapping.yml cannot be written")
    assert not model.status["is_saved"]


def test_the_columns_of_another_dump_are_taken_over(model, path, tmp_path, dump):
    model.save()
    other = tmp_path / "other.csv"
    dump.frame.drop("__row", "is_staff").with_columns(plan=pl.lit("gold")).sink_csv(other)
    again = read_dumps(other)
    model = MappingModel(path, profile_users(again.frame), again)
    assert [one["column"] for one in model.concerns["complaints"]] == ["is_staff", ""]
    assert sign(model, "is_staff") == "wrong"
    model.select("is_staff")
    assert model.detail["kind"] == "not in the dump"
    model.take_over_columns()
    assert model.concerns["complaints"] == []
    assert [rule.column for rule in model.mapping.rules] == again.columns
    assert model.rule("id") == Mapping.read(path).rules[0]


def test_what_has_to_be_settled_is_listed(model):
    states = {one["what"]: one["state"] for one in model.concerns["checklist"]}
    assert states == {
        "email": "look",
        "user_id": "done",
        "password": "done",
        "email_verified": "look",
        "blocked": "done",
        "every column": "look",
        "the dump remembered": "look",
    }
    model.choose_target("password", "")
    model.choose_target("email", "")
    model.choose_target("id", "")
    states = {one["what"]: one["state"] for one in model.concerns["checklist"]}
    assert (states["password"], states["email"], states["user_id"]) == ("open", "open", "look")


def test_a_file_that_cannot_be_followed_stops_the_cell(path, profile, dump):
    path.write_text("version: 1\ncolumns:\n  id: {target: emial}\n")
    with pytest.raises(DecisionError, match="did you mean `email`"):
        MappingModel(path, profile, dump)


def everything(panel):
    names = set(panel.model.trait_names(shown=True)) - {"vocabulary"}  # it lists every time zone: Sao_Paulo
    return json.dumps({name: getattr(panel, name) for name in names}, ensure_ascii=False)


def test_no_value_of_a_person_and_no_hash_is_in_the_state(path, profile, dump):
    panel = edit_mapping(path, profile, dump)
    rows = dump.frame.collect()
    private = ["password", "username", "last_name", "email", "last_login", "date_joined", "first_name"]
    values = {value for name in private for value in rows[name].drop_nulls() if len(value) > 3}
    for column in profile.kinds():
        panel.model.select(column)
        panel.model.add_step(column, "trim")
        panel.model.add_step(column, "values")
        shown = everything(panel)
        assert [value for value in values if value in shown] == []
        panel.model.undo()
        panel.model.undo()
    panel.model.choose_target("first_name", "user_metadata.first")
    panel.model.add_step("first_name", "template")
    panel.model.set_argument("first_name", 0, "text", "{password} {email}")
    panel.model.select("first_name")
    assert {one["after"] for one in panel.model.detail["preview"]["pairs"]} == {"(hidden)", None}
    assert '"first": "(hidden)"' in panel.model.user["json"]


def test_values_are_shown_where_that_is_asked_for_and_credentials_never(path, profile, dump):
    panel = edit_mapping(path, profile, dump, show_values=True)
    panel.model.select("email")
    panel.model.add_step("email", "upper")
    shown = everything(panel)
    assert "llundqvist1@example.com" in shown
    stray = dataclasses.replace(dump, frame=dump.frame.with_columns(first_name="password"))
    for one in (panel, edit_mapping(path, profile, stray, show_values=True)):
        for column in ("password", "first_name"):
            one.model.select(column)
            one.model.add_step(column, "upper")
            shown = everything(one)
            assert not [
                value for value in dump.frame.collect()["password"] if len(value) > 20 and value in shown
            ]


def test_two_hundred_columns_answer_at_once(tmp_path):
    wide = tmp_path / "wide.csv"
    columns = {f"column_{place}": [f"{row} {place}" for row in range(50)] for place in range(199)}
    pl.DataFrame({"email": [f"user{row}@example.com" for row in range(50)], **columns}).write_csv(wide)
    dump = read_dumps(wide)
    model = MappingModel(tmp_path / "wide.yml", profile_users(dump.frame), dump)
    model.select("column_7")
    model.choose_target("column_7", "user_metadata.seven")
    assert len(model.lines) == 200
    assert model.status["meter"].startswith("2 of 200")


def test_the_panel_passes_on_what_the_model_lists_and_nothing_else(path, profile, dump, monkeypatch):
    monkeypatch.setenv("USERFERRY_ANALYST", "Cleo")
    panel = edit_mapping(path, profile, dump)
    assert panel.accepted_by == "Cleo"
    panel._do(None, {"do": "choose_target", "column": "is_staff", "target": "app_metadata.staff"}, [])
    assert panel.model.mapping.targets()["is_staff"] == "app_metadata.staff"
    assert panel.lines == panel.model.lines
    for name in ("_keep", "rule", "__init__", "set_trait", None):
        panel._do(None, {"do": name}, [])
    assert "export default" in panel._esm
    assert "innerHTML" not in panel._esm
    panel.close()


def test_what_the_dump_is_like_is_remembered_as_code_remembers_it(path, profile, dump, tmp_path):
    model = MappingModel(path, profile, dump)
    model.remember_dump()
    assert model.mapping.seen is None
    model._whole._asked = model.mapping
    model._whole._take(answer_of(model.mapping, dump))
    assert model.status["can_remember"]
    model.remember_dump()
    model.save()
    remember_dump(dump.frame, suggest_mapping(profile)).write(tmp_path / "code.yml")
    assert path.read_bytes() == (tmp_path / "code.yml").read_bytes()


def heard(model, answer):
    """Have the model hear an answer about the mapping that it has."""
    model._whole._asked = model.mapping
    model._whole._take(answer)


def spoiled(dump, tmp_path):
    """Write a dump whose addresses and telephone numbers are broken in several ways."""
    rows = {
        "id": ["1", "2", "3", "4"],
        "mail": [" a@x.co", "b @x.co", "c@x.co", "d@x"],
        "tel": ["+49301234567", "030 11111", "-", ""],
    }
    pl.DataFrame(rows).write_csv(tmp_path / "spoiled.csv")
    return read_dumps(tmp_path / "spoiled.csv")


def test_all_fixes_that_go_together_are_taken_at_once(path, dump, tmp_path):
    dump = spoiled(dump, tmp_path)
    Mapping(
        (ColumnRule("id", "user_id"), ColumnRule("mail", "email"), ColumnRule("tel", "phone_number"))
    ).write(path)
    model = MappingModel(path, profile_users(dump.frame), dump, accepted_by="Ann")
    before = model.mapping
    heard(model, answer_of(model.mapping, dump))
    shown = model.counts["fixes"]
    assert shown["said"] == "4 fixes together repair 3 of 4 refused rows"
    assert [one["words"].split(":")[0] for one in shown["by_rule"]["phone_number.format"]] == [
        "writes numbers without a country's code as those of DE",
        "leaves the number out",
    ]
    assert shown["by_rule"]["phone_number.format"][1]["loses"] == "the number; the user has none"
    model.apply_fix(shown["together"])
    assert model.status["said"] == "4 fixes taken"
    coded = before
    for offer in offer_fixes(dump.frame, before).together:
        coded = apply_fix(coded, offer, accepted_by="Ann")
    assert model.mapping == coded
    model.undo()
    assert model.mapping == before
    model.apply_fix("no such key")
    assert model.mapping == before


def test_where_counting_dies_after_the_counts_they_stand(model, dump):
    answer = answer_of(model.mapping, dump)
    fixes = answer.pop("fixes")
    heard(model, answer)
    assert (model.counts["state"], model.counts["fixes"]["state"]) == ("done", "trying")
    heard(model, {"error": "ended without an answer"})
    assert (model.counts["state"], model.counts["fixes"]["state"]) == ("done", "failed")
    assert "the counts stand" in model.counts["fixes"]["said"]
    model.apply_fix("0")
    assert not model.status["can_undo"]
    heard(model, answer | {"fixes": fixes})
    assert model.counts["fixes"]["state"] == "done"


def test_a_target_that_cannot_be_followed_is_offered_another(model, path):
    model.choose_target("is_staff", "app_metadata.created_at")
    (complaint,) = model.concerns["complaints"]
    assert [one["words"] for one in complaint["fixes"]] == [
        "keeps the value under a key that Auth0 allows",
        "leaves the column behind",
    ]
    assert complaint["fixes"][0]["effect"] == ""
    model.apply_fix(complaint["fixes"][0]["key"])
    assert model.concerns["complaints"] == []
    rule = model.rule("is_staff")
    assert (rule.target, rule.accepted) == ("app_metadata.legacy_created_at", "Ann")
    assert rule.reason == "as 02-map offered, for app_metadata.forbidden_key would refuse every value"
    model.undo()
    model.apply_fix(model.concerns["complaints"][0]["fixes"][1]["key"])
    assert model.rule("is_staff").target is None
    model.choose_target("is_staff", "blocked")
    assert all(one["fixes"] == [] for one in model.concerns["complaints"]), "two columns become it as well"


def answer_of(mapping, dump):
    from userferry.widgets.mapping.counting import Question, answers  # noqa: PLC0415

    return list(answers(Question(dump.recipe, mapping)))[-1]
