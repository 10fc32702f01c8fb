"""What makes a folder the same tenant tomorrow: its ids, its client's secret and its signing key."""

import json
import os
import secrets
import string
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from .store import Store

ALPHANUMERICS = string.ascii_letters + string.digits
KEY_FILE = "signing-key.pem"


def make_id(prefix: str, length: int = 16) -> str:
    """Make an id as Auth0 does: `con_` or `job_` and 16 alphanumerics (recorded), a client's 32.

    Recorded.
    """
    return prefix + "".join(secrets.choice(ALPHANUMERICS) for _ in range(length))


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


class OtherTenantError(ValueError):
    """The folder holds a tenant of another name or connection.

    Args:
        name: The tenant's that it holds.
        connection: Its connection's.
        asked: The two that were asked for.
    """

    def __init__(self, name: str, connection: str, asked: tuple[str, str]) -> None:
        self.name, self.connection = name, connection
        super().__init__(
            f"The folder holds the tenant {name!r} with the connection {connection!r}, not {asked[0]!r} with "
            f"{asked[1]!r}. Nothing was changed. Use these names or another folder."
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """The tenant's lasting names and secrets."""

    name: str
    connection: str
    connection_id: str
    client_id: str
    client_secret: str
    link_secret: str

    @classmethod
    def of(cls, store: Store, *, name: str, connection: str, connection_id: str | None = None) -> Self:
        """Read the identity that the database keeps, or make it on the first start.

        Args:
            store: The database.
            name: The tenant's.
            connection: The connection's.
            connection_id: What the connection's id is to be on the first start; None makes one.

        Raises:
            OtherTenantError: The database is that of a tenant of another name or connection.
        """
        row = store.reader().execute("SELECT body FROM identity").fetchone()
        if row is not None:
            kept = cls(**json.loads(row["body"]))
            if (kept.name, kept.connection) != (name, connection):
                raise OtherTenantError(kept.name, kept.connection, (name, connection))
            return kept
        made = cls(
            name=name,
            connection=connection,
            connection_id=connection_id or make_id("con_"),
            client_id=make_id("", 32),
            client_secret=make_id("", 64),
            link_secret=secrets.token_hex(32),
        )
        with store.writing() as db:
            db.execute("INSERT INTO identity VALUES (1, ?)", (json.dumps(asdict(made)),))
        return made

    def __repr__(self) -> str:
        return f"Identity(name={self.name!r}, connection_id={self.connection_id!r})"


def signing_key(folder: Path) -> rsa.RSAPrivateKey:
    """Read the folder's RSA key, or make it once."""
    path = folder / KEY_FILE
    if path.exists():
        key = serialization.load_pem_private_key(path.read_bytes(), None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise ValueError(f"{path} is not an RSA key. Remove it and the tenant makes another.")
        return key
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_private(path, pem)
    return key
