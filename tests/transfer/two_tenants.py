"""A tenant with people in it, an empty one, and a hash file as Auth0's support gives it."""

import json
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import bcrypt
import pytest

from userferry.api import (
    Permission,
    Session,
    add_members,
    add_role_permissions,
    assign_member_roles,
    assign_role,
    create_export,
    create_import,
    create_organization,
    create_role,
    download_export,
    wait_for_job,
)
from userferry.runs import Pace
from userferry.targets import (
    CLIENT_ID_VARIABLE,
    CLIENT_SECRET_VARIABLE,
    SOURCE_ID_VARIABLE,
    SOURCE_SECRET_VARIABLE,
)
from userferry.tenant import LocalTenant
from userferry.transfer import take_source
from userferry.workspace import Workspace

CONNECTION = "Username-Password-Authentication"
QUICK = Pace(min_poll_seconds=0.02, max_poll_seconds=0.2, max_requests_per_second=1e6, grace_seconds=0.05)
PASSWORDS = [f"old password {number}" for number in range(8)]
HASHES = [bcrypt.hashpw(each.encode(), bcrypt.gensalt(10)).decode() for each in PASSWORDS]
EVERY_FIELD = (
    "user_id", "email", "email_verified", "username", "phone_number", "phone_verified", "name", "given_name",
    "family_name", "nickname", "picture", "created_at", "updated_at", "last_login", "last_ip", "logins_count",
    "last_password_reset", "multifactor", "blocked", "identities", "user_metadata", "app_metadata",
)  # fmt: skip
GPG = shutil.which("gpg")
needs_gpg = pytest.mark.skipif(GPG is None, reason="gpg is not on this machine (Debian: apt install gnupg)")


def person(number: int) -> dict:
    """One user as an import takes them; every eighth is of a kind of their own."""
    user = {
        "user_id": f"{number:024x}" if number % 4 else f"legacy:{number}",
        "email": f"Person{number}@Example.com",
        "email_verified": number % 3 == 0,
        "given_name": f"Zoë {number}",
        "name": f"Zoë “{number}” O'Neil",
        "nickname": f"z{number}",
        "picture": f"https://example.com/{number}.png",
        "password_hash": HASHES[number % len(HASHES)],
        "user_metadata": {"theme": "dark", "n": number, "ratio": number / 7, "tags": ["a", {"b": None}]},
        "app_metadata": {"plan": "pro" if number % 2 else "free", 'quote"d': {"deep": [1, 2, number]}},
    }
    if number % 10 == 1:
        user["blocked"] = True
    if number % 7 == 2:
        user |= {"phone_number": f"+4930{number:07}", "phone_verified": True}
    if number % 8 == 3:
        del user["user_metadata"]
    if number % 8 == 5:
        user["app_metadata"] = {}
    if number % 20 == 4:
        user["mfa_factors"] = [{"phone": {"value": f"+4940{number:07}"}}]
    if number % 20 == 6:
        user["mfa_factors"] = [
            {"totp": {"secret": "JBSWY3DPEHPK3PXP"}},
            {"email": {"value": f"m{number}@example.com"}},
        ]
    return user


def session_of(tenant: LocalTenant) -> Session:
    return Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)


def bring(tenant: LocalTenant, users: list[dict], connection_id: str | None = None) -> None:
    """Import users in files of a thousand."""
    session = session_of(tenant)
    for start in range(0, len(users), 800):
        body = json.dumps(users[start : start + 800]).encode()
        asked = {
            "connection_id": connection_id or tenant.connection_id,
            "upsert": False,
            "external_id": "before",
        }
        job = wait_for_job(session, create_import(session, users=body, **asked).id, poll_seconds=0.02)
        assert job.summary.inserted == len(users[start : start + 800]), job


def export(tenant: LocalTenant, to: Path, connection_id: str | None = None) -> dict[str, dict]:
    """Every field of every user, by user_id."""
    session = session_of(tenant)
    job = create_export(session, connection_id=connection_id or tenant.connection_id, fields=EVERY_FIELD)
    path = download_export(session, wait_for_job(session, job.id, poll_seconds=0.02), to)
    return {user["user_id"]: user for user in map(json.loads, path.read_text().splitlines())}


def give_roles(tenant: LocalTenant, ids: list[str]) -> None:
    """Two roles with permissions, two organizations with members and roles within."""
    session = session_of(tenant)
    admin, reader = create_role(session, "Admin", "may all"), create_role(session, "Reader")
    add_role_permissions(
        session,
        admin.id,
        [
            Permission("https://api.example.com", "write:all"),
            Permission("https://api.example.com", "read:all"),
        ],
    )
    add_role_permissions(session, reader.id, [Permission("https://api.example.com", "read:all")])
    for role, who in ((admin, ids[::20]), (reader, ids[1::5])):
        for start in range(0, len(who), 50):
            assign_role(session, role.id, who[start : start + 50])
    facts = {"display_name": "Acme Ltd", "metadata": {"tier": "gold"}}
    acme = create_organization(session, "acme", facts, connection_id=tenant.connection_id)
    globex = create_organization(session, "globex", {}, connection_id=tenant.connection_id)
    for organization, who in ((acme, ids[::25]), (globex, ids[3::50])):
        for start in range(0, len(who), 10):
            add_members(session, organization.id, who[start : start + 10])
    for user in ids[::100]:
        assign_member_roles(session, acme.id, user, [admin.id])


def edit_profiles(folder: Path, edit) -> None:
    """Change stored profiles of a tenant that is stopped, as no import can: `edit(profile, factors)`."""
    with sqlite3.connect(folder / "tenant.sqlite") as db:
        rows = db.execute("SELECT seq, profile, mfa_factors FROM users ORDER BY seq").fetchall()
        changed = []
        for seq, profile, factors in rows:
            user, methods = json.loads(profile), json.loads(factors or "[]")
            edit(user, methods)
            changed.append((user["user_id"], json.dumps(user), json.dumps(methods) if methods else None, seq))
        db.executemany("UPDATE users SET user_id = ?, profile = ?, mfa_factors = ? WHERE seq = ?", changed)


@dataclass
class Scene:
    """Both tenants, and the workspace of the move."""

    source: LocalTenant
    target: LocalTenant
    workspace: Workspace
    folder: Path

    def take(self, **more):
        asked = {"connection": CONNECTION, "poll_seconds": 0.02, "max_requests_per_second": 1e6}
        return take_source(self.source.url, self.workspace, **(asked | more))

    def hash_file(self) -> Path:
        path = self.folder / "hashes.ndjson"
        self.source.export_hashes(path)
        return path


@contextmanager
def two_tenants(patch: pytest.MonkeyPatch, folder: Path, users: int, edit=None) -> Iterator[Scene]:
    """Lend both, with their credentials in the environment; the first holds people."""
    for name in ("notebooks", "params"):
        (folder / "project" / name).mkdir(parents=True)
    with LocalTenant(folder / "one", name="tenant-one", password_rounds=4) as one:
        bring(one, [person(number) for number in range(users)])
        give_roles(one, sorted(export(one, folder / "ids.ndjson")))
    if edit is not None:
        edit_profiles(folder / "one", edit)
    with (
        LocalTenant(folder / "one", name="tenant-one", password_rounds=4) as one,
        LocalTenant(folder / "two", name="tenant-two", password_rounds=4) as two,
    ):
        patch.setenv(SOURCE_ID_VARIABLE, one.client_id)
        patch.setenv(SOURCE_SECRET_VARIABLE, one.client_secret)
        patch.setenv(CLIENT_ID_VARIABLE, two.client_id)
        patch.setenv(CLIENT_SECRET_VARIABLE, two.client_secret)
        workspace = Workspace("moving", folder / "project", folder / "workspaces")
        yield Scene(one, two, workspace, folder)


@contextmanager
def throwaway_key() -> Iterator[Path]:
    """Lend a folder of gpg's with a key of its own; its agent is ended with it."""
    with tempfile.TemporaryDirectory(prefix="keys-") as home:
        asked = [
            GPG,
            "--homedir",
            home,
            "--batch",
            "--quiet",
            "--passphrase",
            "",
            "--pinentry-mode",
            "loopback",
        ]
        subprocess.run(
            [*asked, "--quick-generate-key", "Test <test@example.com>", "default", "default", "1d"],
            check=True,
            capture_output=True,
        )
        yield Path(home)
        subprocess.run(
            ["gpgconf", "--homedir", home, "--kill", "gpg-agent"], check=False, capture_output=True
        )


def encrypt(plain: Path, to: Path, home: Path, *more: str) -> Path:
    asked = [GPG, "--homedir", str(home), "--batch", "--quiet", "--yes", "--trust-model", "always", *more]
    subprocess.run(
        [*asked, "--recipient", "test@example.com", "--output", str(to), "--encrypt", str(plain)],
        check=True,
        capture_output=True,
    )
    return to
