"""The command line: run a tenant until Ctrl-C."""

import argparse
import gc
import json
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from .holding import FolderInUseError, PortTakenError
from .identity import write_private
from .server import LocalTenant
from .tiers import ALLOWANCES

CREDENTIALS_FILE = "client.json"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `python -m userferry.tenant`; exits 1 with one sentence where it cannot start."""
    options = read_options(arguments)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        tenant = LocalTenant(
            options.data,
            host=options.host,
            port=options.port,
            tls=options.tls,
            name=options.name,
            job_seconds=options.job_seconds,
            password_rounds=options.password_rounds,
            tier=options.tier,
            index_lag_seconds=options.index_lag_seconds,
            node_modules=options.node_modules,
            seed=options.seed,
        ).start()
    except (PortTakenError, FolderInUseError, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(1) from None
    secret = f"secret in {leave_credentials(tenant)}"
    trust = f", authority in {tenant.ca_file}" if tenant.ca_file else ""
    sys.stdout.write(
        f"{tenant.url} client {tenant.client_id} ({secret}) connection {tenant.connection_id}{trust}\n"
    )
    sys.stdout.flush()
    gc.freeze()  # what is here now stays: the collector, which rows by the thousand call, need not look at it
    stopped.wait()
    tenant.stop()


def leave_credentials(tenant: LocalTenant) -> Path:
    """Write the client's id and secret into the folder (0600), for the person who started the tenant."""
    path = tenant.folder / CREDENTIALS_FILE
    names = ("url", "client_id", "client_secret", "audience", "connection_id", "connection")
    write_private(path, json.dumps({name: getattr(tenant, name) for name in names}, indent=1).encode())
    return path


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(
        prog="userferry tenant", description="Run an Auth0 tenant on this machine."
    )
    parser.add_argument(
        "--data", required=True, help="the tenant's folder; the same folder is the same tenant"
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1", help="this machine only")
    parser.add_argument("--tls", action="store_true", help="serve https with the folder's own authority")
    parser.add_argument("--name", default="userferry-local", help="the tenant's name")
    parser.add_argument("--job-seconds", type=float, default=0.0, help="how long each job takes")
    parser.add_argument("--password-rounds", type=int, default=10, help="the cost of the tenant's bcrypt")
    parser.add_argument(
        "--tier", choices=list(ALLOWANCES), help="limit rates and job speed as this plan does"
    )
    parser.add_argument("--index-lag-seconds", type=float, default=0.0, help="how late a search sees a user")
    parser.add_argument("--seed", help="users to load while there are none: NDJSON lines or a JSON array")
    parser.add_argument("--node-modules", help="the folder of packages that custom database scripts require")
    return parser.parse_args(arguments)
