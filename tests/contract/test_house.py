"""Facts that stand in two places agree, and the house keeps its own rules."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

PROJECT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text())
SOURCES = sorted((PROJECT / "lib").rglob("*.py"))
EMPTY_NAMES = re.compile(r"^(utils?|common|helpers?|misc|manager)$")


def requirements():
    project = PYPROJECT["project"]
    return [
        Requirement(line) for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    ]


def pins():
    lines = (PROJECT / "requirements.txt").read_text().splitlines()
    pinned = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {pin.name.lower().replace("_", "-"): next(iter(pin.specifier)).version for pin in pinned}


def test_environment_yml_asks_for_what_pyproject_lists_and_nothing_else():
    environment = yaml.safe_load((PROJECT / "environment.yml").read_text())
    *conda, last = environment["dependencies"]
    assert last == {"pip": ["-e .[dev]"]}
    assert conda == [f"python{PYPROJECT['project']['requires-python']}", "pip", "nodejs>=18"]
    assert environment["name"] == PYPROJECT["project"]["name"]


@pytest.mark.parametrize("requirement", requirements(), ids=str)
def test_every_dependency_is_pinned_within_its_range(requirement):
    pinned = pins()[requirement.name.lower().replace("_", "-")]
    assert requirement.specifier.contains(Version(pinned))


def test_the_pins_name_no_address():
    assert not re.search(r"https?:|--index|--find-links|@ ", (PROJECT / "requirements.txt").read_text())


def test_make_alone_prints_the_verbs():
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    printed = subprocess.run(
        ["make"], cwd=PROJECT, env=outside, capture_output=True, text=True, check=True
    ).stdout
    verbs = [line.split()[1] for line in printed.splitlines()]
    assert verbs == [
        "setup",
        "demo",
        "lab",
        "test",
        "search",
        "check",
        "refresh",
        "docs",
        "pictures",
        "bench",
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_a_file_has_one_subject_and_a_name_that_says_it(path):
    assert len(path.read_text().splitlines()) <= 400
    assert not any(EMPTY_NAMES.match(part) for part in path.with_suffix("").parts)


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if path.name == "__init__.py"], ids=lambda path: path.parent.name
)
def test_a_door_is_sorted(path):
    found = re.search(r"__all__ = \[(.*?)\]", path.read_text(), re.DOTALL)
    names = re.findall(r'"(\w+)"', found.group(1)) if found else []
    # constants, then classes, then functions, as the linter sorts them
    order = [(not name.isupper(), not name[0].isupper(), name) for name in names]
    assert order == sorted(order)


def test_git_keeps_lib_and_drops_workspaces():
    def is_ignored(path):
        return subprocess.run(["git", "check-ignore", "-q", path], cwd=PROJECT, check=False).returncode == 0

    if not (PROJECT / ".git").exists():
        pytest.skip("this copy is no git checkout")
    assert not is_ignored("lib/userferry/anything.py")
    assert is_ignored("workspaces/demo/chunks/00001.json")
