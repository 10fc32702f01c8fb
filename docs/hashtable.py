"""`hashes.md`: every form of hash that is recognised, from the registry of forms."""

import re

from userferry.passwords.format import Format
from userferry.passwords.registry import FORMATS, MISSING, UNKNOWN

HEAD = """# Which hashes go along

Made from the registry of forms. Each hash of a dump is recognised by its value, since a hash can be given to Auth0
once. *Taken* means that its `custom_password_hash` computes the same, so that the old password lets its user in. What
stands under *beside it* is in no value: it is named in the mapping, as [the mapping's page](mapping.md) says. Whether a
conversion is right is proven by known passwords in `04-check`; [how it was proven](proven.md) says how we know.

"""
SHARED = """
## Shapes that several forms share

Nothing in such a value tells which form it is. Say it in the mapping under `hash: forms:`, or name a column that tells
each row's form; `04-check` tries known passwords on each candidate and names the one that verifies.

| shape | what it looks like | may be |
|---|---|---|
"""
LOST = """
## Not taken

Auth0 cannot compute these. *Lazy migration* lets the legacy system check the first log-in of whoever comes back,
so that nobody has to reset: see [automatic migration](journeys/lazy.md). *Reset* means a new password by mail.

| form | what it is | why not | the way out |
|---|---|---|---|
"""


def hash_table() -> str:
    """Write the page."""
    taken = [one for one in FORMATS if one.kind == "converted"]
    shared = [one for one in FORMATS if one.kind == "ambiguous"]
    lost = [one for one in (*FORMATS, UNKNOWN) if one.kind == "unconvertible"]
    absent = [one for one in (*FORMATS, MISSING) if one.kind == "none"]
    return "".join(
        (
            HEAD,
            f"{len(taken)} forms are taken, {len(lost)} are not, and {len(shared)} shapes need a decision.\n\n",
            "## Taken\n\n| form | what it is | as Auth0's | beside it |\n|---|---|---|---|\n",
            *(f"| `{one.name}` | {_title(one)} | `{one.algorithm}` | {_beside(one)} |\n" for one in taken),
            SHARED,
            *(f"| `{one.name}` | {_title(one)} | {_words(one.candidates)} |\n" for one in shared),
            LOST,
            *(f"| {_name(one)} | {_title(one)} | {one.reason} | {one.way_out} |\n" for one in lost),
            "\n## No password at all\n\n| form | what it is | what it means |\n|---|---|---|\n",
            *(f"| {_name(one)} | {_title(one)} | {one.reason} |\n" for one in absent),
        )
    )


def _name(one: Format) -> str:
    return f"`{one.name}`" if one.name else ""


def _title(one: Format) -> str:
    # Between two dollars JupyterLab sees a formula, but not in code.
    return re.sub(r"\S*\$\S*", r"`\g<0>`", one.title.replace("|", "\\|"))


def _beside(one: Format) -> str:
    needed = _words(one.needs)
    taken = _words(one.takes)
    return "; ".join(part for part in (needed, f"perhaps {taken}" if taken else "") if part)


def _words(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
