"""Each gotcha of automatic migration is seen happening, and its cure helps."""

import shutil

import pytest

from userferry.errors import WorkspaceError
from userferry.lazy import NotRun
from userferry.lazy.gotchas import CASES, Gotchas, show_gotchas

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")
SEEN = {
    "two scripts, two profiles": ("app_metadata: none", "'plan': 'gold'"),
    "a random user_id": ("400: The user already exists", "logs in"),
    "one user_id in two connections": ("deletes the first's", "deletes the second's"),
    "a store that is down looks like a wrong password": (
        "403: Wrong email or password.",
        "500: The legacy store",
    ),
    "a script above 100 KB": ("500: The login script is larger than 100 KB.", "nothing is deployed"),
    "a second factor that is lost without a word": ("no second factor", "a second factor"),
    "an old address that nobody can take": (
        "400: The specified new email already exists",
        "can be taken again",
    ),
    "deleted users come back": ("is back", "403: Wrong email or password."),
    "a second account for one person": ("its owner is refused", "the sign-up is refused"),
    "two users of one address": ("the second is refused", "the second logs in"),
    "metadata lost on the way": ("app_metadata: none", "'plan': 'gold'"),
    "a password policy above the legacy store's": ("400: Password is too weak", "logs in"),
    "import mode switched on late": ("400: The user already exists", "logs in"),
    "DUPLICATED_USER for people who are not there": ("DUPLICATED_USER", "is inserted"),
    "a database that has users already": ("it holds users already", "stand behind the connection"),
    "a PATCH that forgets the scripts": ("500: The connection has no login script.", "logs in"),
    "Import Users switched off at the end": ("403: Wrong email or password.", "logs in"),
}


@pytest.fixture(scope="module")
def shown():
    return show_gotchas()


@needs_node
@pytest.mark.parametrize("name", [case.name for case in CASES])
def test_the_mistake_is_seen_and_the_cure_helps(shown, name):
    gotcha = next(each for each in shown.gotchas if each.name == name)
    wrong, right = SEEN[name]
    assert wrong in gotcha.seen
    assert right in gotcha.seen_cured
    assert gotcha.is_shown


@needs_node
def test_it_is_told_and_kept(shown, tmp_path):
    assert repr(shown) == f"Gotchas({len(CASES)} of {len(CASES)} seen happening, and avoided)"
    assert "the deleted user logs in, and is back" in shown._repr_html_()
    assert Gotchas.read(shown.write(tmp_path / "gotchas")) == shown
    with pytest.raises(WorkspaceError, match="show them first"):
        Gotchas.read(tmp_path / "nowhere")


def test_without_node_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    told = show_gotchas()
    assert repr(told) == "NotRun(the gotchas)"
    assert "Install Node" in told.why
    assert NotRun.read(told.write(tmp_path)) == told
