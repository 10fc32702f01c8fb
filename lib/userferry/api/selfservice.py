"""What people do for themselves at a tenant: sign up, and ask for another password."""

from typing import Any

from userferry.api.login import LoginAnswer, LoginVerdict
from userferry.api.session import Session
from userferry.errors import TerminalError


def sign_up(
    session: Session,
    *,
    client_id: str,
    connection: str,
    email: str,
    password: str,
    username: str | None = None,
) -> LoginAnswer:
    """Sign somebody up and say what came of it; a refusal is an answer.

    Args:
        session: With the tenant; its own token is not used.
        client_id: An application for which the connection is enabled.
        connection: Its name.
        email: The address.
        password: In plain text, only ever sent.
        username: Where the connection has usernames.

    Raises TransientError when the tenant does not answer; it is not asked twice.
    """
    person: dict[str, Any] = {
        "client_id": client_id,
        "connection": connection,
        "email": email,
        "password": password,
    }
    if username is not None:
        person["username"] = username
    try:
        answer = session.request("POST", "/dbconnections/signup", json=person, authorized=False)
    except TerminalError as error:
        return LoginAnswer(LoginVerdict.OTHER, error.status, error.code, str(error))
    return LoginAnswer(LoginVerdict.OK, answer.status)


def ask_for_password(session: Session, *, client_id: str, connection: str, email: str) -> None:
    """Ask for the mail in which another password can be set, as "Forgot password?" does.

    The tenant says the same whether it knows the address or not, so nothing is returned.

    Args:
        session: With the tenant; its own token is not used.
        client_id: An application for which the connection is enabled.
        connection: Its name.
        email: Whose password is forgotten.

    Raises TerminalError when the tenant does not know the application or the connection, TransientError when a
    script behind the connection fails.
    """
    asked = {"client_id": client_id, "connection": connection, "email": email}
    session.request("POST", "/dbconnections/change_password", json=asked, authorized=False)
