"""Make the key for Auth0's password-hash export, and say what to ask for (`behaviour.md` §8)."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from userferry.display import headline, table
from userferry.durable import make_folder, write_whole
from userferry.errors import WorkspaceError
from userferry.prose import prose
from userferry.targets import name_tenant
from userferry.transfer.hashes import Hashes, read_hashes
from userferry.transfer.source import Source
from userferry.transfer.terms import Terms
from userferry.transfer.unlocking import lent_home, told
from userferry.workspace import Workspace

PUBLIC = "public-key.asc"
MAX_KEY_CHARS = 35_000
"""Characters of a public key that Auth0's support takes (§8)."""

_BITS = 4096
_TIMEOUT_SECONDS = 600
_WANTED = """\
Key-Type: RSA
Key-Length: {bits}
Key-Usage: sign
Subkey-Type: RSA
Subkey-Length: {bits}
Subkey-Usage: encrypt
Name-Real: Password hash export of {tenant}
Expire-Date: 90d
%no-protection
%commit
"""

ASK = "ask"
"""What `hashes` says while the file is still to be asked for."""

STEPS = (
    "Open a support ticket in the tenant's name (paid plans only) and ask for an export of the password hashes.",
    "Attach the public key; a second administrator of the tenant has to confirm the request.",
    "Sign the acknowledgement form: somebody at the level of a CISO or a vice president has to.",
    "Auth0 names no day. The link that comes lives for three days, and only for who asked: fetch the file at once.",
    "Name the file as `hashes`, encrypted as it is; the page opens it with the key that stays in this workspace.",
)
"""What a person does, in order (§8)."""


@dataclass(frozen=True, slots=True, repr=False)
class HashRequest:
    """What to ask Auth0's support for.

    Args:
        tenant: Whose hashes.
        connection: The connection's name.
        connection_id: `con_` and 16 characters.
        public_key: The file to attach; None where no key was made yet.
        fingerprint: Of the key, empty where there is none.
    """

    tenant: str
    connection: str
    connection_id: str
    public_key: Path | None
    fingerprint: str

    def __repr__(self) -> str:
        """Say whose hashes are asked for."""
        attached = (
            f"attach {self.public_key.name}" if self.public_key else f"no key yet, `hashes: {ASK}` makes it"
        )
        return f"HashRequest({name_tenant(self.tenant)}, {self.connection}: {attached})"

    def _repr_html_(self) -> str:
        facts = [("tenant", name_tenant(self.tenant)), ("connection", self.connection)]
        if self.public_key:
            facts += [
                ("connection_id", self.connection_id),
                ("public key", str(self.public_key)),
                ("fingerprint", self.fingerprint),
                ("key", f"RSA {_BITS} with an RSA {_BITS} subkey for encryption, for 90 days"),
            ]
        steps = [(str(number), prose(step)) for number, step in enumerate(STEPS, start=1)]
        return table(headline(self), ["", "what to ask for"], [*facts, *steps])

    def write(self, folder: Path) -> Path:
        """Write `request.txt` into the folder: the words of the ticket."""
        words = (
            f"Please export the password hashes of the tenant {self.tenant}, connection {self.connection} "
            f"({self.connection_id}), encrypted for the attached public key {self.fingerprint}.\n"
        )
        write_whole(folder / "request.txt", words)
        return folder / "request.txt"


def request_hashes(hashes: str, source: Source, workspace: Workspace) -> HashRequest:
    """Say what to ask Auth0's support for; the key is made where `hashes` says `ask`, and is there from then on.

    Args:
        hashes: The parameter.
        source: Whose hashes.
        workspace: The migration's; the keys lie in its `transfer/gnupg`.

    Raises:
        WorkspaceError: gpg is not there, or could not make the key.
    """
    folder = workspace.below("transfer").root / "gnupg"
    asked = {"tenant": source.tenant, "connection": source.connection, "connection_id": source.connection_id}
    if hashes == ASK or (folder / PUBLIC).exists():
        return prepare_key(folder, **asked)
    return HashRequest(**asked, public_key=None, fingerprint="")


def open_hashes(hashes: str, source: Source, workspace: Workspace, terms: Terms) -> Hashes:
    """Read the hash file that the parameter names; nobody has a hash where it is empty or says `ask`.

    It is opened with the keys that the terms name, else with those made here, else with the user's own.

    Raises as `read_hashes`.
    """
    inner = workspace.below("transfer")
    ours = inner.root / "gnupg"
    gnupg = workspace.given(terms.gnupg) if terms.gnupg else ours if (ours / PUBLIC).exists() else None
    file = None if hashes in {"", ASK} else workspace.given(hashes)
    return read_hashes(file, source, private=inner.folder("private"), gnupg=gnupg)


def prepare_key(folder: Path, *, tenant: str, connection: str, connection_id: str) -> HashRequest:
    """Make the key pair by gpg where there is none yet, and give what to ask for.

    The secret key stays in the folder, without a passphrase: who may read the workspace may read the hashes that it
    opens.

    Args:
        folder: gpg's own; made (0700).
        tenant: The domain.
        connection: The connection's name.
        connection_id: Its id.

    Raises:
        WorkspaceError: gpg is not there, or could not make the key.
    """
    public = make_folder(folder) / PUBLIC
    with lent_home(folder) as gpg:
        if not public.exists():
            _ask([*gpg, "--generate-key"], _WANTED.format(bits=_BITS, tenant=tenant))
            key = _ask([*gpg, "--armor", "--export"])
            if len(key) > MAX_KEY_CHARS:
                raise WorkspaceError(
                    f"The public key has {len(key):,} characters, and Auth0 takes {MAX_KEY_CHARS:,}. Nothing was asked "
                    f"for. Remove the folder {folder.name}, and another is made."
                )
            write_whole(public, key)
        listed = _ask([*gpg, "--with-colons", "--list-keys"])
    fingerprint = next(
        (line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr:")), "not known"
    )
    request = HashRequest(tenant, connection, connection_id, public, fingerprint)
    request.write(folder)
    return request


def _ask(command: list[str], given: str = "") -> str:
    done = subprocess.run(  # noqa: S603 gpg, found on the path, and no shell
        command, input=given.encode(), capture_output=True, check=False, timeout=_TIMEOUT_SECONDS
    )
    if done.returncode:
        raise WorkspaceError(
            f"gpg could not make the key: {told(done.stderr)}. Nothing was asked for. Mend that and run this again."
        )
    return done.stdout.decode()
