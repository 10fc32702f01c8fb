"""Where the users live now, as the scripts reach them."""

from dataclasses import dataclass
from typing import Literal, get_args

from userferry.errors import DecisionError

StoreKind = Literal["postgresql", "mysql", "sqlserver", "mongodb", "webservice"]
KINDS: tuple[StoreKind, ...] = get_args(StoreKind)


@dataclass(frozen=True, slots=True)
class Store:
    """The legacy store.

    Args:
        kind: What answers.
        table: The table (`schema.table`), the collection, or the path of a web service such as `/users`.
        columns: The dump's columns, which the store has too, in the dump's order.
        key: The column that no two users share.
        email: The column of addresses.
        logins: The columns that hold what people type to log in, `email` among them; asked in this order.
    """

    kind: StoreKind
    table: str
    columns: tuple[str, ...]
    key: str
    email: str
    logins: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse what cannot be followed.

        Raises:
            DecisionError: An unknown kind, or a column that there is not.
        """
        wrong = [] if self.kind in KINDS else [f"`{self.kind}` is no store; use one of {', '.join(KINDS)}"]
        wrong += [
            f"the store has no column `{name}`; it has {', '.join(self.columns)}"
            for name in (self.key, self.email, *self.logins)
            if name not in self.columns
        ]
        if wrong:
            raise DecisionError("The legacy store", wrong)
