"""The selected cluster: what becomes of it and of each of its rows, and what is chosen by hand."""

from typing import Any

import polars as pl

from userferry.conflicts import Conflicts, Resolutions
from userferry.conflicts.keys import PERSON
from userferry.frames import ROW
from userferry.widgets.conflicts import listing
from userferry.widgets.conflicts.comparing import MOST_ROWS, compare, members_of
from userferry.widgets.conflicts.deciding import decision_on
from userferry.widgets.conflicts.members import Members
from userferry.widgets.conflicts.recount import Counted


def describe(
    members: Members, conflicts: Conflicts, counted: Counted, cluster: str, start: int, *, is_open: bool
) -> dict[str, Any]:
    """Show a cluster's rows side by side, from the `start`th on."""
    rows = members_of(conflicts.clusters, cluster)
    few = rows.slice(start, MOST_ROWS)
    shown = few.join(members.frame, on=ROW, how="left", maintain_order="left")
    rule = counted.resolutions.rules.get(cluster.partition(":")[0])
    lines, more = compare(shown, members.paths, by=rule.by if rule else "", is_open=is_open)
    fate: dict[str, Any] = {}
    if counted.fates:
        fate = counted.fates.clusters.row(by_predicate=pl.col("cluster") == cluster, named=True)
    outcomes = _outcomes(counted, few[ROW].to_list())
    return {
        "cluster": cluster,
        "kind": cluster.partition(":")[0],
        "fate": listing.fate_said(fate, counted.resolutions) if fate else "",
        "sign": listing.sign(fate) if fate else "open",
        "rows": [
            {"row": row, "evidence": evidence, **outcomes[row]}
            for row, evidence in few.select(ROW, "evidence").iter_rows()
        ],
        "lines": lines,
        "more_lines": more,
        "from": start,
        "of": rows.height,
        "page": MOST_ROWS,
        "is_open": is_open,
    }


def choice(resolutions: Resolutions, cluster: str, reason: str) -> dict[str, Any]:
    """Show what somebody chose for a cluster; `reason` is one that waits for a choice."""
    kind = cluster.partition(":")[0]
    made, rule = decision_on(resolutions, cluster), resolutions.rules.get(kind)
    return {
        "keep": "" if made is None else str(made.keep),
        "reason": reason if made is None else made.reason,
        "rule": f"follow the rule: {rule}" if rule else "decide nothing: no rule covers it",
        "can_both": kind == PERSON,
    }


def sum_said(counted: Counted, conflicts: Conflicts) -> str:
    """Say what comes of every row in a cluster: each is counted once, whatever clusters it is in."""
    if counted.fates is None:
        return ""
    rows, gone = conflicts.clusters[ROW].n_unique(), counted.held.height
    away = int(counted.held["is_merged"].sum())
    still = int(counted.fates.kinds["open"].sum())
    clusters = counted.fates.clusters.height
    said = [f"{rows - gone:,} kept", f"{gone - away:,} held back"]
    said += [f"{away:,} merged away"] if away else []
    said += [f"{counted.renamed.height:,} renamed"] if counted.renamed.height else []
    opened = f"{still:,} clusters open" if still else "none open"
    return f"{clusters:,} clusters of {rows:,} rows: {', '.join(said)}; {opened}"


def _outcomes(counted: Counted, rows: list[int]) -> dict[int, dict[str, str]]:
    found = {row: {"outcome": "stays", "mark": "stays"} for row in rows}
    if counted.renamed.height:
        for row in counted.renamed.filter(pl.col(ROW).is_in(rows))[ROW]:
            found[row] = {"outcome": "stays, renamed", "mark": "stays"}
    gone = counted.held.filter(pl.col(ROW).is_in(rows)) if counted.held.height else counted.held
    for one in gone.to_dicts():
        if one["into"] is None:
            said = "held back"
        else:
            said = f"{'is merged into' if one['is_merged'] else 'gives way to'} row {one['into']}"
        elsewhere = f" ({one['cluster']})"
        found[one[ROW]] = {"outcome": said, "in": elsewhere, "mark": "gone"}
    return found
