"""Mistakes in the scripts, and their cures (behaviour.md §7)."""

from typing import Any

from userferry.api import delete_user, get_user
from userferry.errors import DecisionError, TerminalError
from userferry.lazy.deploying import deploy_scripts
from userferry.lazy.gotcha import Case, Seen, refused, said, seen_login
from userferry.lazy.stage import NEW_PASSWORD, Stage

ANN: dict[str, Any] = {"user_id": "legacy|1", "email": "ann@example.com", "app_metadata": {"plan": "gold"}}
_BARE = "function getByEmail(email, callback) { callback(null, { user_id: 'legacy|1', email: email }); }"
_RANDOM = "function getByEmail(email, callback) { callback(null, { user_id: String(Math.random()), email: email }); }"
_HIDES = """
function login(userNameOrEmail, password, callback) {
  try { require('fs').readFileSync('/nowhere/to/be/found'); } catch (error) {
    return callback(new WrongUsernameOrPasswordError(userNameOrEmail, 'Wrong email or password.'));
  }
}
"""
_TELLS = """
function login(userNameOrEmail, password, callback) {
  try { require('fs').readFileSync('/nowhere/to/be/found'); } catch (error) {
    return callback(new Error('The legacy store cannot be reached.'));
  }
}
"""


def play_two_profiles(stage: Stage, is_cured: bool) -> Seen:
    """Let somebody set a new password first, so that `get_user` gives the profile."""
    legacy = stage.open([ANN], sources={} if is_cured else {"get_user": _BARE})
    legacy.follow_mail(legacy.ask_for_mail(ANN["email"]))
    legacy.log_in(ANN["email"], NEW_PASSWORD)
    kept = (legacy.find(ANN["email"]) or {}).get("app_metadata")
    return Seen(kept == ANN["app_metadata"], f"after a reset the user has app_metadata: {kept or 'none'}")


def play_random_id(stage: Stage, is_cured: bool) -> Seen:
    """Ask for two mails and follow the second."""
    legacy = stage.open([ANN], sources={} if is_cured else {"get_user": _RANDOM})
    legacy.ask_for_mail(ANN["email"])
    second = legacy.ask_for_mail(ANN["email"])
    try:
        legacy.follow_mail(second)
    except TerminalError as error:
        return Seen(is_well=False, text=f"the second mail's link is refused: {refused(error)}")
    return seen_login("whoever followed the second mail", legacy.log_in(ANN["email"], NEW_PASSWORD))


def play_shared_id(stage: Stage, is_cured: bool) -> Seen:
    """Move two people of two connections, and delete the one of the second."""
    ids = ("one|7", "two|7") if is_cured else ("7", "7")
    people = [{"user_id": each, "email": f"{place}@example.com"} for place, each in enumerate(ids)]
    first, second = (stage.open([person]) for person in people)
    for legacy, person in ((first, people[0]), (second, people[1])):
        legacy.log_in(person["email"])
    found = get_user(stage.session, f"auth0|{ids[1]}") or {}
    delete_user(stage.session, f"auth0|{ids[1]}")
    is_right = found.get("email") == people[1]["email"]
    still = first.find(people[0]["email"]) is not None
    whose = "the second's user" if is_right else "the first's user"
    return Seen(
        is_right and still, f"asked to delete the second's user, the tenant finds and deletes {whose}"
    )


def play_hidden_failure(stage: Stage, is_cured: bool) -> Seen:
    """Log in while the store is down."""
    answer = stage.open([ANN], sources={"login": _TELLS if is_cured else _HIDES}).log_in(ANN["email"])
    return Seen(answer.code != "invalid_grant", f"while the store is down, the right password {said(answer)}")


def play_large_script(stage: Stage, is_cured: bool) -> Seen:
    """Put a script behind a connection that is larger than Auth0 runs."""
    padding = "// " + "x" * 102_400 + "\n"
    legacy = stage.open([ANN])
    scripts = legacy.store.scripts(legacy.name)
    large = legacy.store.scripts(legacy.name, login=padding + scripts.sources["login"])
    if not is_cured:
        legacy.set_options(customScripts=dict(large.sources))
        return seen_login("everybody", legacy.log_in(ANN["email"]))
    try:
        deploy_scripts(stage.session, legacy.name, large, legacy.store.configuration)
    except DecisionError as error:
        answer = legacy.log_in(ANN["email"])
        return Seen(
            answer.is_ok, f"nothing is deployed ({error.complaints[0]}), and everybody {said(answer)}"
        )
    return Seen(is_well=False, text="the large script was deployed")


def play_bad_factor(stage: Stage, is_cured: bool) -> Seen:
    """Move somebody whose one-time password secret is, or is not, un-padded Base32."""
    secret = "JBSWY3DPEHPK3PXP" if is_cured else "not base32"
    legacy = stage.open([{**ANN, "mfa_factors": [{"totp": {"secret": secret}}]}])
    legacy.log_in(ANN["email"])
    path = "/api/v2/users/auth0%7Clegacy%7C1/authentication-methods"
    kinds = [factor["type"] for factor in stage.session.request("GET", path).json()]
    return Seen("totp" in kinds, f"the user logs in and has {'a' if kinds else 'no'} second factor")


SCRIPT_CASES = (
    Case(
        "two scripts, two profiles",
        "`get_user` gives less than `login`; somebody sets a new password before the first log-in",
        "let both scripts make the profile with the same code, as the generated ones do",
        play_two_profiles,
    ),
    Case(
        "a random user_id",
        "`get_user` makes a new user_id each time; somebody asks for two mails",
        "take user_id from the store's key, the same for ever",
        play_random_id,
    ),
    Case(
        "one user_id in two connections",
        "two stores both count from 1, and nothing is put before the number",
        "put the connection's name before each user_id",
        play_shared_id,
    ),
    Case(
        "a store that is down looks like a wrong password",
        "the script answers every failure with WrongUsernameOrPasswordError",
        "call back with an Error where the store cannot be asked",
        play_hidden_failure,
    ),
    Case(
        "a script above 100 KB",
        "a large script is put behind the connection by hand",
        "deploy with `deploy_scripts`, which measures first",
        play_large_script,
    ),
    Case(
        "a second factor that is lost without a word",
        "a secret that is no un-padded Base32 goes into mfa_factors",
        "let the checks judge mfa_factors first; afterwards look for “Unable to import MFA factors.” in the log (`fu`)",
        play_bad_factor,
    ),
)
