"""A project that a chain may run in: its own notebooks, parameters and workspaces."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Scene:
    """A copy of the project's pages and parameters, and the command line in it."""

    root: Path

    @property
    def workspace(self) -> Path:
        return self.root / "workspaces" / "demo"

    def decide(self, **changed) -> None:
        """Change the demo's parameters."""
        path = self.root / "params" / "demo.yml"
        path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | changed))

    def command(self, *options: str) -> list[str]:
        return [
            sys.executable,
            "-c",
            "from userferry.cli import main; main()",
            "run",
            "params/demo.yml",
            *options,
        ]

    @property
    def environment(self) -> dict[str, str]:
        return {name: value for name, value in os.environ.items() if not name.startswith("USERFERRY_")}

    def run(self, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*options),
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="session")
def make_scene(tmp_path_factory) -> Callable[..., Scene]:
    """Make a scene of its own."""

    def make(**changed) -> Scene:
        root = tmp_path_factory.mktemp("scene")
        for name in ("notebooks", "params"):
            shutil.copytree(PROJECT / name, root / name)
        scene = Scene(root)
        scene.decide(**changed)
        return scene

    return make
