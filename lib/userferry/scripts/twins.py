"""What a bulk import would make of each row: the measure of a script's profile."""

from collections.abc import Iterable

import polars as pl

from userferry.chunks import json_line
from userferry.frames import Frame
from userferry.mapping import HashRule, Mapping, apply_mapping
from userferry.scripts.profile import HASHES
from userferry.scripts.written import LeftOut


def bulk_twins(frame: Frame, mapping: Mapping, left_out: Iterable[LeftOut] = ()) -> pl.LazyFrame:
    """Write each row's user as an import file holds it, without its password.

    Args:
        frame: The dump.
        mapping: As it was decided.
        left_out: What the scripts do not do; attributes among it are left out here too.

    Returns:
        `__row` Int64 and `profile` String, an object as JSON.

    Raises:
        DecisionError: The mapping cannot be followed, or the dump's columns are not those it was made for.
    """
    without = {one.what for one in left_out} | HASHES
    for rule in mapping.rules:
        if rule.target in HASHES or (rule.target in without and "." in rule.target):
            mapping = mapping.change(rule.column, target=None, hash=HashRule())
    users = apply_mapping(frame, mapping)
    kept = users.drop([name for name in users.collect_schema() if name in without])
    schema = kept.collect_schema()
    if schema.names() == ["__row"]:
        return kept.with_columns(profile=pl.lit("{}"))
    return kept.select("__row", json_line(schema).alias("profile"))
