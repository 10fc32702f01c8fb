"""Users move with roles, organizations, metadata, factors and an encrypted hash file; what is lost is told.

2,000 users by default, as many thousands as `USERFERRY_GENERATED` says otherwise. What came of it is compared by means
of its own: exports of both tenants as JSON objects, and the lists of who has what.
"""

import os
from collections import Counter

import pytest
from tests.transfer.two_tenants import (
    CONNECTION,
    PASSWORDS,
    QUICK,
    encrypt,
    export,
    needs_gpg,
    session_of,
    throwaway_key,
    two_tenants,
)

from userferry.api import (
    list_authentication_methods,
    list_members,
    list_organizations,
    list_role_permissions,
    list_role_users,
    list_roles,
)
from userferry.targets import open_target
from userferry.transfer import Terms, plan_transfer, read_hashes, transfer_users, verify_transfer

pytestmark = [needs_gpg, pytest.mark.timeout(1800)]
USERS = max(2_000, int(os.environ.get("USERFERRY_GENERATED", "0")) // 1_000 * 1_000)
SAMPLE = 200
NO_IMPORT_TAKES = (
    "created_at", "updated_at", "last_login", "last_ip", "logins_count", "last_password_reset", "multifactor",
)  # fmt: skip
ACCESS = {"resource_server_identifier": "https://api.example.com", "permission_name": "delete:all"}
GOOGLE = {"provider": "google-oauth2", "connection": "google-oauth2", "isSocial": True}
WORK = {"provider": "waad", "connection": "contoso", "isSocial": False}


def number_of(profile) -> int:
    return int(profile["email"].removeprefix("person").partition("@")[0])


def live(profile: dict, methods: list) -> None:
    """What people did in the old tenant, and no import can say."""
    number = number_of(profile)
    if number % 2:
        profile |= {"last_login": "2025-05-04T03:02:01.000Z", "last_ip": "192.0.2.7", "logins_count": number}
    if number % 9 == 1:
        profile["last_password_reset"] = "2025-01-01T00:00:00.000Z"
    if number % 15 == 2:
        profile["identities"].append(GOOGLE | {"user_id": f"10{number}"})
    if number % 40 == 7:
        profile["identities"].append(WORK | {"user_id": f"w{number}"})
    if number % 50 == 9:
        methods += [{"passkey": {}}]
    if number % 100 == 8:
        methods += [{"push": {}}, {"webauthn-roaming": {}}, {"recovery-code": {}}]
    if methods:
        profile["multifactor"] = ["guardian"]
    if number % 1000 == 500:  # the social account came first, and the database's was linked to it
        profile["identities"].insert(0, GOOGLE | {"user_id": f"20{number}"})
        profile["user_id"] = f"google-oauth2|20{number}"


def holdings(tenant) -> tuple[dict, dict]:
    """Who has which role with which permissions, and who belongs where with which roles, by names."""
    session = session_of(tenant)
    names = {role.id: role.name for role in list_roles(session)}
    roles = {
        names[each]: (set(list_role_permissions(session, each)), set(list_role_users(session, each)))
        for each in names
    }
    organizations = {
        each.name: (
            each.facts,
            {
                one.auth0_user_id: {names[role] for role in one.role_ids}
                for one in list_members(session, each.id)
            },
        )
        for each in list_organizations(session)
    }
    return roles, organizations


def expected(profile: dict) -> dict:
    """What must be there of a user: everything but what no import takes, with the database's identity alone."""
    kept = {name: value for name, value in profile.items() if name not in NO_IMPORT_TAKES}
    return kept | {"identities": profile["identities"][:1]}


def test_everybody_arrives_as_they_were_and_every_loss_is_listed(tmp_path, monkeypatch):
    with two_tenants(monkeypatch, tmp_path, USERS, live) as scene, throwaway_key() as home:
        source_session = session_of(scene.source)
        before = export(scene.source, tmp_path / "before.ndjson")
        mine = {user_id: user for user_id, user in before.items() if user_id.startswith("auth0|")}
        by_number = {number_of(user): user_id for user_id, user in before.items()}
        granted = [by_number[number] for number in range(3, 2_000, 100)]
        for user_id in granted:
            path = f"/api/v2/users/{user_id.replace('|', '%7C')}/permissions"
            source_session.request("POST", path, json={"permissions": [ACCESS]}, repeatable=True)

        locked = encrypt(scene.hash_file(), tmp_path / "hashes.ndjson.gpg", home)
        key = tmp_path / "key.csv"
        sample = [n for n in range(0, USERS, USERS // SAMPLE - 1) if n % 1000 != 500][:SAMPLE]
        rows = [f"{before[by_number[n]]['email']},{PASSWORDS[n % len(PASSWORDS)]}" for n in sample]
        key.write_text("email,password\n" + "\n".join(rows) + "\n")
        terms = Terms(make=("roles", "organizations"), ask_each="everybody", answer_key=str(key))

        source = scene.take(ask_each=terms.ask_each)
        inner = scene.workspace.below("transfer")
        hashes = read_hashes(locked, source, private=inner.folder("private"), gnupg=home)
        assert hashes.packing == "encrypted"
        with open_target(scene.target.url, inner, connection=CONNECTION) as reached:
            plan = plan_transfer(source, hashes, reached, scene.workspace, terms)
            done = transfer_users(plan, reached, pace=QUICK)
            copied = export(scene.target, tmp_path / "after.ndjson")
            verified = verify_transfer(plan, done, reached, scene.workspace, poll_seconds=0.02)
        plan.forget()

        # field for field, and nothing else differs
        assert {user_id: expected(user) for user_id, user in mine.items()} == {
            user_id: {name: value for name, value in user.items() if name not in NO_IMPORT_TAKES}
            for user_id, user in copied.items()
        }
        assert all(not {"last_login", "multifactor"} & user.keys() for user in copied.values())
        verified.require_clean()
        assert verified.balance.rows("inserted") == len(mine) == USERS - USERS // 1000
        assert verified.balance.rows("held back") == USERS // 1000

        # the old passwords, and only they
        assert verified.logins.logins.height == SAMPLE
        assert set(verified.logins.logins["wrong"]) == {"wrong password"}
        assert set(verified.logins.logins["right"]) == {"ok", "blocked"}

        # roles, permissions, organizations
        (roles, organizations), (new_roles, new_organizations) = map(holdings, (scene.source, scene.target))
        assert new_roles == {name: (allows, who & mine.keys()) for name, (allows, who) in roles.items()}
        assert new_organizations == {
            name: (facts, {user: held for user, held in who.items() if user in mine})
            for name, (facts, who) in organizations.items()
        }

        # factors that an import takes
        for user_id in [by_number[number] for number in (4, 6, 24, 26, 108)]:
            told = [
                {
                    (each["type"], each.get("phone_number", each.get("email")))
                    for each in list_authentication_methods(session, user_id)
                }
                for session in (source_session, session_of(scene.target))
            ]
            assert told[1] == {(kind, value) for kind, value in told[0] if kind in {"phone", "email"}}

        # every loss, and no other
        numbers = [number_of(user) for user in mine.values()]

        def count(holds) -> int:
            return sum(map(holds, numbers))

        told = {
            (kind, what): users
            for kind, what, users in plan.losses.rows.select("kind", "what", "users").iter_rows()
        }
        assert told == Counter(
            {
                ("user elsewhere", "google-oauth2"): USERS // 1000,
                ("social identity", "google-oauth2"): count(lambda n: n % 15 == 2),
                ("linked account", "contoso"): count(lambda n: n % 40 == 7),
                ("factor", "totp"): count(lambda n: n % 20 == 6),
                ("factor", "push"): count(lambda n: n % 100 == 8),
                ("factor", "webauthn-roaming"): count(lambda n: n % 100 == 8),
                ("factor", "recovery-code"): count(lambda n: n % 100 == 8),
                ("passkey", "passkey"): count(lambda n: n % 50 == 9),
                ("permission", "delete:all of https://api.example.com"): len(granted),
                ("history", "created_at"): len(mine),
                ("history", "last_login"): count(lambda n: n % 2 == 1),
                ("history", "last_ip"): count(lambda n: n % 2 == 1),
                ("history", "logins_count"): count(lambda n: n % 2 == 1),
                ("history", "last_password_reset"): count(lambda n: n % 9 == 1),
                ("sessions", "all"): len(mine),
                ("time of change", "updated_at"): len(mine),
            }
        )
        assert export(scene.source, tmp_path / "again.ndjson") == before
