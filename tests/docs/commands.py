"""Would a command line of the pages be taken? Options and files are checked; nothing is run but what is cheap."""

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from userferry.cli import main
from userferry.logs import EVENTS, EVERYWHERE
from userferry.tenant import serve

PROJECT = Path(__file__).parents[2]
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in (PROJECT / "lib").rglob("*.py"))
TARGETS = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
CRON = re.compile(r"^(?:[\d*/,-]+ ){5} ?(?P<command>.+)$")


def check_commands(text: str, folder: Path) -> None:
    """Check each line of a script; each may hold several commands."""
    for line in text.splitlines():
        words = shlex.split(line, comments=True)
        while words:
            end = words.index("&&") if "&&" in words else len(words)
            check_command(words[:end], folder)
            words = words[end + 1 :]


def check_command(words: list[str], folder: Path) -> None:
    """Check one command.

    Args:
        words: Its words.
        folder: Where parameters files may be put, so that they exist.

    Raises AssertionError, or what the command line itself raises for options that it does not know.
    """
    words = [word for word in words if not re.match(r"^(?:\d?>+&?\S*|2>&1|\S+\.log)$", word)]
    program, *rest = [word.removeprefix(".venv/bin/") for word in words]
    assert program in PROGRAMS, f"nobody checks {program}"
    PROGRAMS[program](rest, folder)


def check_make(words: list[str], folder: Path) -> None:
    """Check that the Makefile has each verb."""
    assert set(words) <= TARGETS, words


def check_source(words: list[str], folder: Path) -> None:
    """Check that it is the environment that the Makefile makes."""
    assert words == ["activate"], words


def check_export(words: list[str], folder: Path) -> None:
    """Check that each variable is read by somebody."""
    for word in words:
        check_variable(word.partition("=")[0])


def check_pip(words: list[str], folder: Path) -> None:
    """Check that pip installs, from files that are there."""
    files = [words[at + 1] for at, word in enumerate(words) if word in {"-r", "--requirement"}]
    assert words[0] == "install"
    assert all((PROJECT / name).exists() for name in files)


def check_docker(words: list[str], folder: Path) -> None:
    """Check the variables that a container is given, and what it runs."""
    check_export([words[at + 1] for at, word in enumerate(words) if word == "--env"], folder)
    if words[0] == "run":
        check_userferry(words[len(words) - words[::-1].index("userferry") :], folder)


def check_jq(words: list[str], folder: Path) -> None:
    """Check that the log has what a filter names: fields, events and levels."""
    (asked,) = [word for word in words[:-1] if not word.startswith("-")]
    fields = {name for event in EVENTS.values() for name in event.fields} | {
        *EVERYWHERE,
        "at",
        "level",
        "event",
    }
    quoted = set(re.findall(r'"([^"]*)"', asked))
    bare = re.sub(r'"[^"]*"', "", asked)
    picked = {name.strip() for part in re.findall(r"{(.*?)}", bare) for name in part.split(",")}
    assert quoted <= {*EVENTS, "info", "warning", "error"}, f"nobody logs {quoted}"
    assert {*re.findall(r"\.(\w+)", bare), *picked} <= fields, f"nobody logs these fields: {asked}"


def check_place(words: list[str], folder: Path) -> None:
    """Take a folder or a venv as they are: they are the reader's."""
    assert words


def check_variable(name: str) -> None:
    """Check that the package reads a variable of the environment."""
    assert re.search(rf'"{name}"|\b{name}\b', SOURCES), f"nothing reads {name}"


def check_userferry(words: list[str], folder: Path) -> None:
    """Check a command of ours against the command line itself."""
    if words == ["--help"]:
        assert CliRunner().invoke(main, words).exit_code == 0
        return
    while words[0].startswith("-"):
        assert words[0] in {name for option in main.params for name in option.opts}, (
            f"No such option {words[0]}"
        )
        words = words[2:]
    name, *rest = words
    assert name in main.commands, f"no command {name}; there are {', '.join(main.commands)}"
    if name == "tenant":
        serve.read_options(rest)
        return
    if name == "page":
        assert (PROJECT / "notebooks" / f"{rest[0]}.ipynb").exists(), rest[0]
    files = [word for word in rest if word.endswith(".yml")]
    for file in files:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    placed = [str(folder / word) if word in files else word for word in rest]
    main.commands[name].make_context(name, placed)


PROGRAMS = {
    ".": check_source,
    "cd": check_place,
    "crontab": check_place,
    "docker": check_docker,
    "export": check_export,
    "jq": check_jq,
    "flock": lambda words, folder: check_command(words[2:], folder),
    "make": check_make,
    "pip": check_pip,
    "python3": check_place,
    "userferry": check_userferry,
}
"""What checks the words behind each program; any other is an error."""
