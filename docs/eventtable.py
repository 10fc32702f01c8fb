"""The tables of `operations.md` that say what is logged, from the vocabulary of the log."""

from userferry.logs import EVENTS, EVERYWHERE, WORKS
from userferry.logs.vocabulary import FAILURE, Fields

LEVELS = {20: "info", 30: "warning", 40: "error"}
BEGIN, END = "<!-- events: made by docs.write_pages -->\n", "<!-- /events -->"


def event_tables() -> str:
    """Write the works, the other events, and what each field holds."""
    works = "".join(
        f"| `{name}` | {work.means} | {_listed(work.about)} | {_listed({**work.ended, **work.left})} |\n"
        for name, work in WORKS.items()
    )
    of_works = {f"{work}.{moment}" for work in WORKS for moment in ("begun", "ended", "failed", "stopped")}
    singles = "".join(
        f"| `{name}` | {LEVELS[event.level]} | {event.means} | {_listed(event.fields)} |\n"
        for name, event in EVENTS.items()
        if name not in of_works
    )
    return (
        f"| work | what is done | each event has | its end has |\n|---|---|---|---|\n{works}\n"
        f"| event | level | when | it has |\n|---|---|---|---|\n{singles}\n"
        f"| fields | what they hold |\n|---|---|\n{_fields()}"
    )


def with_event_tables(page: str) -> str:
    """Give a page with the tables between its marks."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n{event_tables()}\n{END}{rest.split(END)[1]}"


def _fields() -> str:
    """List what fields hold, those that hold the same together."""
    means: dict[str, list[str]] = {}
    for fields in (EVERYWHERE, FAILURE, *(event.fields for event in EVENTS.values())):
        for name, kind in fields.items():
            if name not in means.setdefault(kind.means, []):
                means[kind.means].append(name)
    return "".join(
        f"| {' '.join(f'`{name}`' for name in names)} | {what} |\n" for what, names in means.items()
    )


def _listed(fields: Fields) -> str:
    return " ".join(f"`{name}`" for name in fields)
