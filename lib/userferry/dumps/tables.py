"""Which of several tables holds the users? Named by a person, else the one whose columns look most like it."""

import re
from collections.abc import Mapping, Sequence

from userferry.errors import DumpError

_SIGNS = (
    (re.compile(r"passw|pwd|^pass$|hash|digest|crypt"), 3),
    (re.compile(r"e_?mail"), 3),
    (re.compile(r"user_?name|^login$|user_?login|screen_?name|phone"), 2),
    (re.compile(r"(first|last|given|family|display|full|nick)_?name|verified|last_?login"), 1),
)
_NAMES = re.compile(
    r"(^|[._])(app|auth|fe|be|wp|api)?_?(user|account|member|customer|people|person|login)s?($|[._])"
)


def choose_table(
    tables: Mapping[str, Sequence[str]], asked: str | None, *, source: str
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Choose the table that is read.

    Args:
        tables: Each table's name, with its schema where it has one (`public.users`), and its columns.
        asked: What a person named, with or without the schema; None leaves it to the columns' names.
        source: What to call the source in a message.

    Returns:
        The table's name as in `tables`, and as evidence by what sign it was taken and which others there are.

    Raises:
        DumpError: There is no table; the one that was asked for is not there or stands in several schemas; or none
            looks like users.
    """
    if not tables:
        raise DumpError(
            f"{source} holds no table. Nothing was written. Ask for a dump with the users' records in it."
        )
    if asked is not None:
        return _find_asked(tables, asked, source), (("table", f"{asked}, as was asked"),)
    marks = {name: _likeness(name, columns) for name, columns in tables.items()}
    best = max(marks, key=lambda name: marks[name][0])
    if not marks[best][0] and len(tables) > 1:
        raise DumpError(
            f"No table of {source} looks like users: {_listed(list(tables))}. Nothing was written. "
            f"Say which one it is, such as table={best!r}."
        )
    others = [name for name in tables if name != best]
    sign = f"its columns {', '.join(marks[best][1])}" if marks[best][1] else "its name"
    evidence = [("table", f"{best}: {sign}" if others else f"{best}, the only one")]
    evidence += [("other tables", _listed(others))] if others else []
    return best, tuple(evidence)


def _find_asked(tables: Mapping[str, Sequence[str]], asked: str, source: str) -> str:
    if asked in tables:
        return asked
    found = [name for name in tables if name.rpartition(".")[2] == asked]
    if len(found) == 1:
        return found[0]
    if found:
        raise DumpError(
            f"{source} holds {asked} in {len(found)} schemas: {_listed(found)}. Nothing was written. "
            "Name it with its schema."
        )
    raise DumpError(
        f"{source} has no table {asked}. Nothing was written. Give table= one of these: {_listed(list(tables))}."
    )


def _likeness(name: str, columns: Sequence[str]) -> tuple[int, list[str]]:
    """Weigh a table: one mark for each kind of sign, however many columns show it."""
    weight, signs = 2 if _NAMES.search(name.lower()) else 0, []
    for pattern, value in _SIGNS:
        snake = [(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column).lower(), column) for column in columns]
        if found := [column for lowered, column in snake if pattern.search(lowered)]:
            weight += value
            signs.append(found[0])
    return weight, signs


def _listed(names: Sequence[str], most: int = 20) -> str:
    """List names, the number of those left out at the end."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def refuse_bad_columns(columns: Sequence[str], *, source: str) -> None:
    """Refuse what no frame can hold.

    Raises:
        DumpError: A column has no name, has the name of another, or is called `__row`.
    """
    doubled = sorted({name for name in columns if columns.count(name) > 1})
    if doubled or "" in columns or "__row" in columns:
        reason = f"names {', '.join(doubled)} more than once" if doubled else "leaves a column without a name"
        if "__row" in columns:
            reason = "has a column `__row`, a name kept for the record's number"
        raise DumpError(
            f"{source} {reason}. Nothing was written. Ask with query= and give each column its own name (`AS`)."
        )
