"""A newcomer takes a dump of their own to a rehearsed import, doing what README and the pages say and nothing else.

Each thing done is counted; `docs/journeys/bulk.md` tells the number.
"""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.browser.driving import IN_A_BROWSER, IN_SIGHT, OPEN, SMALL, TALL, TOKEN, run_all, serve_lab, shoot

pytestmark = IN_A_BROWSER
PROJECT = Path(__file__).parents[2]
HEADS = {
    "id": "member_no", "password": "pw", "last_login": "last_seen", "is_superuser": "root", "username": "login",
    "last_name": "surname", "email": "mail", "is_staff": "staff", "is_active": "enabled", "date_joined": "since",
    "first_name": "forename",
}  # fmt: skip


@pytest.fixture
def shop(project, tmp_path, monkeypatch):
    """The dump of somebody's shop, and test accounts: the demo's people under a name and headings of their own."""
    with (project / "params" / "demo" / "django.auth_user.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    dump = tmp_path / "members.csv"
    with dump.open("w", newline="") as file:
        csv.writer(file).writerows([[HEADS[name] for name in rows[0]], *rows[1:]])
    known = tmp_path / "known.csv"
    known.write_bytes((project / "params" / "demo" / "django.passwords.csv").read_bytes())
    monkeypatch.setenv("USERFERRY_PROJECT", str(project))
    monkeypatch.delenv("USERFERRY_HOME", raising=False)
    return dump, known


def userferry(*arguments):
    command = [Path(sys.executable).with_name("userferry"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_from_a_dump_to_a_rehearsed_import(page, project, shop, tmp_path):
    done = []

    def did(what):
        done.append(what)
        shoot(page, f"newcomer-{len(done):02}")

    def follow(step):
        page.locator(f"{OPEN} nav a", has_text=step).last.click()
        page.locator(f"{OPEN} h1", has_text=f"{step[:2]} ·").wait_for()
        did(f"open {step}")
        run(step)

    def run(step):
        page.set_viewport_size(SMALL)
        run_all(page)
        page.wait_for_function(IN_SIGHT, arg=f"{OPEN} [data-shown]")  # the card or what the page ends with
        page.set_viewport_size(TALL)
        did(f"run {step}")

    def says(words):
        return words in page.locator(OPEN).inner_text()

    begun = userferry("new", "shop", shop[0], "--answer-key", shop[1], "--no-open")
    assert begun.returncode == 0, begun.stderr
    done.append("userferry new")
    with serve_lab(project, tmp_path) as lab:
        page.goto(f"{lab}/doc/tree/workspaces/shop/pages/00-start.ipynb?token={TOKEN}&reset")
        run("00-start")
        follow("01-profile")
        follow("02-map")
        assert says("Press Save mapping")
        page.get_by_role("button", name="Save mapping").click()
        page.locator(".uf-last", has_text="Saved in shop.mapping.yml").wait_for()
        did("press Save mapping")
        run("02-map")
        follow("03-conflicts")
        follow("04-check")
        assert says("47 users can't take their password along")
        page.locator(f"{OPEN} .cm-line", has_text="accept_resets").get_by_text("False").dblclick()
        page.keyboard.type("True")
        did("agree to the resets")
        run("04-check")
        follow("05-import")
        follow("06-verify")
        assert says("This was a rehearsal, and nobody is moved yet")
    status = json.loads(userferry("status", "shop", "--json").stdout)
    assert status["is_through"]
    assert status["rows"] == sum(status["places"].values()) == 500
    assert status["places"]["inserted"] == 427
    assert f"{len(done)} actions" in (PROJECT / "docs" / "journeys" / "bulk.md").read_text()
