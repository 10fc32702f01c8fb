"""A project that a chain may run in: its own notebooks, parameters and workspaces."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from tests.logs.reading import found_in, read_log, values_of

PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Scene:
    """A copy of the project's pages and parameters, and the command line in it."""

    root: Path

    @property
    def workspace(self) -> Path:
        return self.root / "workspaces" / "demo"

    @property
    def log(self) -> Path:
        return self.root / "log.ndjson"

    def check_log(self) -> None:
        """Assert that whatever was logged is of the vocabulary, and nobody's of the demo's dumps or any other."""
        if read_log(self.log):
            text = self.log.read_text()
            assert "@" not in text
            assert found_in(text, values_of(*(PROJECT / "params" / "demo").glob("*.csv"))) == {}

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
        ours = {name: value for name, value in os.environ.items() if not name.startswith("USERFERRY_")}
        return ours | {"USERFERRY_LOG": str(self.log)}

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
def make_scene(tmp_path_factory) -> Iterator[Callable[..., Scene]]:
    """Make a scene of its own; what all of them logged is looked at in the end."""
    made: list[Scene] = []

    def make(**changed) -> Scene:
        root = tmp_path_factory.mktemp("scene")
        for name in ("notebooks", "params"):
            shutil.copytree(PROJECT / name, root / name)
        scene = Scene(root)
        scene.decide(**changed)
        made.append(scene)
        return scene

    yield make
    for scene in made:
        scene.check_log()
