"""What a person wants exported: which users, which columns, in which order and format; a decisions file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

from userferry.decisions import read_decisions, write_decisions
from userferry.display import table
from userferry.durable import write_whole
from userferry.errors import DecisionError
from userferry.exports.judging import NAMES, find_faults
from userferry.schema import ATTRIBUTES

DEFAULT_FIELDS: Mapping[str, str] = {
    "Id": "user_id",
    "Given Name": "given_name",
    "Family Name": "family_name",
    "Nickname": "nickname",
    "Name": "name",
    "Email": "email",
    "Email Verified": "email_verified",
    "Picture": "picture",
    "Connection": "identities[0].connection",
    "Created At": "created_at",
    "Updated At": "updated_at",
}
"""Label → path, as the User Import / Export Extension had them (`behaviour.md` §6)."""

FIELDS = (
    *(name for name, one in ATTRIBUTES.items() if not one.is_credential),
    *(
        "identities",
        "created_at",
        "updated_at",
        "last_login",
        "last_ip",
        "logins_count",
        "last_password_reset",
    ),
    *("multifactor", "multifactor_last_modified"),
)
"""All that a tenant exports of a user (`behaviour.md` §4): no hashes, no roles, no organizations."""

_HEADER = (
    "What 10-export writes; its page shows the same, and saves it here.",
    "columns: label: path (user_metadata.plan, identities[0].connection)",
    "         label: {expression: a JavaScript expression about `user`}",
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an export.

    Args:
        label: Its heading.
        path: Of a user, such as `user_metadata.plan`; empty where there is an expression.
        expression: JavaScript about a `user`; empty where there is a path.
    """

    label: str
    path: str = ""
    expression: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Columns:
    """What a person wants exported.

    Args:
        columns: In their order.
        where: `connection`, or `tenant` for the users of every connection.
        query: Lucene, as the tenant's search takes it; empty for everybody. A search gives 1,000 users at most.
        filter: A polars expression over paths, such as `pl.col("user_metadata.plan") == "pro"`; empty for everybody.
        sort: A label or a path, with `-` before it for downwards; empty for the tenant's order.
        format: A word of `FORMATS`.
        escape_formulas: Whether a text in a CSV that a spreadsheet would compute gets an apostrophe.
        flatten: Whether a column that holds objects becomes a column for each of their values.
        import_ready: Whether users are written as an import wants them, whatever the columns.
    """

    columns: tuple[Column, ...] = tuple(Column(label, path) for label, path in DEFAULT_FIELDS.items())
    where: str = "connection"
    query: str = ""
    filter: str = ""
    sort: str = ""
    format: str = "json"
    escape_formulas: bool = True
    flatten: bool = False
    import_ready: bool = False

    def __repr__(self) -> str:
        """Say how many columns there are, and as what."""
        order = f", sorted by {self.sort}" if self.sort else ""
        what = "import-ready users" if self.import_ready else f"{len(self.columns)} columns"
        return f"Columns({what} as {self.format}{order}{', filtered' if self.filter else ''})"

    def _repr_html_(self) -> str:
        rows = [(one.label, one.path or "JavaScript", one.expression or None) for one in self.columns]
        said = self.said()
        words = {name: "true" if said[name] is True else said[name] for name in NAMES[1:] if said[name]}
        note = ", ".join(f"{name}: {word}" for name, word in words.items())
        return table("What is exported", ["label", "path", "expression"], rows, note=note)

    @property
    def faults(self) -> list[str]:
        """List what cannot be followed, a sentence each; empty where all can."""
        twice = {label for label in self.labels if self.labels.count(label) > 1}
        doubled = [f"the label `{label}` stands twice; each column has its own" for label in sorted(twice)]
        return [*doubled, *find_faults(self.said())]

    def need_sound(self) -> "Columns":
        """Give them back where they can be followed.

        Raises:
            DecisionError: they cannot; says everything that is wrong.
        """
        if faults := self.faults:
            raise DecisionError("The columns", faults)
        return self

    @property
    def labels(self) -> tuple[str, ...]:
        """The headings."""
        return tuple(column.label for column in self.columns)

    def said(self) -> dict[str, Any]:
        """Say it as the file does."""
        columns = {
            one.label: {"expression": one.expression} if one.expression else one.path for one in self.columns
        }
        return {"columns": columns, **{name: getattr(self, name) for name in NAMES[1:]}}

    def write(self, path: File) -> None:
        """Write the file."""
        write_whole(path, write_decisions(self.said(), header=_HEADER))

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Columns":
        """Take what a file says, already found to be without fault."""
        columns = said.get("columns", DEFAULT_FIELDS)
        made = tuple(
            Column(label, expression=one["expression"]) if isinstance(one, Mapping) and "expression" in one
            else Column(label, one["path"] if isinstance(one, Mapping) else one)
            for label, one in columns.items()
        )  # fmt: skip
        return cls(made, **{name: said[name] for name in NAMES[1:] if name in said})

    @classmethod
    def read(cls, path: File) -> "Columns":
        """Read the file.

        Raises:
            DecisionError: it cannot be followed; says everything that is wrong with it.
        """
        said = read_decisions(path, what="what is exported", made_by="Press Save export in 10-export")
        if faults := find_faults(said):
            raise DecisionError(str(path), faults)
        return cls.of(said)


def read_columns(path: File) -> Columns:
    """Read what is exported, or take the default fields where there is no file yet.

    Raises:
        DecisionError: the file cannot be followed.
    """
    return Columns.read(path) if path.exists() else Columns()


def with_defaults(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Add the default fields whose label is not there yet."""
    labels = {column.label for column in columns}
    return (*columns, *(Column(label, path) for label, path in DEFAULT_FIELDS.items() if label not in labels))
