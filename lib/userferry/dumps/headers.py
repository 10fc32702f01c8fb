"""Is the first record a header, and what are the columns called?"""

import re
from collections.abc import Sequence

from userferry.frames import ROW

_KINDS = {
    "an address": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "a number": r"[+-]?\d+(?:[.,]\d+)?",
    "a date": r"\d{4}-\d\d-\d\d.*|\d{1,2}[./]\d{1,2}[./]\d{2,4}.*",
    "an id": r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[0-9a-fA-F]{24,}",
    "a hash": r"\$[0-9a-zA-Z-]+\$.+|\{[A-Za-z0-9-]+\}.+|[a-z0-9_]+\$.+\$.+",
}


def is_header(records: Sequence[Sequence[str]]) -> tuple[bool, str]:
    """Tell whether the first of these records names the columns, and by what sign.

    It is data where one of its values is an address, a number, a date, an id or a hash, and so is a value below it
    (where there is any).
    """
    first, below = records[0], records[1:]
    for at, value in enumerate(first):
        for kind, pattern in _KINDS.items():
            if not re.fullmatch(pattern, value.strip()):
                continue
            column = [record[at].strip() for record in below if at < len(record) and record[at].strip()]
            if not column or any(re.fullmatch(pattern, one) for one in column):
                return False, f"none: the first record's field {at + 1} is {kind}, as the values below it are"
    return True, "the first record"


def name_columns(header: Sequence[str]) -> tuple[list[str], list[str]]:
    """Give each column a name of its own.

    Returns:
        The names: as they stand, but `column_3` for the third where it is empty, `name_2` for the second `name`, and
        `__row_` for `__row`, which numbers the records; and a sentence for each that was changed.
    """
    names: list[str] = []
    changed: list[str] = []
    for place, given in enumerate(header, 1):
        wanted = given if given.strip() else f"column_{place}"
        wanted = f"{ROW}_" if wanted == ROW else wanted
        name, count = wanted, 1
        while name in names or (name != given and name in header):
            count += 1
            name = f"{wanted}_{count}"
        if name != given:
            changed.append(
                f"column {place} is {name}"
                + (f", for a second {given}" if given.strip() and given != ROW else "")
            )
        names.append(name)
    return names, changed
