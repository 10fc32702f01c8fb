"""A page whose cell does not heed Ctrl-C is ended all the same, and its kernel with it."""

import os
import signal
import subprocess
import sys
import time

import nbformat
import pytest

pytestmark = [pytest.mark.chain, pytest.mark.timeout(120)]

EXECUTE = """
import sys
from pathlib import Path
from userferry.chain.executing import execute
folder = Path(sys.argv[1])
execute(folder / "notebooks/deaf.ipynb", folder / "page.ipynb", {}, home=folder, patience_seconds=1.0)
"""
CELL = """
import os, signal, threading
from pathlib import Path
signal.signal(signal.SIGINT, signal.SIG_IGN)
Path("pid.part").write_text(str(os.getpid()))
Path("pid.part").rename("pid")
threading.Event().wait()
"""


def test_a_cell_that_does_not_heed_it_is_ended(tmp_path):
    (tmp_path / "notebooks").mkdir()
    cells = [
        nbformat.v4.new_code_cell("name: str = ''  # a parameter", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(CELL),
    ]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    page = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(page, tmp_path / "notebooks" / "deaf.ipynb")
    process = subprocess.Popen(
        [sys.executable, "-c", EXECUTE, str(tmp_path)], stderr=subprocess.PIPE, text=True
    )
    while not (mark := tmp_path / "notebooks" / "pid").exists():
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.01)  # another process: there is no clock of ours to move
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert "KeyboardInterrupt" in said
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)
