"""Every fenced block of the pages is executed, or read by what reads such a file; a block that is neither is an error."""

import json
import re
import shlex
import shutil
from dataclasses import asdict

import pytest
from tests.docs.blocks import PAGES, PROJECT, SITE, Block, blocks, blocks_of, name_of
from tests.docs.commands import CRON, check_commands, check_userferry, check_variable
from tests.docs.decisionfiles import read_block
from tests.logs.reading import read_log

from userferry.decisions import read_decisions
from userferry.errors import DecisionError
from userferry.runs import Balance
from userferry.workspace import HOME_VARIABLE, PROJECT_VARIABLE

CHECKED = {"python", "yaml", "json", "sh", "console", "dockerfile"}
ROOMS = PROJECT / "README.md"
WITH_PYTHON = [page for page in PAGES if any(block.language == "python" for block in blocks_of(page))]
INSTRUCTION = re.compile(r"^(FROM|WORKDIR|COPY|RUN|ENV|VOLUME|ENTRYPOINT|CMD) (.+)$")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_block_is_left_unchecked(page):
    odd = [str(block) for block in blocks_of(page) if block.language not in CHECKED]
    if page == ROOMS:  # the tree of the rooms, which the next test reads
        odd = odd[:-1]
    assert odd == [], f"say which of {', '.join(sorted(CHECKED))} it is"


def test_the_readmes_tree_names_every_room():
    tree = next(block.text for block in blocks_of(ROOMS) if "lib/userferry/" in block.text)
    here = tree[tree.index("lib/userferry/") : tree.index("\ntests/")]
    named = {
        word for line in here.splitlines()[1:] for word in re.findall(r"\w+", line[2:48].split("   ")[0])
    }
    package = PROJECT / "lib" / "userferry"
    rooms = {path.stem for path in package.iterdir() if (path / "__init__.py").exists()}
    assert rooms - named <= {"lazy", "scripts"}, "these have no page in the workbench yet"
    assert all((PROJECT / line.split()[0]).exists() for line in tree.splitlines() if line[:1].strip())


@pytest.mark.parametrize("page", WITH_PYTHON, ids=name_of)
def test_python_runs_in_one_namespace_a_page(page, tmp_path, monkeypatch):
    for folder in ("params", "notebooks"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setenv(PROJECT_VARIABLE, str(tmp_path))
    names = {"__name__": page.stem}
    for block in blocks_of(page):
        if block.language == "python":
            lines = "\n" * (block.line - 1)  # so that an error names the page's own line
            exec(compile(lines + block.text, name_of(page), "exec"), names)


@pytest.mark.parametrize("block", blocks("yaml"), ids=str)
def test_yaml_is_read_by_the_reader_of_its_file(block, tmp_path):
    read_block(block.text, tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "# params/acme.yml\ntargett: rehearsal\n",
        "# params/acme.waves.yml\nfirst: {wav: 500}\n",
        "# params/acme.mapping.yml\nversion: 1\ncolumns:\n  id: {target: nobody}\n",
        "nobody: knows this\n",
        "a: 1\na: 2\n",
    ],
)
def test_a_block_that_could_not_be_followed_is_found(text, tmp_path):
    with pytest.raises(DecisionError):
        read_block(text, tmp_path)


LOGGED = [block for block in blocks("json") if block.text.startswith('{"at"')]


@pytest.mark.parametrize("block", LOGGED, ids=str)
def test_lines_of_a_log_are_such_lines(block, tmp_path):
    (tmp_path / "log.ndjson").write_text(block.text, encoding="utf-8")
    assert len(read_log(tmp_path / "log.ndjson")) == len(block.text.splitlines())


@pytest.mark.parametrize("block", [one for one in blocks("json") if one not in LOGGED], ids=str)
def test_json_is_a_balance_that_adds_up(block, tmp_path):
    (tmp_path / "balance.json").write_text(block.text, encoding="utf-8")
    balance = Balance.read(tmp_path)
    assert sum(each.rows for each in balance.entries) == balance.dump_rows
    assert asdict(balance).keys() == json.loads(block.text).keys()


@pytest.mark.parametrize("block", blocks("sh"), ids=str)
def test_commands_would_be_taken(block, tmp_path):
    check_commands(block.text, tmp_path)


@pytest.mark.parametrize("block", blocks("console"), ids=str)
def test_what_a_console_shows_would_be_taken(block, tmp_path):
    command, *shown = block.text.splitlines()
    check_commands(command.removeprefix("$ "), tmp_path)
    for line in shown:
        check_commands(CRON.match(line)["command"], tmp_path)


@pytest.mark.parametrize("block", [one for one in blocks("yaml") if "\njobs:" in one.text], ids=str)
def test_a_workflows_steps_would_be_taken(block, tmp_path):
    path = tmp_path / "workflow.yml"
    path.write_text(block.text, encoding="utf-8")
    written = read_decisions(path, what="the workflow")
    assert {"name", "on", "jobs"} <= set(written)
    for job in written["jobs"].values():
        assert job["runs-on"]
        for step in job["steps"]:
            check_commands(step.get("run", ""), tmp_path)
            assert step.keys() <= {"uses", "run", "env"}
            for name in step.get("env", {}):
                check_variable(name)


@pytest.mark.parametrize("block", blocks("dockerfile"), ids=str)
def test_a_containers_instructions_name_what_there_is(block, tmp_path):
    said: dict[str, list[str]] = {}
    for line in block.text.splitlines():
        instruction, rest = INSTRUCTION.match(line).groups()
        said.setdefault(instruction, []).append(rest)
    copied = [name for line in said["COPY"] for name in shlex.split(line)[:-1]]
    assert all((PROJECT / name).exists() for name in copied)
    assert {"lib", "notebooks", "params", "pyproject.toml"} <= set(copied)
    for command in said["RUN"]:
        check_commands(command, tmp_path)
    for line in said["ENV"]:
        check_variable(line.partition("=")[0])
    assert json.loads(said["ENTRYPOINT"][0]) == ["userferry"]
    check_userferry(json.loads(said["CMD"][0]), tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        "userferry run params/acme.yml --nobody",
        "userferry walk",
        "make coffee",
        "export NOBODY_READS=1",
        "userferry --nobody log.ndjson run params/acme.yml",
        "jq '.email' log.ndjson",
        """jq 'select(.event == "page.lost")' log.ndjson""",
        "rm x",
    ],
)
def test_a_command_that_would_not_be_taken_is_found(line, tmp_path):
    with pytest.raises(
        Exception, match=r"nobody|No such option|no command|coffee|nothing reads|checks rm|nobody logs"
    ):
        check_commands(line, tmp_path)


def test_the_site_has_blocks_of_each_kind():
    found = {block.language for page in SITE for block in blocks_of(page)}
    assert {"python", "yaml", "sh", "console", "dockerfile"} <= found
    assert str(Block(ROOMS, 3, "sh", "")) == "README.md:3"
