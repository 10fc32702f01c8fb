"""The balance as a page: what is assigned after the import stands under the sheet."""

from types import SimpleNamespace

import polars as pl

from userferry.proof import LoginProof
from userferry.reconcile import Reconciliation
from userferry.reports import write_balance_page
from userferry.runs import Balance, Entry

INSERTED = (Entry("inserted", 3),)


def page(folder, balance):
    differences = pl.DataFrame(schema={"__row": pl.Int64, "field": pl.String, "kind": pl.String})
    logins = pl.DataFrame(
        schema={"format": pl.String, "promise": pl.String, "right": pl.String, "is_kept": pl.Boolean}
    )
    resets = pl.DataFrame(schema={"format": pl.String, "why": pl.String})
    path = write_balance_page(
        folder / "balance.html",
        "a site",
        balance=balance,
        reconciliation=Reconciliation(differences, 3, ("email",), 0),
        logins=LoginProof(logins),
        forecast=SimpleNamespace(resets=resets),
    )
    return path.read_text(encoding="utf-8")


def test_assignments_stand_on_the_page_with_their_sum(tmp_path):
    given = (Entry("assigned", 5), Entry("failed", 2, (("role not there", 2),)), Entry("not sent", 0))
    shown = page(tmp_path, Balance(3, INSERTED, given))
    assert "Roles and memberships" in shown
    assert "7 assignments were wanted after the import: 5 assigned, 2 failed." in shown
    assert "role not there" in shown


def test_a_page_without_assignments_says_nothing_of_them(tmp_path):
    assert "Roles and memberships" not in page(tmp_path, Balance(3, INSERTED))
