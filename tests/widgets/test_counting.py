"""Counting over the whole dump: in a process of its own, killed when the mapping changes, gone when the kernel is."""

import os
import signal
import subprocess
import sys
import time

import polars as pl
import pytest

from userferry.dumps import Recipe, read_dumps
from userferry.fixing import Fixes, apply_fix, offer_fixes
from userferry.mapping import Mapping, Step, suggest_mapping
from userferry.profile import profile_users
from userferry.widgets import MappingModel
from userferry.widgets.mapping.counter import Counter
from userferry.widgets.mapping.counting import Question, answers

DUMP = "params/demo/django.auth_user.csv"


@pytest.fixture
def recipe(project):
    return Recipe(DUMP, {}, project)


@pytest.fixture
def mapping(project):
    return Mapping.read(project / "params" / "demo.mapping.yml")


def patiently(is_so):
    for _ in range(600):
        if is_so():
            return True
        time.sleep(0.1)  # another process: there is no clock of ours to move
    return False


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def slow(tmp_path):
    """A dump that takes some time to count."""
    path = tmp_path / "slow.csv"
    n = pl.int_range(2_000_000, eager=True)
    columns = {f"column_{place}": n for place in range(6)}
    pl.DataFrame({"email": n}).with_columns(
        email=pl.format("user{}@example.com", "email"), **columns
    ).write_csv(path)
    return read_dumps(path)


def test_each_answer_tells_more(recipe, mapping):
    told = list(answers(Question(recipe, mapping, ("is_staff",)), clock=lambda: 0.0))
    assert [one["is_all"] for one in told] == [False, True, True, True, True]
    assert ["fixes" in one for one in told] == [False, False, False, False, True]
    last = told[-1]
    assert (last["rows"], last["lost"]) == (500, 25)
    assert last["refused"] == [
        ["email.format", "INVALID_FORMAT", 16],
        ["email.missing", "OBJECT_REQUIRED", 9],
    ]
    assert (last["fit"], last["drift"]) == ([], [])
    assert last["seen"] == mapping.seen.as_written()
    assert sum(last["values"]["is_staff"].values()) == 500
    assert sum(rows for *_, rows in last["hashes"]) == 500
    assert last["changed"]["is_active"] == 500
    fixes = Fixes.as_read(last["fixes"])
    assert fixes == offer_fixes(read_dumps(DUMP, {}, root=recipe.root).frame, mapping)
    assert (fixes.refused, fixes.repairs) == (25, 8)


def test_it_tells_with_what_the_page_would_stop(recipe, mapping):
    wrong = mapping.change("is_staff", transforms=(Step("values", {"0": "no"}),))
    *_, last = answers(Question(recipe, wrong))
    assert len(last["fit"]) == 1
    assert "filled values of `is_staff` come out empty from values" in last["fit"][0]
    assert last["emptied"]["is_staff"] > 0


def test_what_goes_wrong_is_a_sentence(recipe, mapping, tmp_path):
    (found,) = answers(Question(Recipe("none.csv", {}, tmp_path), mapping))
    assert "There is no file" in found["error"]
    path = tmp_path / "demo.csv"
    read_dumps(DUMP, {}, root=recipe.root).frame.drop("__row", "email").sink_csv(path)
    (found,) = answers(Question(Recipe(path, {}), mapping))
    assert "the dump lacks the column `email`" in found["error"]


def test_a_password_of_a_database_stands_in_no_text():
    recipe = Recipe("postgresql://me:s3cret@localhost/users", {"join": {"dump": "postgresql://a:s3cret@b/c"}})
    assert "s3cret" not in repr(recipe)
    assert "s3cret" not in repr(Question(recipe, Mapping(())))


def test_the_process_counts_and_ends(recipe, mapping):
    heard = []
    counter = Counter(heard.append, lambda work: work(), quiet_seconds=0)
    counter.ask(Question(recipe, mapping))
    assert patiently(lambda: heard and "seen" in heard[-1])
    assert patiently(lambda: counter.pid is None)
    assert heard[-1]["rows"] == 500


def test_a_new_question_ends_the_former_and_its_answers_are_dropped(slow, recipe, mapping):
    heard, waiting = [], []
    counter = Counter(heard.append, waiting.append, quiet_seconds=0)
    counter.ask(Question(slow.recipe, suggest_mapping(slow.frame.head(100))))
    assert patiently(lambda: waiting)
    former = counter.pid
    counter.ask(Question(recipe, mapping))
    assert patiently(lambda: not is_running(former))
    stale = list(waiting)
    assert patiently(lambda: len(waiting) >= len(stale) + 4)
    for work in waiting:
        work()
    assert {one["rows"] for one in heard} == {500}
    counter.end()


def test_it_is_the_least_process_and_names_no_dump_in_its_command(slow):
    counter = Counter(lambda _: None, lambda work: work(), quiet_seconds=0)
    counter.ask(Question(slow.recipe, suggest_mapping(slow.frame.head(100))))
    assert patiently(lambda: counter.pid)
    pid = counter.pid
    assert patiently(lambda: os.getpriority(os.PRIO_PROCESS, pid) == 19)
    with open(f"/proc/{pid}/cmdline", "rb") as command, open(f"/proc/{pid}/environ", "rb") as environment:  # noqa: PTH123
        assert b"slow.csv" not in command.read()
        assert b"POLARS_MAX_THREADS=1" in environment.read()
    counter.end()
    assert patiently(lambda: not is_running(pid))


def test_a_process_that_dies_is_said(slow):
    heard = []
    counter = Counter(heard.append, lambda work: work(), quiet_seconds=0)
    counter.ask(Question(slow.recipe, suggest_mapping(slow.frame.head(100))))
    assert patiently(lambda: counter.pid and heard)
    os.kill(counter.pid, signal.SIGKILL)
    assert patiently(lambda: "error" in heard[-1])
    assert "ended without an answer" in heard[-1]["error"]


def test_where_the_fixes_break_off_the_counts_stand(recipe, mapping, monkeypatch):
    def broken(*_):
        raise pl.exceptions.ComputeError("conversion failed for Ann")

    monkeypatch.setattr("userferry.widgets.mapping.counting.offer_fixes", broken)
    *_, last = answers(Question(recipe, mapping))
    assert (last["fixes"], last["lost"], "error" in last) == (None, 25, False)


def test_it_ends_when_the_kernel_is_killed(slow, tmp_path):
    kernel = """
import sys, time
from userferry.dumps import read_dumps
from userferry.mapping import suggest_mapping
from userferry.widgets.mapping.counter import Counter
from userferry.widgets.mapping.counting import Question
dump = read_dumps(sys.argv[1])
counter = Counter(lambda _: None, lambda work: work(), quiet_seconds=0)
counter.ask(Question(dump.recipe, suggest_mapping(dump.frame.head(100))))
while not counter.pid: time.sleep(.05)
print(counter.pid, flush=True)
time.sleep(600)
"""
    run = [sys.executable, "-c", kernel, str(tmp_path / "slow.csv")]
    with subprocess.Popen(run, stdout=subprocess.PIPE, text=True) as process:
        pid = int(process.stdout.readline())
        assert is_running(pid)
        process.kill()
    assert patiently(lambda: not is_running(pid))


def test_nothing_runs_before_somebody_looks_nor_after(project, tmp_path):
    dump = read_dumps(DUMP, {}, root=project)
    model = MappingModel(tmp_path / "demo.yml", profile_users(dump.frame), dump)
    model.choose_target("is_staff", "app_metadata.staff")
    assert model._whole.pid is None
    assert model.counts["state"] == "waiting"
    model.open()
    assert patiently(lambda: model.counts["state"] == "done")
    assert model.counts["said"] == "Counted over all 500 rows"
    assert model.status["meter"] == "10 of 11 columns placed, 1 open, 25 of 500 rows would be refused"
    assert model.counts["refused"][0] == {
        "rule": "email.format", "code": "INVALID_FORMAT", "rows": 16, "column": "email",
    }  # fmt: skip
    model.set_reason("is_staff", "asked for")
    assert model.counts["state"] == "done", "a reason changes no count"
    model.choose_target("email", "")
    assert model.counts["said"] == "The whole dump is counted once the complaints are mended"
    model.undo()
    model.close()
    assert model._whole.pid is None


def test_a_fix_that_is_offered_is_taken_counted_anew_and_taken_back(project, tmp_path):
    dump = read_dumps(DUMP, {}, root=project)
    path = tmp_path / "demo.yml"
    decided = Mapping.read(project / "params" / "demo.mapping.yml")
    decided.write(path)
    model = MappingModel(path, profile_users(dump.frame), dump, accepted_by="Ann")
    model.open()
    assert patiently(lambda: model.counts["fixes"]["state"] == "done")
    (shown,) = model.counts["fixes"]["by_rule"]["email.format"]
    assert (shown["column"], shown["effect"]) == ("email", "repairs 8 of 16 rows")
    assert shown["words"] == "takes white space before and after the @ away"
    assert model.counts["fixes"]["rest"]["email.format"]["rows"] == 8
    assert model.counts["fixes"]["rest"]["email.missing"]["otherwise"].endswith("none is made up here")
    assert [one["effect"] for one in model.counts["fixes"]["changed"]] == ["mends 13 of 13 rows"]
    model.select("id")
    model.apply_fix(shown["key"])
    assert (model.selected, model.status["said"]) == ("email", f"fixed: email, {shown['words']}")
    assert model.counts["fixes"]["state"] == "", "what was offered is out of date"
    model.apply_fix(shown["key"])
    offer = offer_fixes(dump.frame, decided).offers[0]
    fixed = apply_fix(decided, offer, accepted_by="Ann")
    assert model.mapping == fixed
    assert patiently(lambda: model.counts["fixes"]["state"] == "done")
    assert model.status["meter"] == "10 of 11 columns placed, 1 left behind, 17 of 500 rows would be refused"
    assert "email.format" not in model.counts["fixes"]["by_rule"]
    model.save()
    fixed.write(tmp_path / "coded.yml")
    assert path.read_bytes() == (tmp_path / "coded.yml").read_bytes()
    model.undo()
    assert model.mapping == decided
    assert model.status["said"] == f"Taken back: fixed: email, {shown['words']}"
    model.close()


def test_a_column_whose_values_would_come_out_empty_is_marked_until_it_is_mended(project, tmp_path):
    dump = read_dumps(DUMP, {}, root=project)
    model = MappingModel(tmp_path / "demo.yml", profile_users(dump.frame), dump)

    def sign():
        return next(line["sign"] for line in model.lines if line["column"] == "is_staff")

    model.choose_target("is_staff", "app_metadata.staff")
    model.add_step("is_staff", "integer")
    model.open()
    assert patiently(lambda: model.counts["state"] == "done")
    assert sign() == "placed"
    model.add_step("is_staff", "extract")
    model.set_argument("is_staff", 0, "pattern", "([a-z])")
    assert patiently(lambda: model.counts["fit"] != [])
    assert "filled values of `is_staff` come out empty" in model.counts["fit"][0]["text"]
    assert sign() == "wrong"
    model.undo()
    model.undo()
    assert patiently(lambda: sign() == "placed")
    model.close()
