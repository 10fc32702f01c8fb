"""A tenant that was reached, and the connection in it."""

import atexit
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from userferry.api import LACKS_SCOPE, Connection, LoginVerdict, Session, grant_words, login
from userferry.display import table
from userferry.errors import TerminalError
from userferry.runs import Pace
from userferry.targets.credentials import SCOPES, lacking_scopes
from userferry.targets.likeness import Likeness
from userferry.tenant import LocalTenant
from userferry.workspace import REHEARSAL

CLIENT_ID_VARIABLE = "AUTH0_CLIENT_ID"
CLIENT_SECRET_VARIABLE = "AUTH0_CLIENT_SECRET"  # noqa: S105 the variable's name, not the secret

SOURCE_ID_VARIABLE = "AUTH0_SOURCE_CLIENT_ID"
SOURCE_SECRET_VARIABLE = "AUTH0_SOURCE_CLIENT_SECRET"  # noqa: S105 the variable's name, not the secret

_FORBIDDEN = 403
_BESIDE = Pace(min_poll_seconds=0.02, max_requests_per_second=50.0, grace_seconds=1.0)
"""For an embedded tenant that runs on this machine: its jobs are short, and nobody else asks it."""


@dataclass(frozen=True, slots=True, repr=False)
class Target:
    """A tenant that was reached, and the connection in it.

    Args:
        name: As the parameters say it.
        session: With its Management API.
        connection: The database connection that takes the users.
        client_id: The application that proves log-ins.
        client_secret: Its secret.
        tenant: The embedded tenant when it was started here, else None.
        likeness: Of a rehearsal, what it copies from a real tenant; None where it is nobody's.
        tier: The plan whose pace is reckoned with, and of a rehearsal held to; empty where nobody asked.
    """

    name: str
    session: Session
    connection: Connection
    client_id: str
    client_secret: str = field(repr=False)
    tenant: LocalTenant | None = None
    likeness: Likeness | None = None
    tier: str = ""

    @property
    def is_rehearsal(self) -> bool:
        """Whether everything that happens here happens on this machine, on a tenant made for it."""
        return self.name == REHEARSAL

    @property
    def pace(self) -> Pace:
        """How to send a run there: a rehearsal as everywhere, since its hours pass at once."""
        is_beside = not self.is_rehearsal and is_loopback(urlsplit(self.session.url).hostname or "")
        return _BESIDE if is_beside else Pace()

    @property
    def clock(self) -> Callable[[], float]:
        """The tenant's time in epoch seconds: a rehearsal's own, which moves only as somebody waits."""
        return self.session.clock

    @property
    def sleep(self) -> Callable[[float], None]:
        """Wait for seconds of the tenant's time."""
        return self.session.sleep

    def login(self, username: str, password: str) -> LoginVerdict:
        """Log a user in, and say what the tenant answered."""
        answer = login(
            self.session,
            client_id=self.client_id,
            client_secret=self.client_secret,
            username=username,
            password=password,
            realm=self.connection.name,
        )
        return answer.verdict

    def require_scopes(self, *done: str) -> Self:
        """Return the target, if its application may do this there; it is not asked where the tenant does not say.

        Args:
            done: Words of `SCOPES`.

        Raises:
            TerminalError: it lacks scopes; says which, and where they are granted.
        """
        lacking = {} if self.is_rehearsal or not self.session.scopes else lacking_scopes(self.session.scopes)
        stopped = [each for each in done if each in lacking]
        if not stopped:
            return self
        scopes = list(dict.fromkeys(scope for each in stopped for scope in lacking[each]))
        raise TerminalError(
            f"At {self.session.domain} this application lacks the {'scopes' if len(scopes) > 1 else 'scope'} "
            f"{', '.join(scopes)}, without which it may not {' or '.join(stopped)}. Nothing was sent or changed there, "
            f"and pages that do without can be run meanwhile. {grant_words(scopes)}",
            status=_FORBIDDEN,
            code=LACKS_SCOPE,
        )

    def close(self) -> None:
        """Stop the embedded tenant if it was started here; its data stay."""
        if self.tenant is not None:
            atexit.unregister(self.tenant.stop)
            self.tenant.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        """Say where users would go."""
        like = f", like {self.likeness.tenant}" if self.likeness else ""
        return f"Target({name_tenant(self.name)}{like}, connection {self.connection.name})"

    def _repr_html_(self) -> str:
        facts = [("tenant", name_tenant(self.name)), ("connection", self.connection.name)]
        copied = [] if self.likeness is None else self.likeness.facts()
        note = "" if self.likeness is None else " ".join(self.likeness.notices())
        return table("Where users go", ["", ""], [*facts, *self._rights(), *copied], note=note)

    def _rights(self) -> list[tuple[str, str]]:
        """Say what the application may do at a real tenant, and which scopes it lacks for the rest."""
        if self.is_rehearsal or not self.session.scopes:
            return []
        lacking = lacking_scopes(self.session.scopes)
        may = ", ".join(done for done in SCOPES if done not in lacking)
        missing = [(f"not: {done}", f"lacks {', '.join(scopes)}") for done, scopes in lacking.items()]
        return [("application may", may or "nothing"), *missing]


def name_tenant(target: str) -> str:
    """Say which tenant a target is, as a person would."""
    return "the embedded tenant of this workspace" if target == REHEARSAL else target


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
