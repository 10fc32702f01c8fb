"""Open a hash file with the user's own gpg: what gpg is asked, and where what it opened lies."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from userferry.durable import private
from userferry.errors import DumpError, WorkspaceError

_ARMOR = b"-----BEGIN PGP MESSAGE-----"
_GZIP = b"\x1f\x8b"
_NEW_FORMAT = 0x40
_MESSAGE_TAGS = frozenset({1, 3, 9, 18})
"""Packets that begin an encrypted message (RFC 4880 §4.3, §11.3): a key's session, or what is encrypted."""

_TIMEOUT_SECONDS = 900
_TOLD = 300
"""So many characters of what gpg said are passed on."""


def is_encrypted(path: Path) -> bool:
    """Tell a PGP message, armored or not, by its first bytes."""
    with path.open("rb") as file:
        head = file.read(64)
    if head.lstrip().startswith(_ARMOR):
        return True
    if not head or head.startswith(_GZIP) or not head[0] & 0x80:
        return False
    tag = head[0] & 0x3F if head[0] & _NEW_FORMAT else (head[0] & 0x3C) >> 2
    return tag in _MESSAGE_TAGS


def decrypt(path: Path, to: Path, *, home: Path | None) -> Path:
    """Open a PGP message into a file (0600), by gpg and a key that is there; it appears whole or not at all.

    Args:
        path: The message.
        to: The file; whoever asks for it removes it.
        home: gpg's folder of keys; None for the user's own.

    Raises:
        WorkspaceError: gpg is not on this machine.
        DumpError: gpg cannot open it, such as for want of the key; says what gpg said.
    """
    with lent_home(home) as options, open(to, "wb", opener=private) as opened:
        asked = [*options, "--decrypt", str(path)]
        done = subprocess.run(  # noqa: S603 gpg, found on the path, and no shell
            asked, stdout=opened, stderr=subprocess.PIPE, check=False, timeout=_TIMEOUT_SECONDS
        )
    if done.returncode:
        to.unlink(missing_ok=True)
        where = "the user's own keys" if home is None else f"the keys in {home.name}"
        raise DumpError(
            f"gpg could not open {path.name} with {where}: {told(done.stderr)}. Nothing was changed. Name the folder "
            "whose key the file was encrypted for as `gnupg` of the terms, or ask for the file again with another key."
        )
    return to


@contextmanager
def lent_home(home: Path | None) -> Iterator[Sequence[str]]:
    """Lend the beginning of a gpg command over a folder of keys, and end the agent that it started.

    The folder is reached by a short name, for the path of the agent's socket may have 107 bytes.

    Raises:
        WorkspaceError: gpg is not on this machine.
    """
    gpg, gpgconf = shutil.which("gpg"), shutil.which("gpgconf")
    if gpg is None or gpgconf is None:
        raise WorkspaceError(
            "gpg is not on this machine, and the hash file is encrypted. Nothing was changed. Install GnuPG, or open "
            "the file elsewhere and name what comes of it."
        )
    batch = [gpg, "--batch", "--no-tty", "--quiet"]
    if home is None:
        yield batch
        return
    with tempfile.TemporaryDirectory(prefix="gpg-") as short:
        link = Path(short) / "h"
        link.symlink_to(home.resolve())
        try:
            yield [*batch, "--homedir", str(link)]
        finally:
            ended = [gpgconf, "--homedir", str(link), "--kill", "gpg-agent"]
            subprocess.run(ended, capture_output=True, check=False, timeout=60)  # noqa: S603 the agent started above


def told(said: bytes) -> str:
    """Give the last line of what gpg said, which names keys and files and no secret."""
    lines = [line.strip() for line in said.decode(errors="replace").splitlines() if line.strip()]
    return (lines[-1] if lines else "it said nothing")[:_TOLD].rstrip(".")
