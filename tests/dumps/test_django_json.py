"""Django's own dumpdata, written by its management command, comes back row for row."""

import json
import subprocess
import sys

import pytest

from userferry.dumps import read_dump
from userferry.errors import DumpError

SCRIPT = """
import json, sys
import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"],
    USE_TZ=True,
)
django.setup()
from django.contrib.auth.models import Group, User
from django.core.management import call_command

folder = sys.argv[1]
call_command("migrate", verbosity=0)
staff = Group.objects.create(name="staff")
for name, first in (("007", "TRUE"), ("ann", "  Ann "), ("zoë", "")):
    user = User.objects.create_user(name, f"{name}@example.com", "a password", first_name=first)
    user.groups.add(staff)
call_command("dumpdata", output=f"{folder}/all.json", indent=2, verbosity=0)
call_command("dumpdata", "auth.user", output=f"{folder}/users.json", verbosity=0)
call_command("dumpdata", "auth.user", output=f"{folder}/users.jsonl", format="jsonl", verbosity=0)
call_command("dumpdata", "auth.user", output=f"{folder}/users.json.gz", verbosity=0)
call_command("dumpdata", "auth.group", output=f"{folder}/groups.json", verbosity=0)
print(json.dumps(list(User.objects.order_by("pk").values_list("pk", "username", "first_name", "password", "email"))))
"""


@pytest.fixture(scope="module")
def dumped(tmp_path_factory):
    """Give the folder of the dumps and what the database held."""
    folder = tmp_path_factory.mktemp("django")
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder)], capture_output=True, text=True, timeout=120, check=True
    )
    return folder, [tuple(map(str, row)) for row in json.loads(run.stdout)]


@pytest.mark.parametrize("name", ["all.json", "users.json", "users.jsonl", "users.json.gz"])
def test_dumpdata_comes_back(dumped, name):
    folder, held = dumped
    dump = read_dump(folder / name)
    assert dump.layout == "Django dumpdata"
    frame = dump.frame.collect()
    assert frame.select("id", "username", "first_name", "password", "email").rows() == held
    assert frame["groups"].to_list() == ["[1]"] * 3
    assert frame["is_active"].to_list() == ["true"] * 3
    assert frame["last_login"].null_count() == 3


def test_other_models_are_told_and_may_be_asked_for(dumped):
    folder, _ = dumped
    aside = dict(read_dump(folder / "all.json").evidence)["other models"]
    assert "auth.group 1" in aside
    assert read_dump(folder / "all.json", table="auth.Group").frame.collect()["name"].to_list() == ["staff"]
    with pytest.raises(DumpError, match=r"has no model of users\. .*auth\.group"):
        read_dump(folder / "groups.json")
    with pytest.raises(DumpError, match=r"has no model shop\.customer"):
        read_dump(folder / "all.json", table="shop.customer")


def test_several_models_of_users_are_for_a_person_to_choose(tmp_path):
    records = [
        {"model": f"{app}.user", "pk": 1, "fields": {"username": app, "password": "!"}}
        for app in ("auth", "shop")
    ]
    path = tmp_path / "dump.json"
    path.write_text(json.dumps([*records, {"model": "auth.user", "pk": 2}]))
    with pytest.raises(DumpError, match=r"several models of users\. .*auth\.user, shop\.user"):
        read_dump(path)
    dump = read_dump(path, table="shop.user")
    assert dump.frame.collect()["username"].to_list() == ["shop"]
    assert dump.rejected["reason"].to_list() == ["no record of Django: it has no model or no fields"]
