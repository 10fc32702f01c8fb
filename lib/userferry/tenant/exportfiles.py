"""The lines of an export file: NDJSON, and CSV with Auth0's apostrophes (`behaviour.md §4`)."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import orjson

STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
TIMES = ("created_at", "updated_at", "last_login", "last_password_reset", "multifactor_last_modified")
MISSING = object()


def take(profile: Any, path: str) -> Any:
    """Follow a path such as `user_metadata.consent.date` or `identities[0].connection` (documented)."""
    if isinstance(profile, dict) and path in profile:
        return profile[path]
    value = profile
    for name, index in STEP.findall(path):
        if name and isinstance(value, dict) and name in value:
            value = value[name]
        elif index and isinstance(value, list) and int(index) < len(value):
            value = value[int(index)]
        else:
            return MISSING
    return value


def json_lines(fields: Sequence[tuple[str, str]]) -> Callable[[dict[str, Any]], bytes]:
    """Make the function that writes one user; what a user does not have is left out (inferred)."""
    if all(
        path.isidentifier() for path, _ in fields
    ):  # no path leads into a profile: its own keys are enough
        return lambda profile: orjson.dumps(
            {title: profile[path] for path, title in fields if path in profile},
            option=orjson.OPT_APPEND_NEWLINE,
        )

    def json_line(profile: dict[str, Any]) -> bytes:
        pairs = ((title, take(profile, path)) for path, title in fields)
        present = {title: value for title, value in pairs if value is not MISSING}
        return orjson.dumps(present, option=orjson.OPT_APPEND_NEWLINE)

    return json_line


def csv_line(profile: dict[str, Any] | Sequence[str], fields: Sequence[tuple[str, str]] = ()) -> bytes:
    """Write one user, or the header where only titles are given."""
    if isinstance(profile, dict):
        cells = [csv_cell(take(profile, path), path) for path, _ in fields]
    else:
        cells = [quoted(title) for title in profile]
    return ",".join(cells).encode() + b"\n"


def csv_cell(value: Any, path: str) -> str:
    """Write one cell: strings carry an apostrophe in front, Auth0's own times do not (documented)."""
    if value is MISSING or value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        own_time = path in TIMES and TIME.match(value)
        return quoted(value if own_time else "'" + value)
    return quoted(orjson.dumps(value).decode())


def quoted(text: str) -> str:
    """Wrap in double quotes, doubling those inside (documented)."""
    return '"' + text.replace('"', '""') + '"'
