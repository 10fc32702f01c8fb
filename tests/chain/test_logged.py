"""The whole chain with a log: each page, each file, the balance, and nobody's data."""

import csv
import signal
import subprocess
import time

import pytest
from tests.logs.reading import events, fields, found_in, of, only, read_log, values_of

from userferry.runs import Balance, read_journal
from userferry.targets import CLIENT_ID_VARIABLE, CLIENT_SECRET_VARIABLE
from userferry.tenant import LocalTenant

pytestmark = [pytest.mark.chain, pytest.mark.timeout(600)]
STEPS = ["00-start", "01-profile", "02-map", "03-conflicts", "04-check", "05-import", "06-verify"]
FIRST_ID = 7_300_000
"""Greater than any process's number, so that an id in the log could be nothing else."""


def give_long_ids(scene) -> None:
    """Give everybody of the demo's dump an id that is found wherever it stands."""
    for name, column in (("django.auth_user.csv", "id"), ("django.passwords.csv", "user_id")):
        path = scene.root / "params" / "demo" / name
        with path.open(newline="", encoding="utf-8") as opened:
            rows = list(csv.DictReader(opened))
        with path.open("w", newline="", encoding="utf-8") as opened:
            writer = csv.DictWriter(opened, rows[0].keys())
            writer.writeheader()
            writer.writerows(row | {column: str(FIRST_ID + int(row[column]))} for row in rows)


def command(scene, *words, **variables) -> subprocess.CompletedProcess[str]:
    """Run a command with options of the command line itself before it."""
    program = scene.command()[:3]
    environment = scene.environment | variables
    return subprocess.run(
        [*program, *words], cwd=scene.root, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def crossed(make_scene):
    """A scene in which the whole chain ran once, with a log."""
    scene = make_scene(max_bytes=40_000)
    give_long_ids(scene)
    done = command(scene, "--log", "log.ndjson", "run", "params/demo.yml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return scene, read_log(scene.log)


def test_each_page_begins_and_ends_in_its_order(crossed):
    _, lines = crossed
    pages = [(line["event"], line["page"]) for line in lines if line["event"].startswith("page.")]
    assert pages == [(f"page.{what}", step) for step in STEPS for what in ("begun", "marked", "ended")]
    assert (lines[0]["event"], lines[-1]["event"]) == ("command.begun", "command.ended")
    assert fields(lines[-1]) == {"command": "run", "exit_code": 0}
    assert {line["migration"] for line in lines[1:]} == {"demo"}


def test_each_kernel_writes_for_itself_and_says_its_page(crossed):
    _, lines = crossed
    kernels = {line["process"]: line["page"] for line in lines if line["process"] != lines[0]["process"]}
    assert sorted(kernels.values()) == STEPS
    assert {line["page"] for line in lines if line["event"].startswith(("run.", "chunk."))} == {"05-import"}


def test_the_counts_are_those_of_the_balance(crossed):
    scene, lines = crossed
    balance = Balance.read(scene.workspace / "verified")
    drawn = only(lines, "balance.drawn")
    assert (drawn["rows"], drawn["is_settled"]) == (balance.dump_rows, True)
    assert drawn["places"] == {each.place: each.rows for each in balance.entries}
    sent = only(lines, "run.ended")["places"]
    assert {place: sent[place] for place in ("inserted", "updated", "failed")} == {
        place: balance.rows(place) for place in ("inserted", "updated", "failed")
    }
    ended = of(lines, "chunk.ended")
    assert len(ended) == only(lines, "run.prepared")["chunks"] > 2
    assert sum(line["inserted"] for line in ended) == balance.rows("inserted")
    journal = read_journal(scene.workspace / "runs" / "first" / "journal.ndjson")
    jobs = {event["chunk"]: event["job_id"] for event in journal if event["event"] == "submitted"}
    assert {line["chunk"]: line["job_id"] for line in ended} == jobs


def test_nobodys_value_and_no_secret_is_in_it(crossed):
    scene, _ = crossed
    demo = scene.root / "params" / "demo"
    values = values_of(demo / "django.auth_user.csv", demo / "django.passwords.csv")
    assert len(values) > 3_000
    values |= {value.lower() for value in values if "@" in value}
    values |= {value.rsplit("$", 1)[-1].rstrip("=") for value in values if "$" in value}
    with LocalTenant(scene.workspace / "tenant", password_rounds=4) as tenant:
        values |= {tenant.client_secret, tenant.client_id}
    text = (scene.log).read_text()
    assert found_in(text, values) == {}
    assert found_in(f"{text} {FIRST_ID + 17}", values)[str(FIRST_ID + 17)] == 1
    assert "eyJ" not in text
    assert (scene.log).stat().st_mode & 0o777 == 0o600


def test_what_was_done_before_is_told_as_kept(crossed):
    scene, before = crossed
    done = command(scene, "run", "params/demo.yml", USERFERRY_LOG=str(scene.log))
    assert done.returncode == 0, done.stderr
    lines = read_log(scene.log)[len(before) :]
    assert events(lines) == ["command.begun", *["page.kept"] * len(STEPS), "command.ended"]


def test_standard_error_has_the_kernels_lines_too(crossed, tmp_path):
    scene, _ = crossed
    done = command(scene, "--log", "-", "page", "10-export", "params/demo.yml")
    assert done.returncode == 0, done.stderr
    (tmp_path / "log").write_text(done.stderr)
    lines = read_log(tmp_path / "log")
    told = ["fetch.begun", "fetch.ended", "export.begun", "export.ended", "page.marked"]
    assert events(lines) == ["command.begun", "page.begun", *told, "page.ended", "command.ended"]
    exported = only(lines, "export.ended")
    assert exported["users"] == exported["asked"] == only(lines, "fetch.ended")["users"] == 450


@pytest.mark.parametrize("where", ["/dev/full", "params"])
def test_a_log_that_cannot_be_written_is_said_once_and_the_page_runs(crossed, where):
    scene, _ = crossed
    done = command(scene, "--log", where, "page", "10-export", "params/demo.yml")
    assert done.returncode == 0, done.stderr
    assert "10-export wrote exports/export.csv (450 rows)" in done.stdout
    assert done.stderr.count("cannot be written") == 1
    assert "cannot be written" not in (scene.workspace / "notebooks" / "10-export.ipynb").read_text()


def test_a_page_that_fails_says_which_and_why_without_a_name(make_scene):
    scene = make_scene(dump="params/demo/ann@example.com.csv")
    done = command(scene, "--log", "log.ndjson", "run", "params/demo.yml")
    assert done.returncode == 1
    lines = read_log(scene.log)
    assert events(lines) == ["command.begun", "page.begun", "cell.failed", "page.failed", "command.failed"]
    failed = only(lines, "page.failed")
    assert (failed["page"], failed["level"], fields(failed)) == ("00-start", "error", {"error": "DumpError"})
    assert fields(only(lines, "command.failed")) == {"command": "run", "exit_code": 1, "error": "ChainError"}
    assert "ann" not in (scene.log).read_text()


def test_credentials_that_are_refused_are_told_by_status_code_and_endpoint(make_scene):
    with LocalTenant() as tenant:
        scene = make_scene(target=tenant.url)
        secrets = {CLIENT_ID_VARIABLE: tenant.client_id, CLIENT_SECRET_VARIABLE: "wrong-secret"}
        done = command(scene, "--log", "log.ndjson", "page", "10-export", "params/demo.yml", **secrets)
    assert done.returncode == 1
    lines = read_log(scene.log)
    failed = fields(only(lines, "cell.failed"))
    assert failed == {
        "error": "TerminalError",
        "status": 401,
        "code": "access_denied",
        "endpoint": "POST /oauth/token",
    }
    assert fields(only(lines, "page.failed")) == {"error": "TerminalError"}
    assert found_in((scene.log).read_text(), secrets.values()) == {}


def test_who_is_stopped_says_so(make_scene, tmp_path):
    scene = make_scene()
    program = [*scene.command()[:3], "--log", "-", "run", "params/demo.yml"]
    running = subprocess.Popen(
        program, cwd=scene.root, env=scene.environment, stderr=subprocess.PIPE, text=True
    )
    said = ""
    while "page.begun" not in said:  # the log is written at once
        assert running.poll() is None, said
        said += running.stderr.readline()
    while not (scene.workspace / "notebooks" / "00-start.ipynb").exists():  # now it is at work on the page
        assert running.poll() is None, said
        time.sleep(0.01)  # another process: there is no clock of ours to move
    running.send_signal(signal.SIGINT)
    said += running.communicate(timeout=60)[1]
    assert running.returncode == 130
    (tmp_path / "log").write_text(
        "".join(line for line in said.splitlines(keepends=True) if line.startswith("{"))
    )
    lines = read_log(tmp_path / "log")
    assert only(lines, "page.stopped")["page"] == "00-start"
    stopped = only(lines, "command.stopped")
    assert (stopped["level"], stopped["exit_code"]) == ("warning", 130)


def test_a_command_line_that_cannot_be_followed_is_told_too(make_scene):
    scene = make_scene()
    assert command(scene, "--log", "log.ndjson", "status", "nobody").returncode == 1
    assert command(scene, "--log", "log.ndjson", "status", "demo").returncode == 3
    assert command(scene, "--log", "log.ndjson", "page", "--nope").returncode == 2
    lines = [line for line in read_log(scene.log) if line["event"] != "command.begun"]
    told = [(line["event"], line["exit_code"], line.get("error")) for line in lines]
    assert told == [
        ("command.failed", 1, "DecisionError"),
        ("command.ended", 3, None),
        ("command.failed", 2, "NoSuchOption"),
    ]
