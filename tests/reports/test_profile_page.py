"""The profile's page: the whole story in one file, nobody's data in it."""

import re

import polars as pl
import pytest

from userferry.dumps import read_dump
from userferry.mapping import suggest_mapping
from userferry.passwords import summarise_hashes
from userferry.profile import count_months, profile_users, recognise_layout
from userferry.reports import sign_up_columns, write_profile_page


def written(source, path):
    dump = read_dump(source)
    profile = profile_users(dump.frame)
    months = {column: count_months(dump.frame, column) for column in sign_up_columns(profile)}
    write_profile_page(
        path,
        "demo",
        dump=dump,
        layout=recognise_layout(dump.columns, dump.frame.head(1_000).collect()),
        profile=profile,
        hashes=summarise_hashes(dump.frame, profile.hash_column),
        months=months,
        mapping=suggest_mapping(profile),
    )
    return path.read_text(encoding="utf-8")


@pytest.fixture
def demo(project):
    return project / "params" / "demo" / "django.auth_user.csv"


def test_it_tells_the_story_in_one_file(demo, tmp_path):
    path = tmp_path / "profile.html"
    page = written(demo, path)
    assert path.stat().st_mode & 0o777 == 0o600
    headings = ["What it is", "The columns", "The passwords", "date_joined over time", "What can be mapped"]
    assert [page.index(heading) for heading in headings] == sorted(
        page.index(heading) for heading in headings
    )
    assert all(
        part in page for part in ("Django auth_user", "Django PBKDF2-SHA256", "keys: id, username", "<rect")
    )
    assert not re.search(r"<script|<link|src=|href=|url\(|@import", page)


def test_it_holds_nobodys_data(demo, tmp_path):
    page = written(demo, tmp_path / "profile.html")
    people = pl.read_csv(demo, infer_schema=False).drop_nulls()
    for column in ("email", "username", "password"):
        assert not any(value in page for value in people[column].to_list() if len(value) > 4)


def test_it_warns_of_what_will_hurt(tmp_path):
    lines = ["id;mail;passwd", *(f"{n % 5};u{n}@example.com;Sommer{n}!" for n in range(40)), "only;two", ""]
    (tmp_path / "users.csv").write_text("\r\n".join(lines))
    page = written(tmp_path / "users.csv", tmp_path / "profile.html")
    assert "1 lines of the file did not parse" in page
    assert "40 values look like passwords that anybody can read" in page
    assert "Sommer" not in page
