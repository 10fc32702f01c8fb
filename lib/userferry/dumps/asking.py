"""What a running database is asked for: a person's own query, or the table that holds the users, in its key's order."""

from collections.abc import Callable
from dataclasses import dataclass

from userferry.dumps.address import Address
from userferry.dumps.source import Options
from userferry.dumps.tables import choose_table

Ask = Callable[..., list[tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """How one kind of server tells of its tables.

    Args:
        tables: The query for each table's name and one of its columns, in order.
        key: The query for the columns of a table's primary key, in order; its one parameter is the name.
        place: A table's name as it is written in a query.
        quoted: A column's name as it is written in a query.
    """

    tables: str
    key: str
    place: Callable[[str], str]
    quoted: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is read.

    Args:
        what: In words: "query", or "table" and its name.
        rows: What stands behind FROM; it is called `asked` there.
        order: ORDER BY, with a blank before it; empty where there is no key.
        evidence: Why it is this one.
    """

    what: str
    rows: str
    order: str
    evidence: tuple[tuple[str, str], ...]


def choose_rows(address: Address, options: Options, catalogue: Catalogue, ask: Ask) -> Asked:
    """Choose what is read; `ask` sends a query with its parameters and gives the rows.

    Raises:
        DumpError: As `choose_table`.
    """
    if options.query is not None:
        query = options.query.strip().rstrip(";")
        return Asked("query", f"({query}\n) AS asked", "", (("query", "as was asked"),))
    tables: dict[str, list[str]] = {}
    for name, column in ask(catalogue.tables):
        tables.setdefault(name, []).append(column)
    chosen, evidence = choose_table(tables, options.table, source=address.name)
    order = ""
    if key := [column for (column,) in ask(catalogue.key, chosen)]:
        # without `asked.` the name would be that of the text that is selected
        order = f" ORDER BY {', '.join(f'asked.{catalogue.quoted(column)}' for column in key)}"
        evidence += (("order", f"by the primary key, {', '.join(key)}"),)
    return Asked(f"table {chosen}", f"{catalogue.place(chosen)} AS asked", order, evidence)
