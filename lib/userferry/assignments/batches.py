"""Errands as large as an endpoint takes, and their halves where one user among many spoils a whole call."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from userferry.api import (
    MAX_MEMBERS,
    MAX_ROLE_USERS,
    Session,
    add_members,
    assign_member_roles,
    assign_role,
)
from userferry.errands import Errand, Errands
from userferry.errands.listing import LIST

ROLE = "role"
MEMBERSHIP = "membership"
WITHIN = "role within"
_LIST_SCHEMA: dict[str, type[pl.DataType] | pl.DataType] = {
    "key": pl.String,
    "kind": pl.String,
    "facts": pl.Struct(
        {"organization_id": pl.String, "role_ids": pl.List(pl.String), "user_ids": pl.List(pl.String)}
    ),
}
_OF_ALL = ("inexistent_role",)
"""What the tenant says of the call as a whole, so that its halves would be told the same."""


def batch_roles(planned: pl.DataFrame) -> Iterator[Errand]:
    """Give each role of the tenant to many users at once."""
    mine = planned.filter(pl.col("organization").is_null())
    for role_id, number, users in _batches(mine, "role_id", MAX_ROLE_USERS):
        yield _errand(f"{role_id}/{number}", ROLE, None, [role_id], users)


def batch_members(planned: pl.DataFrame) -> Iterator[Errand]:
    """Take many users at once into each organization."""
    mine = planned.filter(pl.col("organization").is_not_null() & pl.col("role").is_null())
    for organization_id, number, users in _batches(mine, "organization_id", MAX_MEMBERS):
        yield _errand(f"{organization_id}/{number}", MEMBERSHIP, organization_id, [], users)


def batch_member_roles(planned: pl.DataFrame) -> Iterator[Errand]:
    """Give each member all the roles that they are to have within an organization."""
    mine = planned.filter(pl.col("organization").is_not_null() & pl.col("role").is_not_null())
    grouped = mine.group_by("organization_id", "auth0_user_id", maintain_order=True)
    for organization_id, user, roles in grouped.agg(
        pl.col("role_id").unique(maintain_order=True)
    ).iter_rows():
        yield _errand(f"{organization_id}/{user}", WITHIN, organization_id, roles, [user])


def _batches(mine: pl.DataFrame, by: str, most: int) -> Iterator[tuple[str, int, list[str]]]:
    once = mine.select(by, "auth0_user_id").unique(maintain_order=True)
    numbered = once.with_columns(number=pl.int_range(pl.len()).over(by) // most)
    yield from numbered.group_by(by, "number", maintain_order=True).agg("auth0_user_id").iter_rows()


def _errand(
    key: str, kind: str, organization_id: str | None, role_ids: list[str], user_ids: list[str]
) -> Errand:
    return Errand(key, kind, {"organization_id": organization_id, "role_ids": role_ids, "user_ids": user_ids})


def carry(session: Session, errand: Errand) -> str:
    """Make an errand's one call."""
    organization_id, roles, users = (
        errand.facts[name] for name in ("organization_id", "role_ids", "user_ids")
    )
    if errand.kind == ROLE:
        assign_role(session, roles[0], users)
    elif errand.kind == MEMBERSHIP:
        add_members(session, organization_id, users)
    else:
        assign_member_roles(session, organization_id, users[0], roles)
    return "assigned"


def halve(folder: Path, done: Errands) -> Iterator[Errand]:
    """Cut each refused call in two, so that whoever is at fault will stand alone.

    Args:
        folder: Of the errands.
        done: What came of them.
    """
    spoilt = _with_facts(folder, done).filter(_is_cut())
    for key, kind, facts in spoilt.select("key", "kind", "facts").iter_rows():
        name = "role_ids" if kind == WITHIN else "user_ids"
        middle = len(facts[name]) // 2
        for number, half in enumerate((facts[name][:middle], facts[name][middle:]), 1):
            yield Errand(f"{key}.{number}", kind, {**facts, name: half})


def results(folder: Path, done: Errands) -> pl.DataFrame:
    """Give what came of each assignment: `organization_id, role_id, auth0_user_id, outcome, code, message`.

    Those whose call is asked again in halves are left out.
    """
    told = _with_facts(folder, done).filter(~_is_cut()).unnest("facts")
    apart = told.explode("role_ids", empty_as_null=True).explode("user_ids")
    renamed = apart.rename({"role_ids": "role_id", "user_ids": "auth0_user_id"})
    return renamed.select("organization_id", "role_id", "auth0_user_id", "outcome", "code", "message")


def _with_facts(folder: Path, done: Errands) -> pl.DataFrame:
    listed = pl.read_ndjson(folder / LIST, schema=_LIST_SCHEMA)
    return listed.join(done.rows.drop("kind"), on="key", how="left", maintain_order="left")


def _is_cut() -> pl.Expr:
    many = pl.col("facts").struct.field("user_ids").list.len() > 1
    several = pl.col("facts").struct.field("role_ids").list.len() > 1
    return (pl.col("outcome") == "failed") & (many | several) & ~pl.col("code").is_in(_OF_ALL)
