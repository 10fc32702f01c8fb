"""How each kind of store is asked for users: the constants at the head of a script, and the functions that use them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from userferry.scripts.laying import Code, Group, key, literal
from userferry.scripts.pieces import gather_pieces, packages_of
from userferry.scripts.store import Store, StoreKind

MOST = 21
"""How many rows of one login are read; as many are too many to be tried with a password."""

_FOLDER = Path(__file__).with_name("js") / "stores"
_PIECES = tuple(path.stem for path in sorted(_FOLDER.glob("*.js")))
_ADDRESS = {"DATABASE_URL": "where the legacy database is, with a user who may read the table: "}
_SERVICE = {
    "SERVICE_URL": "where the legacy web service is, such as https://legacy.example.com/api",
    "SERVICE_TOKEN": "the web service's bearer token",
}


@dataclass(frozen=True, slots=True)
class Sql:
    """How a SQL server writes a query.

    Args:
        ask: The piece that asks it.
        quoted: A name as it stands in a query.
        text: A column as the text that the dump has.
        same: A column that is compared with a text as it stands, by its quoted name.
        parameter: The place of a parameter, in JavaScript, by the variable `place`.
        select: What stands before the columns.
        limit: What stands at the end.
        address: A column that holds what was typed, in capitals or not, or one of its spellings.
        stored: A row's value as a query takes it, in JavaScript, by the variables `row` and `KEY`.
    """

    ask: str
    quoted: Callable[[str], str]
    text: Callable[[str], str]
    same: Callable[[str], str]
    parameter: str
    select: str = "SELECT"
    limit: str = f"LIMIT {MOST}"
    address: str = "LOWER({column}) IN (LOWER({typed}), {small})"
    stored: str = "row[KEY]"

    def place(self, number: int) -> str:
        """Give the place of a parameter in a query; 1 is the first."""
        return self.parameter.replace("${place}", str(number))

    def table(self, name: str) -> str:
        """Give a table's name, with or without its schema, as it stands in a query."""
        return ".".join(map(self.quoted, name.split(".", 1)))


def _double(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _back(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _square(name: str) -> str:
    return "[" + name.replace("]", "]]") + "]"


def _postgresql_text(name: str) -> str:
    quoted = _double(name)
    return f"CASE WHEN {quoted} IS DISTINCT FROM NULL THEN format('%s', {quoted}) END AS {quoted}"


SQL: Mapping[StoreKind, Sql] = {
    "postgresql": Sql(
        "askPostgresql", _double, _postgresql_text, "{}::text".format, "$${place}",
        address="LOWER({column}) = ANY (ARRAY[LOWER({typed})] || {small}::text[])",
    ),
    "mysql": Sql("askMysql", _back, _back, str, "?", stored="storedByMysql(row, KEY)"),
    "sqlserver": Sql(
        "askSqlserver", _square, _square, "CONVERT(nvarchar(max), {})".format, "@p${place}",
        select=f"SELECT TOP ({MOST})", limit="",
    ),
}  # fmt: skip
_SHAPES = {
    "postgresql": "postgresql://user:password@host:5432/name",
    "mysql": "mysql://user:password@host:3306/name",
    "sqlserver": "Server=host,1433;Database=name;User Id=user;Password=…;Encrypt=true",
    "mongodb": "mongodb+srv://user:password@host/name",
}
_ADVICE: Mapping[StoreKind, str] = {
    "postgresql": "An index keeps this fast: CREATE INDEX ON {table} ({small});",
    "mysql": "An index keeps this fast; MySQL 8: CREATE INDEX by_email ON {table} (({small}));",
    "sqlserver": "An index keeps this fast: one on {email}, if the collation ignores capitals.",
    "mongodb": "An index keeps this fast: createIndex({{ {email}: 1 }}, {{ collation: "
    "{{ locale: 'en', strength: 2 }} }})",
    "webservice": "GET {table}?{email}=… answers a list of records; it has to ignore capitals in the address.",
}


def advice(store: Store, *, is_trimmed: bool) -> str:
    """Say which index keeps the query of `find_query` fast."""
    small = f"lower(trim({store.email}))" if is_trimmed else f"lower({store.email})"
    return _ADVICE[store.kind].format(table=store.table, email=store.email, small=small)


def settings_of(store: Store) -> dict[str, str]:
    """Say what the adapter reads as `configuration`."""
    if store.kind == "webservice":
        return dict(_SERVICE)
    return {name: said + _SHAPES[store.kind] for name, said in _ADDRESS.items()}


def adapter_functions(store: Store, names: Iterable[str]) -> str:
    """Give functions of the adapter, such as `findRows`, each with its comment; a kind's own come before SQL's."""
    folders = (_FOLDER / "sql", _FOLDER / store.kind) if store.kind in SQL else (_FOLDER / store.kind,)
    files = [path for folder in folders for path in sorted(folder.glob("*.js"))]
    known = {path.stem: path.read_text(encoding="utf-8").strip() for path in files}
    wanted = [name for name in names if name in known]
    text = "\n\n".join(known[name] for name in wanted)
    if "readRows" in known and "readRows(" in text:
        text = f"{known['readRows']}\n\n{text}"
    if store.kind not in SQL:
        return text
    sql = SQL[store.kind]
    return text.replace("ASK(", f"{sql.ask}(").replace("STORED(row, KEY)", sql.stored)


def named_in(code: str, names: Iterable[str]) -> list[str]:
    """Give those of some functions that code calls."""
    called = set(re.findall(r"\b([A-Za-z_$][\w$]*)\b", code))
    return [name for name in names if name in called]


def store_pieces(code: str) -> tuple[str, dict[str, str]]:
    """Give the pieces that code calls, and the packages that they require."""
    names = named_in(code, _PIECES)
    return gather_pieces(names), packages_of(names)


def constants(
    store: Store, *, more: Mapping[str, object], id_column: str | None, is_trimmed: bool
) -> dict[str, Code]:
    """Give what a script may need to know of the store: name → JavaScript, in the order to stand in.

    Args:
        store: The store.
        more: Further names and their values.
        id_column: What becomes the user_id.
        is_trimmed: Whether blanks around addresses are taken off.
    """
    said: dict[str, object] = {
        "KEY": store.key,
        "EMAIL": store.email,
        "LOGINS": list(store.logins),
        "MOST": MOST,
    }
    said |= {"ID": id_column} | dict(more)
    found: dict[str, Code] = {name: written(value) for name, value in said.items()}
    if store.kind not in SQL:
        found |= {"TABLE" if store.kind == "mongodb" else "PATH": literal(store.table)}
        return found | {"COLUMNS": written(list(store.columns)), "documents": "new WeakMap()"}
    sql = SQL[store.kind]
    named = {store.key, store.email, *_columns_in(more)}
    found["TABLE"] = literal(sql.table(store.table))
    found["QUOTED"] = written({name: sql.quoted(name) for name in store.columns if name in named})
    found["FIND"] = _lines(find_query(store, store.logins, is_trimmed=is_trimmed))
    if id_column is not None:
        found["FIND_BY_ID"] = _lines(find_query(store, (id_column,), is_trimmed=False, is_id=True))
    place = sql.parameter
    found["parameter"] = f"(place) => `{place}`" if "place" in place else f"() => {literal(place)}"
    return found


def find_query(store: Store, names: Iterable[str], *, is_trimmed: bool, is_id: bool = False) -> list[str]:
    """Write the query for the rows of a login, a line each."""
    sql = SQL[store.kind]
    tests: list[str] = []
    number = 0
    for name in names:
        column, number = sql.quoted(name), number + 1
        if name != store.email or is_id:
            tests.append(f"{sql.same(column)} = {sql.place(number)}")
            continue
        typed, number = sql.place(number), number + 1
        column, typed = (f"TRIM({column})", f"TRIM({typed})") if is_trimmed else (column, typed)
        tests.append(sql.address.format(column=column, typed=typed, small=sql.place(number)))
    lines = [sql.select]
    lines += [f"  {sql.text(name)}," for name in store.columns]
    lines[-1] = lines[-1].removesuffix(",")
    lines += [f"FROM {sql.table(store.table)}", f"WHERE {' OR '.join(tests)}"]
    return [*lines, f"ORDER BY {_sorted(store, sql)} {sql.limit}".rstrip()]


def _sorted(store: Store, sql: Sql) -> str:
    """Sort by the key itself: without its table the name would be that of the text that is selected."""
    return f"{sql.table(store.table)}.{sql.quoted(store.key)}"


def written(value: object) -> Code:
    """Write a value as JavaScript, texts, lists and tables of them."""
    if isinstance(value, list | tuple):
        return Group("[", tuple(map(written, value)), "]")
    if isinstance(value, dict):
        members = (_member(name, one) for name, one in value.items())
        return Group("{", tuple(members), "}", " ")
    return literal(value)


def _member(name: str, value: object) -> Code:
    code = written(value)
    if isinstance(code, Group):
        return Group(f"{key(name)}: {code.opening}", code.items, code.closing, code.padding)
    return f"{key(name)}: {code}"


def _lines(query: list[str]) -> Code:
    return Group("[", tuple(map(literal, query)), "].join('\\n')")


def _columns_in(more: Mapping[str, object]) -> set[str]:
    names = {str(more[name]) for name in ("HASH", "VERIFIED") if name in more}
    written = more.get("WRITTEN")
    return names | ({str(column) for column, _ in written} if isinstance(written, list) else set())
