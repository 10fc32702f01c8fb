"""Meet a tenant: what keeps an application out is told to whoever has to mend it, before anything else is asked."""

import os
from urllib.parse import urlsplit

from userferry.api import Session
from userferry.errors import TenantError, TerminalError, TransientError
from userferry.targets.target import is_loopback

_UNKNOWN, _FORBIDDEN = 401, 403
_LEFT = "Nothing was read or changed there."


def meet_tenant(session: Session, variables: tuple[str, str], *, parameter: str) -> Session:
    """Get a session's token, so that wrong credentials are found first; gives the session.

    Args:
        session: With the tenant.
        variables: The names of the application's id and of its secret.
        parameter: The parameter that names the tenant, for the message.

    Raises:
        TerminalError: the tenant does not take the credentials, or lets this application use no Management API.
        TransientError: the tenant cannot be reached.
    """
    try:
        session.make_ready()
    except TerminalError as error:
        said = _refusal(error, session.domain, variables) or f"{error} {_address(session.url, parameter)}"
        raise error.reworded(said) from error
    except TransientError as error:
        if error.status is not None:
            raise
        happened = str(error).partition(". ")[0]
        raise error.reworded(f"{happened}. {_LEFT} {_address(session.url, parameter)}") from error
    return session


def _refusal(error: TenantError, domain: str, variables: tuple[str, str]) -> str | None:
    """Say what to do where the tenant refuses a token; None where that is no matter of the application."""
    if error.status == _FORBIDDEN:
        own = "A tenant is named by its own domain, not by a custom one."
        return f"This application may not use the Management API of {domain}. {error} {own}"
    if error.status != _UNKNOWN:
        return None
    came = "the environment" if all(os.environ.get(each) for each in variables) else "this user's keyring"
    answered = "401" if error.code is None else f"401, {error.code}"
    return (
        f"{domain} does not know this application, or not by this secret (it answered {answered}). {_LEFT} Compare "
        f"{' and '.join(variables)}, which come from {came}, with what Auth0's dashboard shows under Applications › "
        "Applications › the application › Settings. Then set them right where JupyterLab or the command is started, "
        "and start it again: what runs keeps the environment that it began with."
    )


def _address(url: str, parameter: str) -> str:
    """Say what to look at where no tenant is found at an address."""
    parts = urlsplit(url)
    if parts.hostname and is_loopback(parts.hostname):
        return (
            f"`{parameter}` names an embedded tenant on this machine: start it (`userferry tenant --data DIR --port "
            f"{parts.port or 'N'}`), or put `{parameter}` right, and run this again."
        )
    return (
        f"Look whether `{parameter}` is the tenant's domain, such as acme.eu.auth0.com, and whether this machine "
        "reaches it (network, VPN, proxy); then run this again."
    )
