"""The password-hash export is opened as Auth0's support gives it, and joined by user_id."""

import gzip
import json
import re
import subprocess

import pytest
from tests.transfer.two_tenants import CONNECTION, GPG, HASHES, encrypt, needs_gpg, throwaway_key

from userferry.errors import DumpError, WorkspaceError
from userferry.transfer import Hashes, Terms, open_hashes, prepare_key, read_hashes, request_hashes
from userferry.transfer.unlocking import is_encrypted


@pytest.fixture
def taken(scene):
    return scene.take()


@pytest.fixture
def private(tmp_path):
    folder = tmp_path / "private"
    folder.mkdir(mode=0o700)
    yield folder
    assert list(folder.iterdir()) == []


def line(oid, hashed=HASHES[0], **more):
    """A line as `behaviour.md` §8 has it."""
    said = {"_id": {"$oid": oid}, "passwordHash": hashed, "connection": CONNECTION, "tenant": "one"}
    return json.dumps(said | more)


def write(tmp_path, *lines):
    path = tmp_path / "given.ndjson"
    path.write_text("".join(f"{each}\n" for each in lines))
    return path


def test_an_id_is_alt_id_or_else_oid(taken, tmp_path, private):
    newer = line(
        "f" * 24,
        alt_id="legacy:4",
        identifiers=[{"type": "email", "value": "x@example.com", "verified": True}],
    )
    path = write(tmp_path, line(f"{1:024x}", email="person1@example.com", email_verified=True), newer)
    found = read_hashes(path, taken, private=private)
    assert found.rows["user_id"].to_list() == [f"auth0|{1:024x}", "auth0|legacy:4"]
    assert (found.missing, found.others, found.unread) == (118, 0, 0)


def test_lines_of_others_are_counted_and_the_newest_of_a_user_is_taken(taken, tmp_path, private):
    old, new = ({"password_set_date": {"$date": f"2024-0{month}-01T00:00:00.000Z"}} for month in (1, 2))
    mine = f"{1:024x}"
    path = write(
        tmp_path,
        line(mine, HASHES[2], **new),
        line(mine, HASHES[1], **old),
        line("a" * 24),
        line(f"{2:024x}", connection="another"),
        json.dumps({"_id": {"$oid": f"{3:024x}"}}),
    )
    found = read_hashes(path, taken, private=private)
    assert found.rows.rows() == [(f"auth0|{mine}", HASHES[2])]
    assert (found.others, found.repeated, found.unread) == (2, 1, 1)
    assert Hashes.read(found.write(tmp_path).parent).missing == found.missing


def test_the_tenants_own_file_has_everybody_packed_or_not(scene, taken, tmp_path, private):
    plain = scene.hash_file()
    packed = tmp_path / "hashes.ndjson.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    one, two = (read_hashes(path, taken, private=private) for path in (plain, packed))
    assert one.rows.equals(two.rows)
    assert one.missing == 0
    assert not is_encrypted(plain)
    assert not is_encrypted(packed)
    assert repr(one) == "Hashes(120 of 120 users have one)"
    assert HASHES[0] not in one._repr_html_()


def test_no_file_and_a_file_of_something_else(taken, tmp_path, private):
    assert read_hashes(None, taken, private=private).missing == 120
    with pytest.raises(DumpError, match="There is no hash file"):
        read_hashes(tmp_path / "none.ndjson", taken, private=private)
    with pytest.raises(DumpError, match="no password-hash export"):
        read_hashes(write(tmp_path, json.dumps({"user_id": "auth0|1"})), taken, private=private)


@needs_gpg
@pytest.mark.parametrize("more", [(), ("--armor",)], ids=["binary", "armored"])
def test_an_encrypted_file_is_opened_by_the_users_own_key(scene, taken, tmp_path, private, more):
    plain = scene.hash_file()
    packed = tmp_path / "hashes.ndjson.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    with throwaway_key() as home:
        locked = encrypt(packed, tmp_path / "hashes.ndjson.gz.gpg", home, *more)
        assert is_encrypted(locked)
        found = read_hashes(locked, taken, private=private, gnupg=home)
        assert found.rows.equals(read_hashes(plain, taken, private=private).rows)
        with throwaway_key() as other, pytest.raises(DumpError, match="gpg could not open"):
            read_hashes(locked, taken, private=private, gnupg=other)


@needs_gpg
def test_a_torn_message_leaves_nothing_behind(scene, taken, tmp_path, private):
    with throwaway_key() as home:
        locked = encrypt(scene.hash_file(), tmp_path / "hashes.gpg", home)
        locked.write_bytes(locked.read_bytes()[:-500])
        with pytest.raises(DumpError, match="gpg could not open"):
            read_hashes(locked, taken, private=private, gnupg=home)


def test_without_gpg_it_is_said(taken, tmp_path, private, monkeypatch):
    path = tmp_path / "hashes.asc"
    path.write_text("-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(WorkspaceError, match="gpg is not on this machine"):
        read_hashes(path, taken, private=private)


@needs_gpg
def test_the_key_is_made_once_and_what_to_ask_for_is_said(tmp_path):
    folder = tmp_path / ("a long name " * 12) / "gnupg"
    asked = {"tenant": "acme.eu.auth0.com", "connection": CONNECTION, "connection_id": "con_0123456789abcdef"}
    request = prepare_key(folder, **asked)
    assert prepare_key(folder, **asked) == request
    assert folder.stat().st_mode & 0o777 == 0o700
    key = request.public_key.read_text()
    assert key.startswith("-----BEGIN PGP PUBLIC KEY BLOCK-----")
    assert len(key) <= 35_000
    shown = subprocess.run(
        [GPG, "--show-keys", "--with-colons"], input=key, capture_output=True, text=True, check=True
    )
    sizes = [line.split(":")[2] for line in shown.stdout.splitlines() if line.startswith(("pub:", "sub:"))]
    assert sizes == ["4096", "4096"]
    assert request.fingerprint in shown.stdout
    for word in ("acme.eu.auth0.com", "con_0123456789abcdef", str(request.public_key)):
        assert word in re.sub("<[^>]+>", "", request._repr_html_())
    assert "acme.eu.auth0.com" in (folder / "request.txt").read_text()


@needs_gpg
def test_what_is_encrypted_for_the_key_made_here_is_opened_by_it(scene, taken, tmp_path):
    asked = request_hashes("", taken, scene.workspace)
    assert asked.public_key is None
    assert "`hashes: ask`" in repr(asked)
    assert open_hashes("ask", taken, scene.workspace, Terms()).missing == 120
    request = request_hashes("ask", taken, scene.workspace)
    assert request_hashes("", taken, scene.workspace) == request
    locked, left = tmp_path / "hashes.gpg", scene.workspace.root / "transfer" / "private" / "opened.ndjson"
    left.write_text("what a killed process left")
    command = [
        GPG,
        "--batch",
        "--quiet",
        "--recipient-file",
        str(request.public_key),
        "--output",
        str(locked),
    ]
    subprocess.run([*command, "--encrypt", str(scene.hash_file())], check=True, capture_output=True)
    assert open_hashes(str(locked), taken, scene.workspace, Terms()).missing == 0
    assert not left.exists()
