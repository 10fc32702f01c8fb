"""How many users have which attribute after the mapping?"""

from dataclasses import dataclass

import polars as pl

from userferry.display import headline, table
from userferry.frames import ROW, Frame, numbered


@dataclass(frozen=True, slots=True, repr=False)
class Coverage:
    """How full the attributes are.

    Args:
        rows: Users.
        attributes: Attribute → users who have it, in Auth0's order; `roles` and `organizations` after them.
    """

    rows: int
    attributes: dict[str, int]

    def __repr__(self) -> str:
        """Say how many attributes there are."""
        return f"Coverage({len(self.attributes)} attributes of {self.rows:,} users)"

    def _repr_html_(self) -> str:
        return table(headline(self), ["attribute", "users who have it"], self.attributes.items())


def count_attributes(users: Frame, assignments: Frame | None = None) -> Coverage:
    """Count, in one pass, how many users have each attribute.

    Args:
        users: `__row` Int64 and a column for each attribute.
        assignments: Of `read_assignments`, where roles and organizations are to be counted too; None where not.
    """
    users = numbered(users)
    counted = users.select(pl.len().alias("__row"), pl.exclude("__row").count()).collect(engine="streaming")
    rows, *filled = counted.row(0)
    attributes = dict(zip(counted.columns[1:], filled, strict=True))
    return Coverage(rows, attributes | (_assigned(assignments) if assignments is not None else {}))


def _assigned(assignments: Frame) -> dict[str, int]:
    """Count the users of the dump who are to have a role, and those who are to belong to an organization."""
    known = assignments.lazy().filter(pl.col(ROW).is_not_null())
    columns = {"roles": "role", "organizations": "organization"}
    counted = known.select(
        pl.col(ROW).filter(pl.col(column).is_not_null()).n_unique().alias(name)
        for name, column in columns.items()
    )
    return {
        name: rows for name, rows in counted.collect(engine="streaming").row(0, named=True).items() if rows
    }
