"""Mistakes with people's accounts while both stores live, and their cures (behaviour.md §7)."""

from typing import Any

from userferry.api import delete_user, patch_user, sign_up
from userferry.errors import TerminalError
from userferry.lazy.gotcha import Case, Seen, refused, said, seen_login
from userferry.lazy.stage import Stage

_BOB: dict[str, Any] = {"user_id": "legacy|2", "email": "bob@example.com", "app_metadata": {"plan": "gold"}}
_ID = f"auth0|{_BOB['user_id']}"
_TWINS = ({"user_id": "legacy|3", "username": "cleo"}, {"user_id": "legacy|4", "username": "cornelius"})


def play_stale_address(stage: Stage, is_cured: bool) -> Seen:
    """Change an address in the tenant, and change it back."""
    legacy = stage.open([_BOB])
    legacy.log_in(_BOB["email"])
    patch_user(stage.session, _ID, {"email": "bob@new.example"})
    if is_cured:
        rows = legacy.store.rows
        rows[0]["profile"]["email"] = "bob@new.example"
        legacy.store.put(rows)
    try:
        patch_user(stage.session, _ID, {"email": _BOB["email"]})
    except TerminalError as error:
        return Seen(
            is_well=False, text=f"the old address is nobody's, and cannot be taken again: {refused(error)}"
        )
    return Seen(is_well=True, text="the old address can be taken again")


def play_come_back(stage: Stage, is_cured: bool) -> Seen:
    """Delete somebody who then logs in again."""
    legacy = stage.open([_BOB])
    legacy.log_in(_BOB["email"])
    if is_cured:
        legacy.store.put([])
    delete_user(stage.session, _ID)
    answer = legacy.log_in(_BOB["email"])
    is_back = legacy.find(_BOB["email"]) is not None
    return Seen(not is_back, f"the deleted user {said(answer)}{', and is back' if is_back else ''}")


def play_sign_up_again(stage: Stage, is_cured: bool) -> Seen:
    """Sign up with an address of the store."""
    nobody = "function getByEmail(email, callback) { callback(null); }"
    legacy = stage.open([_BOB], sources={} if is_cured else {"get_user": nobody})
    client_id = stage.tenant.client_id
    answer = sign_up(
        stage.session,
        client_id=client_id,
        connection=legacy.name,
        email=_BOB["email"],
        password="Some-other1",  # noqa: S106 of somebody who does not exist
    )
    owner = legacy.log_in(_BOB["email"])
    taken = "somebody signs up with an address of the store" if answer.is_ok else "the sign-up is refused"
    return Seen(owner.is_ok, f"{taken}; its owner {said(owner)}")


def play_shared_address(stage: Stage, is_cured: bool) -> Seen:
    """Let two users of one address log in by username."""
    addresses = ("cleo@example.com", "cornelius@example.com" if is_cured else "cleo@example.com")
    people = [{**person, "email": email} for person, email in zip(_TWINS, addresses, strict=True)]
    legacy = stage.open(people)
    answers = [legacy.log_in(person["username"]) for person in people]
    return Seen(answers[1].is_ok, f"the first logs in; the second {said(answers[1])}")


def play_interruption(stage: Stage, is_cured: bool) -> Seen:
    """Interrupt a first log-in, and look at the user after the next one."""
    legacy = stage.open([_BOB])
    stage.tenant.faults.add("POST", "/oauth/token", "login_interrupted")
    legacy.log_in(_BOB["email"])
    answer = legacy.log_in(_BOB["email"])
    if is_cured:
        patch_user(stage.session, _ID, {"app_metadata": _BOB["app_metadata"]})
    kept = (legacy.find(_BOB["email"]) or {}).get("app_metadata")
    return Seen(
        kept == _BOB["app_metadata"],
        f"at the next try the user {said(answer)}; app_metadata: {kept or 'none'}",
    )


def play_weak_password(stage: Stage, is_cured: bool) -> Seen:
    """Log in with a password that the store took and the connection's policy would not."""
    policy = {"passwordPolicy": "none", "password_complexity_options": {"min_length": 1}}
    strict = {"passwordPolicy": "excellent", "password_complexity_options": {"min_length": 16}}
    legacy = stage.open([_BOB], options=policy if is_cured else strict)
    answer = legacy.log_in(_BOB["email"])
    return seen_login("the right password of old", answer)


ACCOUNT_CASES = (
    Case(
        "an old address that nobody can take",
        "an address is changed in the tenant and stays as it was in the legacy store",
        "write the change to the legacy store too, or take moved users out of what `get_user` finds",
        play_stale_address,
    ),
    Case(
        "deleted users come back",
        "a user is deleted in the tenant and stays in the legacy store",
        "take the user out of the legacy store, or mark them as moved there, before deleting",
        play_come_back,
    ),
    Case(
        "a second account for one person",
        "`get_user` finds nobody, so that a sign-up takes an address of the legacy store",
        "let `get_user` find every user who has not moved",
        play_sign_up_again,
    ),
    Case(
        "two users of one address",
        "the legacy store lets two users share an address; both log in by username",
        "settle shared addresses first (03-conflicts), or use a new connection with non-unique emails",
        play_shared_address,
    ),
    Case(
        "metadata lost on the way",
        "a first log-in is interrupted",
        "compare moved users with the dump, and patch what lacks metadata",
        play_interruption,
    ),
    Case(
        "a password policy above the legacy store's",
        "the connection asks for more than the legacy passwords have",
        "hold the policy as low as the legacy store's until all have moved, or let these people reset",
        play_weak_password,
    ),
)
