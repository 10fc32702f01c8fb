"""Do at a rehearsal what drawn traffic says, its clock moved from event to event, and note what was not expected."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import polars as pl

from userferry.api import (
    LoginAnswer,
    Session,
    ask_for_password,
    delete_user,
    get_users_by_email,
    login,
    patch_user,
    sign_up,
)
from userferry.errors import DecisionError, TenantError
from userferry.frames import Frame
from userferry.lazy.replayed import CAME, Replayed
from userferry.lazy.traffic import (
    COME_BACK,
    DELETION,
    EMAIL_CHANGE,
    LOG_IN,
    RESET,
    SIGN_UP,
    TRAFFIC,
    WRONG_PASSWORD,
)
from userferry.targets.target import is_loopback

_RESETS = "/_tenant/resets"
_EVENTS_AT_ONCE = 1_000
_PATIENCE_SECONDS = 60.0

EXPECTED = {
    LOG_IN: "ok",
    WRONG_PASSWORD: "wrong password",
    SIGN_UP: "ok",
    RESET: "ok",
    EMAIL_CHANGE: "ok",
    DELETION: "ok",
    COME_BACK: "ok",
}
"""Kind of event → what should come of it; a sign-up of somebody whom the legacy store knows should be refused."""


def replay(
    traffic: Frame,
    session: Session,
    connection: str,
    *,
    client_id: str,
    client_secret: str,
    most_events: int = 5_000,
) -> Replayed:
    """Play traffic to an embedded tenant, event by event, as the people of it would.

    Args:
        traffic: As `draw_traffic` draws it.
        session: With an embedded tenant; its `sleep` moves that tenant's clock.
        connection: The custom database's name.
        client_id: An application that logs people in.
        client_secret: Its secret.
        most_events: Where to stop; an event takes ten to twenty milliseconds of real time, a first log-in besides what
            the verification of its hash takes.

    Returns:
        What came of each kind, and each event that went otherwise than expected.

    Raises:
        DecisionError: The tenant is not on this machine, or its time cannot be moved; nothing was played.
    """
    _require_rehearsal(session)
    player = _Player(session, connection, client_id, client_secret)
    ordered = traffic.lazy().select(*TRAFFIC).sort("seconds", maintain_order=True).collect(engine="streaming")
    with _impatient(session):
        played = list(player.play(ordered.head(most_events)))
    came = pl.DataFrame(played, schema=CAME, orient="row")
    return Replayed.of(came, left=ordered.height - came.height)


def _require_rehearsal(session: Session) -> None:
    wrong = []
    if not is_loopback(urlsplit(session.url).hostname or ""):
        wrong.append("it is not on this machine; people are made up for an embedded tenant only")
    if session.sleep is time.sleep:
        wrong.append("its time cannot be moved; open it with `reach_target('rehearsal', …)`")
    if wrong:
        raise DecisionError(f"The tenant {session.domain}", wrong)


@contextmanager
def _impatient(session: Session) -> Iterator[None]:
    """Give an event up after a minute of the tenant's time: a store that is down is an answer here."""
    before, session.patience_seconds = (
        session.patience_seconds,
        min(session.patience_seconds, _PATIENCE_SECONDS),
    )
    try:
        yield
    finally:
        session.patience_seconds = before


@dataclass(slots=True)
class _Player:
    """Plays one event after another.

    Args:
        session: With the tenant.
        connection: The connection's name.
        client_id: An application.
        client_secret: Its secret.
    """

    session: Session
    connection: str
    client_id: str
    client_secret: str = field(repr=False)

    def play(self, events: pl.DataFrame) -> Iterator[tuple[float, str, int | None, str, str]]:
        """Play the events at their times, and say of each what was expected and what came."""
        began = self.session.clock()
        for seconds, kind, row, username, password, new_login in events.iter_rows(
            buffer_size=_EVENTS_AT_ONCE
        ):
            self.session.sleep(max(0.0, began + seconds - self.session.clock()))
            expected = "refused" if kind == SIGN_UP and row is not None else EXPECTED[kind]
            try:
                got = self._do(kind, username, password, new_login)
            except TenantError as error:
                got = f"{error.status or 'no answer'} {error.code or ''}".strip()
            yield seconds, kind, row, expected, got

    def _do(self, kind: str, username: str, password: str, new_login: str | None) -> str:
        if kind == SIGN_UP:
            answer = sign_up(
                self.session,
                client_id=self.client_id,
                connection=self.connection,
                email=username,
                password=password,
            )
            return "ok" if answer.is_ok else "refused" if answer.code == "invalid_signup" else _told(answer)
        if kind == RESET:
            return self._reset(username, password)
        if kind in {EMAIL_CHANGE, DELETION}:
            return self._change(username, new_login)
        return _told(
            login(
                self.session,
                client_id=self.client_id,
                client_secret=self.client_secret,
                username=username,
                password=password,
                realm=self.connection,
            )
        )

    def _reset(self, email: str, password: str) -> str:
        """Ask for the mail, and follow its link, as its reader would."""
        ask_for_password(self.session, client_id=self.client_id, connection=self.connection, email=email)
        resets = self.session.request("GET", _RESETS).json()
        tickets = [reset["ticket"] for reset in resets if reset["email"] == email.lower()]
        if not tickets:
            return "no mail"
        self.session.request("POST", _RESETS, json={"ticket": tickets[-1], "password": password})
        return "ok"

    def _change(self, email: str, new_email: str | None) -> str:
        """Change a user's address, or delete the user where there is no new one."""
        found = [
            user["user_id"]
            for user in get_users_by_email(self.session, email)
            if any(identity.get("connection") == self.connection for identity in user["identities"])
        ]
        if not found:
            return "nobody"
        if new_email is None:
            delete_user(self.session, found[0])
        else:
            patch_user(self.session, found[0], {"email": new_email, "email_verified": True})
        return "ok"


def _told(answer: LoginAnswer) -> str:
    known = str(answer.verdict)
    return known if known != "other" else f"{answer.status} {answer.code or ''}".strip()
