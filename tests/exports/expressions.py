"""Forty expressions as people write them for an export, and five hundred users for whom they say something."""

import random
from typing import Any

EXPRESSIONS = (
    "user.user_id",
    "user.email.toLowerCase()",
    "user.user_metadata.name || user.name",
    "user.user_metadata && user.user_metadata.plan",
    "user.user_metadata?.address?.city ?? 'nowhere'",
    "user.given_name + ' ' + user.family_name",
    "`${user.family_name}, ${user.given_name}`",
    "user.email.split('@')[1]",
    "user.email.at(-1)",
    "user.email_verified ? 'yes' : 'no'",
    "!user.email_verified",
    "user.blocked",
    "user.logins_count",
    "user.logins_count * 1.1",
    "user.logins_count / 0",
    "user.logins_count > 3 && user.logins_count",
    "0",
    "''",
    "false",
    "null",
    "undefined",
    "NaN",
    "user.identities[0].connection",
    "user.identities.map(one => one.provider).join(';')",
    "user.identities.length",
    "user.identities.find(one => one.isSocial)",
    "Object.keys(user.user_metadata).sort()",
    "JSON.stringify(user.app_metadata)",
    "user.app_metadata.roles.includes('admin')",
    "[...user.app_metadata.roles].sort((a, b) => a < b ? 1 : -1)",
    "user.app_metadata.roles.sort().join()",
    "user.created_at.slice(0, 10)",
    "new Date(user.created_at).getTime()",
    "new Date(user.created_at).toISOString()",
    "parseInt(user.user_metadata.age, 10)",
    "user.name.replace(/[^a-z]/gi, '')",
    "user.name.normalize('NFD').length",
    "(() => { const parts = user.name.split(' '); return parts.length > 1 ? parts : parts[0]; })()",
    "({ id: user.user_id, plan: user.user_metadata.plan, none: undefined })",
    "user.user_metadata.address.city.toUpperCase()",
)


def make_users(count: int, seed: int = 7) -> list[dict[str, Any]]:
    """Make users as an export has them: some without this, some with that of another type."""
    draw = random.Random(seed)
    names = [
        "Ann",
        "Zoë",
        "José María",
        "李雷",
        "O'Brien",
        'Bo "B" Low',
        "A\\B",
        "=1+1",
        "+49 30",
        "@x",
        "-3",
        "tab\there",
        "two\nlines",
        "😀 Smith",
        "",
    ]
    users = []
    for at in range(count):
        name = f"{draw.choice(names)} {draw.choice(names)}".strip()
        user: dict[str, Any] = {
            "user_id": f"auth0|{at:06}",
            "email": f"User{at}@{draw.choice(['example.com', 'Example.org', 'test.example.net'])}",
            "email_verified": draw.random() < 0.5,
            "name": name,
            "created_at": f"20{10 + at % 15}-0{1 + at % 9}-1{at % 10}T0{at % 10}:00:00.{at % 1000:03}Z",
            "identities": [{"connection": "db", "provider": "auth0", "user_id": f"{at}", "isSocial": False}],
        }
        if draw.random() < 0.7:
            user |= {"given_name": draw.choice(names), "family_name": draw.choice(names)}
        if draw.random() < 0.8:
            user["logins_count"] = draw.choice([0, 1, 5, 12])
        if draw.random() < 0.3:
            user["blocked"] = draw.random() < 0.5
        if draw.random() < 0.9:
            plan = draw.choice(["pro", "free", "", None, 5, "5", True, "true", 1.5])
            user["user_metadata"] = {"plan": plan, "age": draw.choice([7, "41 years", "x", None])}
            if draw.random() < 0.5:
                user["user_metadata"] |= {"name": draw.choice(names), "address": {"city": draw.choice(names)}}
        if draw.random() < 0.6:
            roles = draw.sample(["admin", "zebra", "Editor", "viewer"], draw.randint(0, 3))
            user["app_metadata"] = {"roles": roles, 'a "key"': {"n": at}}
        if draw.random() < 0.1:
            user["identities"].append(
                {
                    "connection": "google-oauth2",
                    "provider": "google-oauth2",
                    "user_id": f"g{at}",
                    "isSocial": True,
                }
            )
        users.append(user)
    return users
