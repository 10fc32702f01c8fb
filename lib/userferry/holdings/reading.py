"""Read what a tenant says: an export's users, and which hashes our own runs brought them."""

import json
from pathlib import Path

import polars as pl

from userferry.forecast.standing import digests_of
from userferry.jsonvalues import member
from userferry.runs import Manifest, Outcome
from userferry.schema import ATTRIBUTES
from userferry.targets import Target
from userferry.workspace import Workspace

_DTYPES: dict[str, pl.DataType] = {"boolean": pl.Boolean(), "string": pl.String()}
_ASKED = {name: attribute.kind for name, attribute in ATTRIBUTES.items() if not attribute.is_credential}
_PLAIN = {name: _DTYPES[kind] for name, kind in _ASKED.items() if kind in _DTYPES}
_PLAIN["logins_count"] = pl.Int64()
_OBJECTS = [name for name, kind in _ASKED.items() if kind == "object"]
_SOURCE = ("dump", "mapping", "resolutions")
"""By whose digests a run's rows are those of what was checked, whichever wave of them it sent."""

_BROUGHT = {"user_id": pl.String, "credential": pl.String}


def read_export(exported: Path) -> pl.LazyFrame:
    """Read an export's lines (NDJSON, unpacked) as `Holdings.users`, lazily and streaming."""
    return read_users(pl.scan_lines(exported, name="line"))


def read_users(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Read users as `Holdings.users`.

    Args:
        lines: `line` String, a user as JSON in each; an empty one is nobody. Further columns are passed on.
    """
    line = pl.col("line")
    plain = line.str.json_decode(pl.Struct(_PLAIN)).alias("plain")
    # polars' own reader would not escape a quote in a key when it gives an object as text
    objects = [member(line, name).alias(name) for name in _OBJECTS]
    others = pl.all().exclude("line")
    return lines.filter(line != "").select(others, plain, *objects).unnest("plain")


def find_brought(workspace: Workspace, reached: Target) -> pl.LazyFrame:
    """Find whom a run of what was checked last gave a custom hash; an export does not say who holds one.

    Returns:
        `user_id` (with its prefix), `credential`: `custom`.
    """
    checked, found = workspace.root / "checked", [pl.LazyFrame(schema=_BROUGHT)]
    if not (checked / "made_from.json").exists():
        return found[0]
    standing = pl.scan_parquet(checked / "standing.parquet")
    if "has_custom_hash" not in standing.collect_schema():  # it was checked by an earlier version
        return found[0]
    digests = digests_of(json.loads((checked / "made_from.json").read_text(encoding="utf-8")))
    with_hash = standing.filter("has_custom_hash").select("__row")
    for path in sorted(workspace.root.glob("runs/*/outcome.json")):
        manifest, outcome = Manifest.read(path.parent), Outcome.read(path.parent)
        there = (manifest.target, manifest.connection_id)
        is_same = all(manifest.digests.get(name) == digests.get(name) for name in _SOURCE)
        if there == (reached.session.domain, reached.connection.id) and is_same and not outcome.is_undone:
            taken = outcome.rows.filter(pl.col("outcome").is_in(["inserted", "updated"]))
            ids = taken.join(with_hash, on="__row", how="semi").select(
                pl.col("auth0_user_id").alias("user_id")
            )
            found.append(ids.with_columns(credential=pl.lit("custom")))
    return pl.concat(found).unique("user_id")
