"""Mistakes with the connection's settings and with imports beside it, and their cures (behaviour.md §2.4, §7)."""

import json
from typing import Any

from userferry.api import (
    create_connection,
    create_import,
    delete_user,
    delete_user_by_email,
    get_connection,
    get_job_errors,
    update_connection,
    wait_for_job,
)
from userferry.errors import DecisionError
from userferry.lazy.deploying import deploy_scripts
from userferry.lazy.filestore import FileStore
from userferry.lazy.gotcha import Case, Seen, said, seen_login
from userferry.lazy.stage import PASSWORD, Legacy, Stage

_DORA: dict[str, Any] = {"user_id": "legacy|5", "email": "dora@example.com"}
_ID = f"auth0|{_DORA['user_id']}"
_NO_OP = {
    "login": "function login(userNameOrEmail, password, callback) { callback(null, null); }",
    "get_user": "function getByEmail(email, callback) { callback(null, null); }",
}


def _lay_ghost(legacy: Legacy) -> None:
    """Remove half a record: the user by id, and in the connection by address."""
    delete_user(legacy.stage.session, _ID)
    delete_user_by_email(legacy.stage.session, legacy.connection_id, _DORA["email"])


def play_late_import_mode(stage: Stage, is_cured: bool) -> Seen:
    """Log somebody in without import mode, change them in the store, switch import mode on."""
    legacy = stage.open([_DORA], import_mode=False)
    legacy.log_in(_DORA["email"])
    legacy.store.put([{"profile": {**_DORA, "email": "dora@new.example"}, "password": PASSWORD}])
    legacy.set_options(import_mode=True)
    if is_cured:
        _lay_ghost(legacy)
    answer = legacy.log_in("dora@new.example")
    return seen_login("whoever logged in before, and changed since,", answer)


def play_ghost_import(stage: Stage, is_cured: bool) -> Seen:
    """Log somebody in without import mode, switch it on, and import them."""
    legacy = stage.open([_DORA], import_mode=False)
    legacy.log_in(_DORA["email"])
    legacy.set_options(import_mode=True)
    if is_cured:
        _lay_ghost(legacy)
    job = create_import(
        stage.session,
        connection_id=legacy.connection_id,
        users=json.dumps([_DORA]).encode(),
        upsert=True,
        external_id="gotcha",
    )
    stage.tenant.finish_due_jobs()
    wait_for_job(stage.session, job.id, poll_seconds=0.02)
    codes = [detail.code for row in get_job_errors(stage.session, job.id).rows for detail in row.errors]
    return Seen(not codes, f"the import's row {'fails: ' + codes[0] if codes else 'is inserted'}")


def play_customize_later(stage: Stage, is_cured: bool) -> Seen:
    """Put scripts behind a database that has users, or behind a new one."""
    name = "with-users" if not is_cured else "made-for-it"
    store = FileStore.of(stage.folder / name, [(_DORA, PASSWORD)])
    if not is_cured:
        create_connection(stage.session, name, options={}, enabled_clients=[stage.tenant.client_id])
        body = {"connection": name, "email": "emil@example.com", "password": PASSWORD}
        stage.session.request("POST", "/api/v2/users", json=body)
    try:
        deploy_scripts(
            stage.session,
            name,
            store.scripts(name),
            store.configuration,
            enabled_clients=[stage.tenant.client_id],
        )
    except DecisionError as error:
        return Seen(is_well=False, text=f"the tenant refuses: {error.complaints[0].partition('. ')[0]}")
    has_scripts = get_connection(stage.session, name).is_custom_database
    return Seen(has_scripts, "the scripts stand behind the connection")


def play_partial_patch(stage: Stage, is_cured: bool) -> Seen:
    """Change one option by a PATCH of it alone, or with the others."""
    legacy = stage.open([_DORA])
    change = {"brute_force_protection": False}
    if is_cured:
        legacy.set_options(**change)
    else:
        kept = {"enabledDatabaseCustomization": True, "import_mode": True}
        update_connection(stage.session, legacy.connection_id, options={**kept, **change})
    answer = legacy.log_in(_DORA["email"])
    return seen_login("everybody who has not moved", answer)


def play_ending(stage: Stage, is_cured: bool) -> Seen:
    """End the migration: scripts that do nothing, import mode left on or switched off."""
    legacy = stage.open([_DORA])
    legacy.log_in(_DORA["email"])
    legacy.set_options(customScripts=_NO_OP, import_mode=is_cured)
    answer = legacy.log_in(_DORA["email"])
    return Seen(answer.is_ok, f"a user who has moved {said(answer)}")


SETTING_CASES = (
    Case(
        "import mode switched on late",
        "people log in without import mode, their data change in the legacy store, import mode is switched on",
        "switch import mode on before the first log-in; else delete the half records by id and by address",
        play_late_import_mode,
    ),
    Case(
        "DUPLICATED_USER for people who are not there",
        "people who logged in without import mode are imported, with upsert",
        "delete the half record by id and by address in the connection, then import",
        play_ghost_import,
    ),
    Case(
        "a database that has users already",
        "scripts are put behind a database in use",
        "make a new connection for the migration",
        play_customize_later,
    ),
    Case(
        "a PATCH that forgets the scripts",
        "one option is changed by a PATCH of it alone; options are replaced whole",
        "read the options, change one, write all of them back, as `deploy_scripts` does",
        play_partial_patch,
    ),
    Case(
        "Import Users switched off at the end",
        "all have moved; scripts that do nothing are deployed and import mode is switched off",
        "leave import mode on, for ever",
        play_ending,
    ),
)
