"""A disk of a few kilobytes, which a process sees in the place of a folder: what finds no room there is told so."""

import functools
import subprocess
import tempfile
from pathlib import Path

_MOUNT = """
mount -t tmpfs -o "size=$1" tmpfs "$2" || exit 125
test -z "$3" || cp -a "$3/." "$2" || exit 125
test -z "$4" || dd if=/dev/zero of="$2/other" bs=4096 2>/dev/null
shift 4
exec "$@"
"""
"""`dd` ends where nothing more goes in."""


def on_small_disk(
    folder: Path, *command: str, size: str, holds: Path | None = None, is_full: bool = False
) -> list[str]:
    """Make a command that runs another one for which a folder is a small disk; everybody else sees the folder.

    Args:
        folder: It is there, and empty.
        command: What sees the small disk.
        size: As tmpfs takes it, such as `64k`.
        holds: A folder whose content is copied onto it.
        is_full: Whether a file called `other` takes what room is left.
    """
    given = [size, str(folder), str(holds or ""), "full" if is_full else ""]
    return ["unshare", "--map-root-user", "--mount", "sh", "-c", _MOUNT, "sh", *given, *command]


@functools.cache
def why_no_small_disk() -> str:
    """Say why there is none on this machine; nothing where there is."""
    try:
        tried = subprocess.run(
            on_small_disk(Path(tempfile.gettempdir()), "true", size="64k"),
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return "a disk of a few kilobytes needs `unshare`, which is not here"
    said = tried.stderr.strip() or "it gave no reason"
    return f"this machine lends no disk of a few kilobytes: {said}" if tried.returncode else ""
