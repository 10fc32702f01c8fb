"""Find the connection that the parameters name; where it is none that will do, say which ones would."""

from userferry.api import Connection, Session, get_connection, list_connections
from userferry.errors import DecisionError, TerminalError

_SHOWN = 20
_NOT_FOUND = 404
_DASHBOARD = "Auth0's dashboard, Authentication › Database"


class UnknownConnectionError(DecisionError):
    """The tenant has no connection of this name."""


def find_connection(session: Session, name: str, *, tenant: str) -> Connection:
    """Find a connection of any kind.

    Args:
        session: With the tenant.
        name: As the parameters say it.
        tenant: What the tenant is called, for the message.

    Raises:
        UnknownConnectionError: there is none; lists the databases that there are.
        TenantError: the tenant does not answer, or does not show its connections.
    """
    try:
        return get_connection(session, name)
    except TerminalError as error:
        if error.status != _NOT_FOUND:
            raise
    missing = f"`connection` is {name!r}, and {tenant} has no connection of that name"
    raise UnknownConnectionError("The parameters", [f"{missing}; {_databases(session)}"])


def find_database(session: Session, name: str, *, tenant: str, takes_import: bool) -> Connection:
    """Find a database connection.

    Args:
        session: With the tenant.
        name: As the parameters say it.
        tenant: What the tenant is called, for the message.
        takes_import: Whether it must take an import as it is (`behaviour.md` §5.5).

    Raises:
        DecisionError: there is none of this name, it is no database, or it takes no import; with what would do.
        TenantError: the tenant does not answer, or does not show its connections.
    """
    found = find_connection(session, name, tenant=tenant)
    complaints = []
    if not found.is_database:
        way = "imported into" if takes_import else "moved from"
        complaints.append(
            f"`connection` is {name!r}: its strategy is {found.strategy}, and users are {way} a database only; "
            f"{_databases(session)}"
        )
    if takes_import and found.is_custom_database and not found.has_import_mode:
        complaints.append(
            f"`connection` is {name!r}: scripts stand behind it and “Import Users to Auth0” is off, so an import is "
            f"refused; switch it on ({_DASHBOARD} › {name} › Settings), or name another"
        )
    if takes_import and not found.enabled_clients:
        complaints.append(
            f"`connection` is {name!r}: it is enabled for no application, so an import is refused; enable it for one "
            f"({_DASHBOARD} › {name} › Applications), or name another"
        )
    if complaints:
        raise DecisionError("The parameters", complaints)
    return found


def _databases(session: Session) -> str:
    """Say which connections would do."""
    names = sorted(each.name for each in list_connections(session, strategy="auth0"))
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    if not names:
        return f"the tenant has no database; make one ({_DASHBOARD})"
    return f"the tenant's {'database is' if len(names) == 1 else 'databases are'} {', '.join(names[:_SHOWN])}{more}"
