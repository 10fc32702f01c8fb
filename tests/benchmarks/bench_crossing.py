"""A million users from the dump to the proof, by the pages themselves, beside the tenant's own time for their files.

The pages run as `userferry run` runs them, against an embedded tenant in a process of its own. The same import files then
go into an empty tenant from a caller that does nothing else, two jobs in flight, and are exported once: that is the
tenant's own time, and what the crossing took beyond it is ours.
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
from remote import Remote, running

from userferry.conflicts import KeepRule, Resolutions

ROWS = 1_000_000
MOST_SHARE = 0.5
MOST_MB = 2 * 2**30 / 1e6
PROJECT = Path(__file__).parents[2]


def main() -> None:
    """Cross once, let the tenant do its part alone, and print what is ours beside it."""
    rows = int(os.environ.get("USERFERRY_ROWS") or (ROWS // 10 if is_quick() else ROWS))
    with tempfile.TemporaryDirectory(prefix="bench-crossing-") as name:
        root = Path(name)
        params = set_scene(root, rows)
        with running(root / "tenant") as remote:
            params.write_text(f"{params.read_text()}target: {remote.url}\n")
            crossed = cross(root, params, remote)
            tenant_mb = peak_mb(remote.process.pid)
        workspace = root / "workspaces" / params.stem
        files = sorted((workspace / "chunks").glob("[0-9]*.json"))
        balance = json.loads((workspace / "verified" / "balance.json").read_text())
        arrived = sum(entry["rows"] for entry in balance["entries"] if entry["place"] == "inserted")
        with running(root / "alone") as remote:
            import_seconds = bring(remote, files, arrived)
            tenant_processor = processor_seconds(remote.process.pid)
            export_seconds = fetch(remote, root / "alone.gz")
    processor = sum(used for _, used in crossed["pages"].values())
    say(
        f"{crossed['seconds']:.1f} s in all; the tenant alone {import_seconds:.1f} s for the import and "
        f"{export_seconds:.1f} s for the export; it had {tenant_mb:.0f} MB"
    )
    for page, (seconds, used) in crossed["pages"].items():
        say(f"{page}: {seconds:.1f} s, {used:.1f} s of the processor")
    ours, peak = crossed["seconds"] - import_seconds - export_seconds, crossed["peak_mb"]
    what = f"crossing: {rows:,} users, "
    Figure(
        f"{what}all but the tenant beside its import", ours, import_seconds, MOST_SHARE, peak_mb=peak
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
    params = root / "params" / "crossing.yml"
    params.write_text('dump: dump.csv\nanswer_key: ""\naccept_unproven: true\naccept_resets: true\n')
    return params


def cross(root: Path, params: Path, remote: Remote) -> dict[str, Any]:
    """Run the pages in a process of its own."""
    kept = json.loads((remote.folder / "client.json").read_text())
    environment = os.environ | {
        "AUTH0_CLIENT_ID": kept["client_id"],
        "AUTH0_CLIENT_SECRET": kept["client_secret"],
        "USERFERRY_PROJECT": str(root),
        "USERFERRY_HOME": str(root / "workspaces"),
    }
    command = [sys.executable, str(Path(__file__).parent / "crossing.py"), str(params)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
