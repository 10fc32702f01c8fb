"""A hash that real software made and dumped is still that hash: the password that went in verifies."""

import base64
import shutil
import subprocess
import sys

import pytest

from userferry.dumps import read_dump
from userferry.passwords import to_custom_password_hash, verify_password

SLAPPASSWD = shutil.which("slappasswd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
DJANGO = """
import sys
import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
)
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command

call_command("migrate", verbosity=0)
User.objects.create_user("ann", "ann@example.com", "a password")
call_command("dumpdata", "auth.user", output=sys.argv[1], verbosity=0)
"""


def verifies(dump, column):
    value = dump.frame.collect()[column][0]
    return verify_password(to_custom_password_hash(value), "a password")


def test_django(tmp_path):
    path = tmp_path / "users.json"
    subprocess.run([sys.executable, "-c", DJANGO, str(path)], check=True, timeout=120)
    assert verifies(read_dump(path), "password")


@pytest.mark.skipif(SLAPPASSWD is None, reason="OpenLDAP's slappasswd is not here (Debian's package slapd)")
@pytest.mark.parametrize("mark", [":", "::"])
def test_openldap(tmp_path, mark):
    command = [SLAPPASSWD, "-h", "{SSHA}", "-s", "a password", "-n"]
    hashed = subprocess.run(command, check=True, timeout=60, capture_output=True).stdout
    value = hashed if mark == ":" else base64.b64encode(hashed)
    path = tmp_path / "users.ldif"
    path.write_bytes(b"dn: uid=ann\nuid: ann\nuserPassword" + mark.encode() + b" " + value + b"\n")
    assert verifies(read_dump(path), "userPassword")
