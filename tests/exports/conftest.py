"""Users as a tenant gave them."""

import json

import polars as pl
import pytest

from userferry.exports import Asked


@pytest.fixture
def asked():
    """Make what a tenant gave out of users."""

    def make(users):
        lines = pl.LazyFrame({"line": [json.dumps(user) for user in users]}, schema={"line": pl.String})
        return Asked("rehearsal", "db", "", "export", len(users), len(users), lines)

    return make
