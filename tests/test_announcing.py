"""Before anything is sent it is said what will be done, to whom, and how long it takes."""

import polars as pl
import pytest

from userferry.chunks import Chunks
from userferry.errors import DecisionError
from userferry.forecast import Forecast
from userferry.targets import Announcement, announce, open_target

CONNECTION = "legacy-users"
PLACES = ["inserted"] * 5 + ["updated"] * 3 + ["failed"] * 2 + [None] * 4


@pytest.fixture
def checked(tmp_path):
    """Fourteen rows, ten of which would be sent in two files, and what was checked for whom."""

    def check(target, *, upsert=True):
        sent = [place is not None for place in PLACES]
        standing = pl.DataFrame(
            {
                "__row": list(range(len(PLACES))),
                "place": ["sent" if one else "refused" for one in sent],
                "outcome": PLACES,
                "is_doubtful": [False] * len(PLACES),
            }
        )
        made_from = {
            "target": target,
            "connection": CONNECTION,
            "upsert": str(upsert).lower(),
            "users": "not read",
        }
        files = pl.DataFrame({"chunk": [1, 2], "file": ["00001.json", "00002.json"], "rows": [6, 4]})
        return Forecast(standing, made_from), Chunks(tmp_path, files, pl.DataFrame())

    return check


def test_it_says_who_goes_where_and_what_is_foreseen(checked):
    plan = announce(
        *checked("acme.eu.auth0.com"),
        target="acme.eu.auth0.com",
        connection=CONNECTION,
        upsert=True,
        tier="free",
    )
    assert (plan.users, plan.files) == (10, 2)
    assert plan.foreseen == {"inserted": 5, "updated": 3, "failed": 2}
    assert repr(plan) == (
        "Announcement(10 users go in 2 import files to connection legacy-users of acme.eu.auth0.com, about 1 to 2 seconds "
        "at free pace)"
    )
    shown = plan._repr_html_()
    assert "updated, their metadata replaced" in shown
    assert "5 inserted, 3 updated, 2 failed" in shown
    assert "Nothing is sent before <code>confirm</code> is <code>acme.eu.auth0.com</code>." in shown
    assert "The users of the target were not read" in shown


@pytest.mark.parametrize("confirm", ["", "acme.us.auth0.com"])
def test_a_real_tenant_must_be_confirmed_once_it_is_said_what_will_be_done(checked, confirm):
    where = {"target": "acme.eu.auth0.com", "connection": CONNECTION}
    plan = announce(*checked("acme.eu.auth0.com"), **where, upsert=True, tier="free")
    with pytest.raises(
        DecisionError, match=r"10 users go in 2 .* of acme.eu.auth0.com, .* it must be `acme.eu.auth0.com`"
    ):
        plan.require_confirmed(confirm)
    plan.require_confirmed("acme.eu.auth0.com")


@pytest.mark.parametrize("target", ["rehearsal", "http://127.0.0.1:4010"])
def test_nobody_confirms_what_stays_on_this_machine(checked, target):
    plan = announce(
        *checked(target, upsert=False), target=target, connection=CONNECTION, upsert=False, tier="production"
    )
    plan.require_confirmed("")
    assert "confirm" not in plan._repr_html_()
    assert "left as they are, and the row fails" in plan._repr_html_()


def test_what_was_not_checked_is_not_announced(checked):
    with pytest.raises(DecisionError, match="what was checked is for `rehearsal`"):
        announce(
            *checked("rehearsal"), target="acme.eu.auth0.com", connection=CONNECTION, upsert=True, tier="free"
        )
    with pytest.raises(DecisionError, match="free, production, enterprise"):
        announce(
            *checked("rehearsal"), target="rehearsal", connection=CONNECTION, upsert=True, tier="platinum"
        )


def test_another_plan_is_refused_before_a_tenant_is_reached(workspace):
    with pytest.raises(DecisionError, match="free, production, enterprise"):
        open_target("rehearsal", workspace, connection=CONNECTION, tier="platinum")
    assert not (workspace.root / "tenant").exists()


def test_it_is_read_as_it_was_written(checked, tmp_path):
    plan = announce(
        *checked("rehearsal"), target="rehearsal", connection=CONNECTION, upsert=True, tier="enterprise"
    )
    plan.write(tmp_path)
    assert Announcement.read(tmp_path) == plan
