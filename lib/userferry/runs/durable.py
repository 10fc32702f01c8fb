"""Put bytes on disk so that a crash leaves the old file or the new one, readable by the owner only."""

import hashlib
import os
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Make a folder (0700) with its parents, and have the disk keep its entry."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sync_folder(folder.parent)


def write_whole(path: Path, data: bytes) -> str:
    """Write a file (0600) that appears whole or not at all, and return the sha256 of its bytes in hex."""
    part = path.with_name(f"{path.name}.part")
    with open(part, "wb", opener=private) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)
    return hashlib.sha256(data).hexdigest()


def keep(part: Path, path: Path) -> str:
    """Give a file that is already written its name, for good (0600), and return its sha256 in hex."""
    part.chmod(0o600)
    with part.open("rb") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    part.replace(path)
    sync_folder(path.parent)
    return digest


def digest_of(path: Path) -> str:
    """Compute the sha256 of a file's bytes in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def private(path: str, flags: int) -> int:
    """Open for `open(..., opener=private)`: what is created is the owner's only."""
    return os.open(path, flags, 0o600)


def sync_folder(folder: Path) -> None:
    """Have the disk keep a folder's entries: a name can be lost in a power cut though its file is not."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
