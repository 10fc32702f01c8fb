"""How many users have which attribute after the mapping?"""

from dataclasses import dataclass

import polars as pl

from userferry.display import headline, table
from userferry.frames import Frame, numbered


@dataclass(frozen=True, slots=True, repr=False)
class Coverage:
    """How full the attributes are.

    Args:
        rows: Users.
        attributes: Attribute → users who have it, in Auth0's order.
    """

    rows: int
    attributes: dict[str, int]

    def __repr__(self) -> str:
        """Say how many attributes there are."""
        return f"Coverage({len(self.attributes)} attributes of {self.rows:,} users)"

    def _repr_html_(self) -> str:
        return table(headline(self), ["attribute", "users who have it"], self.attributes.items())


def count_attributes(users: Frame) -> Coverage:
    """Count, in one pass, how many users have each attribute.

    Args:
        users: `__row` Int64 and a column for each attribute.
    """
    users = numbered(users)
    counted = users.select(pl.len().alias("__row"), pl.exclude("__row").count()).collect(engine="streaming")
    rows, *filled = counted.row(0)
    return Coverage(rows, dict(zip(counted.columns[1:], filled, strict=True)))
