"""Refresh tokens: kept as digests, of one user and one application, and not rotated (documented default)."""

import secrets
import sqlite3
from typing import Any

import orjson

from .people import find_user
from .refusals import OAuthRefusal
from .state import TenantState, secret_digest

OFFLINE = "offline_access"


def make_refresh_token(state: TenantState, client_id: str, subject: str, scope: str, audience: str) -> str:
    """Make a token for the user who has just logged in."""
    token = f"v1.{secrets.token_urlsafe(48)}"
    with state.store.writing() as db:
        user = find_user(db, subject)
        if user is None:
            raise unknown_token()
        values = (secret_digest(token), client_id, scope, audience, user["seq"])
        db.execute("INSERT INTO refresh_tokens VALUES (?, ?, ?, ?, ?)", values)
    return token


def unknown_token() -> OAuthRefusal:
    """Refuse a token that is none, another application's or a removed user's (text inferred)."""
    return OAuthRefusal(403, "invalid_grant", "Unknown or invalid refresh token.")


def redeem(state: TenantState, client_id: str, token: str) -> tuple[sqlite3.Row, dict[str, Any]]:
    """Give what the token was made with, and its user's profile; a blocked user is refused (inferred)."""
    row: sqlite3.Row | None = (
        state.store.reader()
        .execute(
            "SELECT t.*, users.profile FROM refresh_tokens t JOIN users ON users.seq = t.user_seq"
            " WHERE token_sha256 = ?",
            (secret_digest(token),),
        )
        .fetchone()
    )
    if row is None or row["client_id"] != client_id:
        raise unknown_token()
    profile: dict[str, Any] = orjson.loads(row["profile"])
    if profile.get("blocked"):
        raise OAuthRefusal(401, "unauthorized", "user is blocked")
    return row, profile


def narrowed(granted: str, asked: str) -> str:
    """Give the scope of a fresh token: what was granted, or the part of it that is asked for (documented)."""
    wanted = asked.split()
    return " ".join(name for name in granted.split() if not wanted or name in wanted)
