"""Log a user in with a password, to prove that an imported hash works."""

from dataclasses import dataclass, field
from enum import StrEnum

from userferry.api.session import Session
from userferry.errors import TenantError, TerminalError

_GRANT = "http://auth0.com/oauth/grant-type/password-realm"


class LoginVerdict(StrEnum):
    """What came of a log-in."""

    OK = "ok"
    WRONG_PASSWORD = "wrong password"  # noqa: S105 a verdict
    BLOCKED = "blocked"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LoginAnswer:
    """Whether a log-in worked; its tokens are not kept.

    Args:
        verdict: See `LoginVerdict`.
        status: The HTTP status, None where no answer came.
        code: OAuth's `error`, such as `invalid_grant`; None for a log-in that worked.
        message: What the tenant said.
    """

    verdict: LoginVerdict
    status: int | None
    code: str | None = None
    message: str = field(default="", repr=False)

    @property
    def is_ok(self) -> bool:
        """Whether the password was right and the user may log in."""
        return self.verdict is LoginVerdict.OK


def login(
    session: Session,
    *,
    client_id: str,
    username: str,
    password: str,
    realm: str,
    client_secret: str | None = None,
) -> LoginAnswer:
    """Ask for a token with the password-realm grant and say what came of it.

    Args:
        session: With the tenant; its own token is not used.
        client_id: An application that may use this grant and the connection.
        username: The address or the username.
        password: In plain text, only ever sent.
        realm: The connection's name.
        client_secret: The application's, where it has one.

    Raises TransientError when the tenant does not answer; every refusal is an answer. A user who is blocked,
    or an address blocked after too many wrong passwords, is `BLOCKED`.
    """
    grant = {
        "grant_type": _GRANT,
        "client_id": client_id,
        "username": username,
        "password": password,
        "realm": realm,
        "scope": "openid",
    }
    if client_secret is not None:
        grant["client_secret"] = client_secret
    try:
        answer = session.request("POST", "/oauth/token", json=grant, authorized=False, repeatable=True)
    except TerminalError as error:
        return LoginAnswer(_verdict(error), error.status, error.code, str(error))
    return LoginAnswer(LoginVerdict.OK, answer.status)


def _verdict(error: TenantError) -> LoginVerdict:
    said = str(error).lower()
    if error.code == "too_many_attempts" or (
        error.code in {"unauthorized", "access_denied"} and "blocked" in said
    ):
        return LoginVerdict.BLOCKED
    if error.code == "invalid_grant":
        return LoginVerdict.WRONG_PASSWORD
    return LoginVerdict.OTHER
