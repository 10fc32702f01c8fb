"""Killed at any moment, the transfer goes on where it was: nobody is sent twice, nothing is given twice."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.transfer.test_transferring import HISTORY, carry_out, plan_of, without
from tests.transfer.two_tenants import export

from userferry.transfer import Terms

CHILD = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.transfer.test_transferring import carry_out, plan_of
from tests.transfer.two_tenants import Scene
from types import SimpleNamespace
from userferry.runs.journal import Journal
from userferry.transfer import Terms, asking
from userferry.workspace import Workspace

source, target, folder, where, after = sys.argv[2:7]
left, append, asked = int(after), Journal.append, asking._asked

def counted(act):
    def counting(*given, **more):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), 9)
        return act(*given, **more)
    return counting

if where == "asking":
    asking._asked = counted(asked)
else:
    Journal.append = counted(append)
folder = Path(folder)
workspace = Workspace("moving", folder / "project", folder / "workspaces")
scene = Scene(SimpleNamespace(url=source), SimpleNamespace(url=target), workspace, folder)
carry_out(scene, plan_of(scene, folder / "hashes.ndjson", Terms(make=("roles", "organizations"), ask_each="everybody")))
"""
TERMS = Terms(make=("roles", "organizations"), ask_each="everybody")


@pytest.mark.parametrize(
    ("where", "after"), [("asking", 40), ("journal", 4), ("journal", 12), ("journal", 14), ("journal", 30)]
)
def test_killed_and_run_again(scene, where, after):
    scene.hash_file()
    root = str(Path(__file__).parents[2])
    asked = [sys.executable, "-c", CHILD, root, scene.source.url, scene.target.url, str(scene.folder), where]
    done = subprocess.run([*asked, str(after)], env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    if where == "asking":
        part = scene.workspace.root / "transfer" / "source" / "asked.ndjson.part"
        assert part.read_bytes().count(b"\n") == after
        part.write_bytes(part.read_bytes() + b'{"user_id": "auth0|torn')
    plan = plan_of(scene, scene.folder / "hashes.ndjson", TERMS)
    done, verified = carry_out(scene, plan)
    verified.require_clean()
    assert done.assigned.counts["assigned"] == plan.wanted.height
    after, before = (export(tenant, scene.folder / "users.ndjson") for tenant in (scene.target, scene.source))
    assert without(HISTORY, after) == without(HISTORY, before)
