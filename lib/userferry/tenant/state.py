"""What a handler is given: the tenant's parts, and the call it answers."""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from starlette.datastructures import Headers, QueryParams

from .clock import Clock
from .faults import FaultPlan
from .identity import Identity
from .refusals import InvalidBody
from .scripts import Scripts
from .settings import Settings
from .store import Store
from .tokens import Tokens

JobSeconds = float | Callable[[int], float]


@dataclass(slots=True)
class TenantState:
    """Everything that lives as long as the tenant runs.

    Args:
        folder: Where its files are.
        password_rounds: The cost of the tenant's own bcrypt.
        job_seconds: How long a job takes on the clock; a number, or a function of its rows.
        export_seconds: The same of an export, by the users that the tenant holds.
        settings: The knobs.
        scripts: Runs what custom databases bring.
        wake: Tells the worker that there may be work.
        is_disk_full: Whether the worker found no room for a job, which waits for some.
    """

    folder: Path
    identity: Identity
    store: Store
    clock: Clock
    tokens: Tokens
    faults: FaultPlan
    password_rounds: int
    job_seconds: JobSeconds
    url: str = ""
    export_seconds: JobSeconds | None = None
    settings: Settings = field(default_factory=Settings)
    scripts: Scripts = field(default_factory=lambda: Scripts(Settings()))
    wake: Callable[[], None] = field(default=lambda: None)
    is_disk_full: bool = False

    def job_lasts(self, rows: Callable[[], int]) -> float:
        """Give a job's seconds; `rows` is only counted where the length depends on it."""
        return self.job_seconds(rows()) if callable(self.job_seconds) else self.job_seconds

    def export_lasts(self, users: Callable[[], int]) -> float:
        """Give an export's seconds: as a job's where nothing else is said."""
        lasts = self.job_seconds if self.export_seconds is None else self.export_seconds
        return lasts(users()) if callable(lasts) else lasts


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """One request, its token read and its body whole; it has no repr, since it holds secrets."""

    method: str
    path: str
    params: Mapping[str, str]
    query: QueryParams
    headers: Headers
    body: bytes
    claims: Mapping[str, Any]
    client_ip: str

    def json(self) -> dict[str, Any]:
        """Read the body as a JSON object.

        Raises:
            InvalidBody: Anything else (text inferred).
        """
        try:
            body = orjson.loads(self.body or b"{}")
        except orjson.JSONDecodeError:
            raise InvalidBody("'Invalid request payload JSON format'") from None
        if not isinstance(body, dict):
            raise InvalidBody("'Expected type object'")
        return body


def secret_digest(secret: str) -> bytes:
    """Digest a client's secret; a secret of 64 random characters needs no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


def same(one: bytes, other: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one, other)


def add_client(store: Store, client_id: str, secret: str, name: str, scopes: Sequence[str]) -> None:
    """Register a client, or give the one of this id these scopes and this secret."""
    with store.writing() as db:
        db.execute(
            "INSERT INTO clients VALUES (?, ?, ?, ?) ON CONFLICT (client_id) DO UPDATE SET"
            " secret_sha256 = excluded.secret_sha256, name = excluded.name, scopes = excluded.scopes",
            (client_id, secret_digest(secret), name, " ".join(scopes)),
        )
