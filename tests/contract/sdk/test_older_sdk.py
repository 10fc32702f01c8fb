"""The same suite through auth0-python 4, which cannot live in one environment with 6."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from tests.contract.sdk import speech

HERE = Path(__file__).parent
PACKAGES = ("auth0-python==4.13.*", "pytest>=9,<10")
INSTALL_SECONDS = 180
RUN_SECONDS = 240


@pytest.fixture(scope="module")
def older_python(request):
    """The interpreter of an environment with the older SDK, made once and kept in pytest's cache."""
    if speech.GENERATION < 5:
        pytest.skip("this is the older SDK's environment")
    folder = Path(request.config.cache.mkdir(f"sdk4-{sys.version_info.major}{sys.version_info.minor}"))
    python, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():
        venv.create(folder, with_pip=True, clear=True)
        command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            pytest.skip(f"pip could not bring auth0-python 4.13 within {INSTALL_SECONDS} s")
        if done.returncode:
            pytest.skip(f"pip could not bring auth0-python 4.13: {done.stderr.strip().splitlines()[-1:]}")
        ready.touch()
    return python


def test_the_older_sdk_sees_the_same_tenant(older_python):
    command = [
        older_python, "-m", "pytest", "-q", "-rs", "-c", os.devnull, "--rootdir", str(HERE),
        "--confcutdir", str(HERE), "-p", "no:cacheprovider", "--import-mode=importlib", str(HERE / "test_contract.py"),
    ]  # fmt: skip
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST_"))
    }
    environment |= {"USERFERRY_TENANT_PYTHON": sys.executable, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=RUN_SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
