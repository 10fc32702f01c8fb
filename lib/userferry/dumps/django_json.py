"""Read Django's `dumpdata`, as JSON or JSON Lines: a list of records of any models, the users among them.

A record is `{"model": "app.model", "pk": …, "fields": {…}}`, without `pk` where natural primary keys were asked for
(docs.djangoproject.com, "Serializing Django objects").
"""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from userferry.dumps import jsonarray, ndjson
from userferry.dumps.cursor import Cursor
from userferry.dumps.dump import Opened
from userferry.dumps.keys import Record
from userferry.dumps.objects import Piece, Reshape, open_objects, say
from userferry.dumps.source import Options, Source
from userferry.dumps.texts import encoding_of, head_of
from userferry.errors import DumpError

LAYOUT = "Django dumpdata"
_SHOWN = 12


def recognise(source: Source) -> str | None:
    """Say by what sign this is Django's: its first record has a model and fields."""
    head = head_of(source).lstrip()
    cursor = Cursor(source.paths[0], iter([head.removeprefix("[")]))
    try:
        first = cursor.value()[1] if head.startswith(("[", "{")) else None
    except DumpError:
        return None
    return "records with a model and fields" if isinstance(first, dict) and _model(first) else None


def read(source: Source, options: Options) -> Opened:
    """Open the records of one model lazily: that of the users, or the one that `table` names, such as `auth.user`.

    Returns:
        One row a record: `id` from `pk`, and one column a field; many-to-many fields as JSON arrays.

    Raises:
        DumpError: No model has a password and a username or an email, or several have; each is named.
    """
    pieces_of = _pieces_of(source, encoding_of(source, options))
    models, users = _survey(source, pieces_of(None))
    model = _choose(source, options, models, users)

    def reshape(found: Record) -> Record | str | None:
        name = _model(found)
        if not name:
            return "no record of Django: it has no model or no fields"
        if name != model:
            return None
        record: Record = {"id": found["pk"]} if "pk" in found else {}
        record.update(found["fields"])
        return record

    opened = open_objects(source, pieces_of(reshape), f"JSON, records of {model}")
    others = ", ".join(f"{name} {count:,}" for name, count in models.most_common() if name != model)
    aside = ("other models", f"{others}: left aside; name one as table=") if others else None
    return say(opened, LAYOUT, *([aside] if aside else []))


def _pieces_of(
    source: Source, encoding: str
) -> Callable[[Reshape | None], Callable[[Path], Iterator[Piece]]]:
    if head_of(source).lstrip().startswith("["):
        return lambda reshape: jsonarray.read_pieces(encoding, "", reshape)
    return lambda reshape: ndjson.read_pieces(encoding, reshape)


def _model(found: Record) -> str:
    model = found.get("model")
    return model if isinstance(model, str) and isinstance(found.get("fields"), dict) else ""


def _survey(source: Source, pieces: Callable[[Path], Iterator[Piece]]) -> tuple[Counter[str], list[str]]:
    """Count the records of each model, and find the models whose first record looks like a user's."""
    models: Counter[str] = Counter()
    users: list[str] = []
    for path in source.paths:
        for _, _, found in pieces(path):
            if not isinstance(found, str) and (name := _model(found)):
                fields = found["fields"]
                if (
                    name not in models
                    and "password" in fields
                    and not fields.keys().isdisjoint(("username", "email"))
                ):
                    users.append(name)
                models[name] += 1
    return models, users


def _choose(source: Source, options: Options, models: Counter[str], users: list[str]) -> str:
    asked = options.table.lower() if options.table else None
    if asked is not None and asked in models:
        return asked
    if asked is None and len(users) == 1:
        return users[0]
    what = (
        f"has no model {asked}"
        if asked
        else "has no model of users"
        if not users
        else "has several models of users"
    )
    shown = users if users and not asked else [name for name, _ in models.most_common(_SHOWN)]
    raise DumpError(
        f"{source.name} {what}. Nothing was written. Name one as table=: {', '.join(shown) or 'there is none'}."
    )
