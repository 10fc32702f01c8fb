"""A sender killed with SIGKILL, over and over, ends as if nothing had happened."""

import os
import random
import signal
import subprocess
import sys
import time

from tests.runs.runs_scene import FAST, balance_of, people, user

from userferry.runs import Run

SENDER = """
import sys
from pathlib import Path
from userferry.api import Session
from userferry.runs import Pace, Run
url, client_id, audience, folder = sys.argv[1:]
session = Session(url, client_id=client_id, client_secret=sys.stdin.read(), audience=audience)
print("ready", flush=True)
Run.read(Path(folder)).send(session, pace=Pace(min_poll_seconds=0.02, grace_seconds=0.1, max_requests_per_second=100))
"""


def test_kill_9_in_the_middle_loses_nobody_and_sends_nobody_twice(begin, session, tenant, tmp_path):
    tenant._state().job_seconds = 0.1
    chunks = [[user(chunk * 10 + place) for place in range(10)] for chunk in range(12)]
    run = begin(chunks)
    chance = random.Random(7)
    killed = 0
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", SENDER, tenant.url, tenant.client_id, tenant.audience, str(run.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(tenant.client_secret.encode())
        process.stdin.close()
        process.stdout.readline()
        time.sleep(chance.uniform(0.1, 0.6))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        process.stdout.close()
    assert killed >= 3
    outcome = Run.read(run.folder).send(session, **FAST)
    balance = balance_of(outcome, 120)
    assert balance.rows("inserted") == 120
    assert len(people(session, tenant.connection_id, tmp_path)) == 120
