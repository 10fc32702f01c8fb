"""A million users from the dump to the proof, beside the tenant's own time for their files.

Once by the library's calls, once by the pages as `userferry run` runs them (with the profile, the mapping's page and a
kernel for each page), each against an empty tenant in a process of its own. The same import files then go into an empty
tenant from a caller that does nothing else, two jobs in flight, and are exported once with the same fields: that is the
tenant's own time, and what a crossing took beyond it is ours.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench_tenant import bring, fetch
from figures import Figure, is_quick, peak_mb, say
from hashfiles import ONE_SYSTEM
from mappingways import mapping, write_dump
from remote import running

from userferry.conflicts import KeepRule, Resolutions
from userferry.schema import ATTRIBUTES

ROWS = 1_000_000
MOST_SHARE = 0.5
MOST_MB = 2 * 2**30 / 1e6
PROJECT = Path(__file__).parents[2]
CONNECTION = "Username-Password-Authentication"
PARAMS = (
    f"dump: dump.csv\nanswer_key: ''\naccept_unproven: true\naccept_resets: true\nconnection: {CONNECTION}\n"
)
FIELDS = [name for name, each in ATTRIBUTES.items() if not each.is_credential] + [
    "identities",
    "logins_count",
]


def main() -> None:
    """Cross by both ways, let the tenant do its part alone, and print what is ours beside it."""
    rows = int(os.environ.get("USERFERRY_ROWS") or (ROWS // 10 if is_quick() else ROWS))
    with tempfile.TemporaryDirectory(prefix="bench-crossing-") as name:
        root = Path(name)
        params = set_scene(root, rows)
        crossed = {way: cross(root, params, way) for way in ("library", "pages")}
        files = sorted((root / "pages" / params.stem / "chunks").glob("[0-9]*.json"))
        with running(root / "alone") as remote:
            import_seconds = bring(remote, files, crossed["pages"]["arrived"])
            tenant_processor = processor_seconds(remote.process.pid)
            export_seconds = fetch(remote, root / "alone.gz", FIELDS)
    say(f"the tenant alone: {import_seconds:.1f} s for the import and {export_seconds:.1f} s for the export")
    for way, found in crossed.items():
        for step, (seconds, used) in found["steps"].items():
            say(f"{way}, {step}: {seconds:.1f} s, {used:.1f} s of the processor")
        ours, peak = found["seconds"] - import_seconds - export_seconds, found["peak_mb"]
        processor = sum(used for _, used in found["steps"].values())
        what = f"crossing: {rows:,} users by the {way}, "
        bound = MOST_SHARE if way == "library" else None  # the pages do more than the way from read to verify
        Figure(
            f"{what}all but the tenant beside its import", ours, import_seconds, bound, peak_mb=peak
        ).emit()
        Figure(f"{what}the processor's time, likewise", processor, tenant_processor, None).emit()
        Figure(f"{what}peak memory beside 2 GiB", peak, MOST_MB, 1.0, unit="MB", peak_mb=peak).emit()


def processor_seconds(pid: int) -> float:
    """Count what a living process had of the processor (Linux's `/proc`)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def set_scene(root: Path, rows: int) -> Path:
    """Write a project whose pages are ours, its dump and its decisions; gives the parameters, all but the target."""
    for name in ("notebooks", "lib"):
        (root / name).symlink_to(PROJECT / name)
    (root / "params").mkdir()
    write_dump(root / "dump.csv", rows, mix=ONE_SYSTEM)
    mapping().write(root / "params" / "crossing.mapping.yml")
    rules = {"email": KeepRule("first"), "user_id": KeepRule("none"), "username": KeepRule("none")}
    Resolutions(rules).write(root / "params" / "crossing.resolutions.yml")
    return root / "params" / "crossing.yml"


def cross(root: Path, params: Path, way: str) -> dict[str, Any]:
    """Go one way in a process of its own, into a tenant of its own."""
    with running(root / f"tenant-{way}") as remote:
        kept = json.loads((remote.folder / "client.json").read_text())
        environment = os.environ | {
            "AUTH0_CLIENT_ID": kept["client_id"],
            "AUTH0_CLIENT_SECRET": kept["client_secret"],
            "USERFERRY_PROJECT": str(root),
            "USERFERRY_HOME": str(root / way),
        }
        params.write_text(f"{PARAMS}target: {remote.url}\n")
        command = [sys.executable, str(Path(__file__).parent / "crossing.py"), way, str(params)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
        say(f"the tenant had {peak_mb(remote.process.pid):.0f} MB")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    balance = json.loads((root / way / params.stem / "verified" / "balance.json").read_text())
    found["arrived"] = sum(entry["rows"] for entry in balance["entries"] if entry["place"] == "inserted")
    return found


if __name__ == "__main__":
    main()
