"""The npm packages that the scripts require, and a folder that has them."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from userferry.durable import make_folder
from userferry.scripts.node import NodeError

PACKAGES: dict[str, str] = {
    "bcrypt": "6.0.0",
    "pg": "8.13.1",
    "mysql2": "3.11.5",
    "mssql": "11.0.1",
    "mongodb": "6.12.0",
    "axios": "1.7.9",
}
"""Package → the version that the scripts were proven with."""

_SECONDS = 300
_QUIETLY = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-save")


def install_packages(packages: Mapping[str, str], folder: Path) -> Path:
    """Install npm packages into a folder, unless it has them; what they would run at installation is not run.

    Args:
        packages: Package → version.
        folder: Where `node_modules` comes to lie.

    Raises:
        NodeError: There is no npm, or it could not fetch them.
    """
    lacking = [
        f"{name}@{version}"
        for name, version in packages.items()
        if not (folder / "node_modules" / name / "package.json").exists()
    ]
    npm = shutil.which("npm")
    if lacking and npm is None:
        raise NodeError(
            f"There is no `npm` on the PATH, and {', '.join(lacking)} are not installed. Nothing was run. Install "
            "Node.js with npm (Debian: apt install nodejs npm) and run this again."
        )
    if lacking:
        make_folder(folder)
        told = subprocess.run(  # noqa: S603 npm itself, with names of our own
            [str(npm), "install", *_QUIETLY, "--prefix", str(folder), *lacking],
            capture_output=True, text=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
        if told.returncode:
            said = next(
                (line for line in told.stderr.splitlines() if "npm error" in line), "it gave no reason"
            )
            raise NodeError(
                f"npm could not install {', '.join(lacking)}: {said}. Nothing was run. Look at the network and run "
                "this again."
            )
    return folder
