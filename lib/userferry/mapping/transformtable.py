"""`docs/transforms.md`, made from the vocabulary: `python -m userferry.mapping.transformtable FILE`."""

import json
import sys
from pathlib import Path
from unicodedata import is_normalized

from userferry.mapping.steps import Example
from userferry.mapping.transforms import TRANSFORMS, Transform

HEAD = """# What a mapping can do to a column

Made from the vocabulary itself. A column's transforms run in the order of this page, however the file lists them.
A plain word stands as it is; one with arguments is a table of one line, and where it has one argument, that alone:

```yaml
transforms: [trim, {replace: {find: "-", with: ""}}, {split: {by: ",", part: 1}}, {default: free}]
```

Nothing (an empty text) stays nothing, unless the word says otherwise; a text that comes out empty is nothing, and the
attribute is left out. *Reads* marks the words that a value can fail: such a value comes out as nothing, and
`require_fit` stops the work and counts it. Two limits: `phone` and `country_code` know how a country writes its
numbers, not which are given out, and read no extensions; `datetime` gives nothing for an hour that the zone's clocks
left out.

| word | what it does | arguments | before | after |
|---|---|---|---|---|
"""


def transform_table() -> str:
    """Write the page."""
    return HEAD + "".join(_lines(one) for one in TRANSFORMS.values())


def _lines(transform: Transform) -> str:
    name, meaning = f"`{transform.name}`", transform.meaning + " *Reads.*" * transform.reads
    lines = []
    for example in transform.examples:
        cells = (name, meaning, _said(example.arguments), _before(example), _said(example.after))
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n")
        name = meaning = ""
    return "".join(lines)


def _before(example: Example) -> str:
    beside = ", ".join(f"{name}: {_said(value)}" for name, value in example.beside.items())
    return (
        ", ".join(part for part in (_said(example.before) if example.before else "", beside) if part)
        or "nothing"
    )


def _said(value: object) -> str:
    if value is None:
        return ""
    # An accent of its own cannot be told from one that is part of its letter.
    is_plain = isinstance(value, str) and value.isprintable() and is_normalized("NFC", value)
    return f"`{json.dumps(value, ensure_ascii=not is_plain)}`"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(transform_table(), encoding="utf-8")
