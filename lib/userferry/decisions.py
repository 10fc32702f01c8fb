"""The files in which people decide: read strictly, complained of whole, written so that a diff can be reviewed.

YAML 1.1 changes what people write (`012` becomes 10, `yes` becomes true, `1_000` becomes 1000, `12:30:00` becomes
45000). Here a plain word is null, true, false, a decimal number as JSON spells it, or else a string as it stands.
"""

import re
from collections.abc import Hashable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from userferry.errors import DecisionError, UndecidedError

_PLAIN_WORDS = {
    "tag:yaml.org,2002:null": (r"^(?:null|~|)$", ["n", "~", ""]),
    "tag:yaml.org,2002:bool": (r"^(?:true|false)$", ["t", "f"]),
    "tag:yaml.org,2002:int": (r"^-?(?:0|[1-9][0-9]*)$", list("-0123456789")),
    "tag:yaml.org,2002:float": (r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)(?:e[-+]?[0-9]+)?$", list("-0123456789")),
}


class _StrictLoader(yaml.SafeLoader):
    """A SafeLoader that changes no value and refuses a key that stands twice."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 PyYAML's own shape

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key `{key.value}` stands twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


class _SteadyDumper(yaml.SafeDumper):
    """A SafeDumper whose every string comes back as it was, and whose lists stay on their line."""


def _string(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    """Quote what the plain and single-quoted styles would fold into a space."""
    style = None if value.isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _list(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


_SteadyDumper.add_representer(str, _string)
_SteadyDumper.add_representer(list, _list)
for _tag, (_pattern, _first) in _PLAIN_WORDS.items():
    _StrictLoader.add_implicit_resolver(_tag, re.compile(_pattern), _first)


def read_decisions(path: Path, *, what: str, made_by: str = "Write it") -> dict[str, Any]:
    """Read a decisions file whose top is a mapping with string keys.

    Args:
        path: The file.
        what: What it is, for the message: "the mapping".
        made_by: What to do where there is none yet.

    Raises:
        UndecidedError: it is missing.
        DecisionError: it is no YAML, repeats a key, or its top is no mapping.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UndecidedError(str(path), what, made_by) from None
    try:
        found = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 a SafeLoader with fewer types
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise DecisionError(str(path), [f"line {line}: {error.problem}"]) from None
    if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
        raise DecisionError(
            str(path), [f"the file must hold names and values (`name: value`); {what} is read from it"]
        )
    return found


def write_decisions(decided: Mapping[str, Any], *, header: Sequence[str] = ()) -> str:
    """Write decisions as YAML: keys in the order given, `header` as comment lines on top, a line feed at the end."""
    comment = "".join(f"# {line}".rstrip() + "\n" for line in header)
    return comment + yaml.dump(
        dict(decided), Dumper=_SteadyDumper, sort_keys=False, allow_unicode=True, width=110
    )


def unknown_name(name: str, known: Sequence[str], *, what: str) -> str:
    """Say that `name` is not known, with the nearest known name, else with all of them."""
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(sorted(known))}"
    return f"`{name}` is no {what}; {hint}"
