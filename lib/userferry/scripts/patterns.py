r"""A mapping's pattern as polars reads it (Rust's regex), written as JavaScript with the flag `u` reads the same.

Both take the leftmost match and try alternatives in their order. What differs is written out: `\d`, `\w`, `\s` and
`\b` are of all Unicode, `.` stops at a line feed alone, classes have set operations. What has no equal is refused,
and what JavaScript could be busy with for ever.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from userferry.scripts.ambiguity import NOTHING, Part, Walks
from userferry.scripts.signs import (
    ANY,
    ASCII_CLASSES,
    BOUNDARIES,
    CONTROLS,
    ONE_PROPERTY,
    PERL,
    NoEqualError,
    join_members,
    write_inside,
    write_outside,
    write_property,
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as JavaScript has it.

    Args:
        source: Between the slashes.
        flags: `u`, and `i` where capitals do not matter.
        names: Group's name → its number.
        unsteady: Groups that JavaScript empties at each repetition and Rust does not.
    """

    source: str
    flags: str
    names: dict[str, int]
    unsteady: frozenset[int]

    def literal(self, more: str = "") -> str:
        """Write it as a literal, with more flags."""
        return f"/{self.source}/{''.join(sorted(self.flags + more))}"


class _Node(NamedTuple):
    text: str
    is_empty: bool = False
    groups: frozenset[int] = frozenset()
    maybe: frozenset[int] = frozenset()
    """Those of its groups that a match may go without."""
    part: Part = NOTHING


_REPEAT = re.compile(r"\{(\d+)(,(\d*))?\}")
_HEX = re.compile(r"(?:\{([0-9A-Fa-f]+)\})")


def rewrite_pattern(pattern: str, groups: Iterable[int] = ()) -> Pattern:
    """Write a pattern of the mapping as JavaScript.

    Args:
        pattern: One that polars takes.
        groups: Numbers of the groups that will be asked for.

    Raises:
        NoEqualError: A part of it has no equal.
    """
    reader = _Reader(pattern)
    node = reader.read_alternatives()
    if reader.left:
        raise NoEqualError("its brackets do not go together")
    found = Pattern(node.text or "(?:)", reader.flags, reader.names, frozenset(reader.unsteady))
    if emptied := found.unsteady.intersection(groups):
        raise NoEqualError(f"group {min(emptied)} may be left over from an earlier repetition")
    if reader.walks.is_ambiguous():
        raise NoEqualError(
            "what it repeats fits some texts in two ways, which would keep JavaScript busy for ever"
        )
    return found


@dataclass(slots=True)
class _Reader:
    """What is left to read, and what was found so far."""

    left: str
    flags: str = "u"
    names: dict[str, int] = field(default_factory=dict)
    unsteady: set[int] = field(default_factory=set)
    count: int = 0
    modes: frozenset[str] = frozenset()
    walks: Walks = field(default_factory=Walks)

    def __post_init__(self) -> None:
        if found := self.taken(re.compile(r"\(\?([a-zA-Z]+)\)")):
            self.modes = self.modes_after(found[1].replace("i", ""))
            self.flags = "iu" if "i" in found[1] else "u"

    def taken(self, expected: str | re.Pattern[str]) -> re.Match[str] | None:
        """Take what is expected off the start, if it is there."""
        pattern = re.compile(re.escape(expected)) if isinstance(expected, str) else expected
        found = pattern.match(self.left)
        if found:
            self.left = self.left[found.end() :]
        return found

    def sign(self) -> str:
        """Take one character."""
        one, self.left = self.left[:1], self.left[1:]
        if not one:
            raise NoEqualError("it ends too early")
        return one

    def modes_after(self, written: str) -> frozenset[str]:
        """Give the modes after `(?ms-x)`."""
        on, _, off = written.partition("-")
        if odd := set(on + off) - {"m", "s"}:
            raise NoEqualError(f"its flag `{min(odd)}` there")
        return (self.modes | set(on)) - set(off)

    def read_alternatives(self) -> _Node:
        """Read up to the closing bracket; flags that are set within hold up to there."""
        modes, branches = self.modes, [self.read_sequence()]
        while self.taken("|"):
            branches.append(self.read_sequence())
        self.modes = modes
        groups = frozenset[int]().union(*(one.groups for one in branches))
        always = groups - branches[0].maybe if len(branches) == 1 else frozenset[int]()
        return _Node(
            "|".join(one.text for one in branches),
            any(one.is_empty for one in branches),
            groups,
            groups - always,
            self.walks.either(one.part for one in branches),
        )

    def read_sequence(self) -> _Node:
        """Read what stands one behind the other."""
        found: list[_Node] = []
        while self.left and self.left[0] not in "|)":
            one = self.read_repeated()
            if found and one.text == found[-1].text == " ":
                one = one._replace(text=r"\x20")  # two blanks side by side are hard to count
            found.append(one)
        return _Node(
            "".join(one.text for one in found),
            all(one.is_empty for one in found),
            frozenset[int]().union(*(one.groups for one in found)),
            frozenset[int]().union(*(one.maybe for one in found)),
            self.walks.sequence(one.part for one in found),
        )

    def read_repeated(self) -> _Node:
        """Read an atom with all its quantifiers."""
        node, is_bare = self.read_atom(), True
        while self.left[:1] in {"*", "+", "?"} or self.left[:1] == "{":
            found = self.taken(_REPEAT) if self.left[0] == "{" else self.taken(re.compile(r"[*+?]"))
            if found is None:
                raise NoEqualError("its `{`")
            if node.is_empty:
                raise NoEqualError("it repeats what may be empty")
            is_optional = found[0] in "*?" or (found[0][0] == "{" and not int(found[1]))
            is_again = found[0] not in {"?", "{1}", "{0,1}"}
            if is_again:
                self.unsteady |= node.maybe
            lazy = "?" if self.taken("?") else ""
            text = node.text if is_bare else f"(?:{node.text})"
            node = _Node(
                f"{text}{found[0]}{lazy}",
                is_optional,
                node.groups,
                node.groups if is_optional else node.maybe,
                self.walks.repeated(node.part, may_lack=is_optional, is_again=is_again),
            )
            is_bare = False
        return node

    def read_atom(self) -> _Node:
        """Read a group, a class, a sign."""
        start, one = self.left, self.sign()
        if one == "(":
            return self.read_group()
        if one == "[":
            text = self.read_class()
        elif one == "\\" and self.left[:1] not in BOUNDARIES:
            text = self.read_sign_or_class()
        elif one in "^$\\":
            return self.read_place(one)
        else:
            text = self.text_of(one)
        modes = ("i" if "i" in self.flags else "") + ("s" if "s" in self.modes else "")
        sign = start.removesuffix(self.left) if self.left else start
        return _Node(text, part=self.walks.sign(f"(?{modes}:{sign})"))

    def text_of(self, one: str) -> str:
        """Write a sign that stands for itself, or the dot."""
        if one != ".":
            return write_outside(one)
        return ANY if "s" in self.modes else r"[^\n]"

    def read_place(self, one: str) -> _Node:
        """Read what stands for a place between two signs."""
        if one != "\\":
            within = {"^": r"(?<![^\n])", "$": r"(?![^\n])"}
            return _Node(within[one] if "m" in self.modes else one, is_empty=True)
        kind = self.sign()
        if kind == "b" and self.left.startswith("{"):
            raise NoEqualError("its half of a word's boundary")
        return _Node(BOUNDARIES[kind], is_empty=True)

    def read_sign_or_class(self) -> str:
        """Read what follows a backslash outside a class."""
        member, is_negated = self.read_escape()
        if len(member) == 1 and not is_negated:
            return write_outside(member)
        if ONE_PROPERTY.fullmatch(member) and not (is_negated and "i" in self.flags):
            return member.replace("p", "P", 1) if is_negated else member
        return f"[{'^' if is_negated else ''}{member}]"

    def read_group(self) -> _Node:
        """Read what follows an opening bracket."""
        number = 0
        if found := self.taken(re.compile(r"\?([a-zA-Z-]*)([:)])")):
            before, self.modes = self.modes, self.modes_after(found[1])
            if found[2] == ")":
                return _Node("", is_empty=True)
            node = self.read_alternatives()
            self.modes = before
        else:
            named = self.taken(re.compile(r"\?P?<([^>]+)>"))
            self.count += 1
            number = self.count
            if named:
                self.names[named[1]] = number
            node = self.read_alternatives()
        if not self.taken(")"):
            raise NoEqualError("its brackets do not go together")
        groups = node.groups | ({number} if number else set())
        return node._replace(text=f"({'' if number else '?:'}{node.text})", groups=groups)

    def read_escape(self) -> tuple[str, bool]:
        """Read what follows a backslash: a character, or a class's members and whether it is what they are not."""
        one = self.sign()
        if one.lower() in PERL:
            return PERL[one.lower()], one.isupper()
        if one in "pP":
            found = self.taken(re.compile(r"\{([^}]+)\}|(\w)"))
            return write_property(found[1] or found[2] if found else ""), one == "P"
        if one in CONTROLS:
            return CONTROLS[one], False
        if one in "xuU":
            found = self.taken(_HEX) or self.taken(
                re.compile(f"()([0-9A-Fa-f]{{{ {'x': 2, 'u': 4, 'U': 8}[one] }}})")
            )
            return chr(int((found[1] or found[2]) if found else "", 16)), False
        if one.isalnum() or one in "<>":
            raise NoEqualError(f"its `\\{one}`")
        return one, False

    def read_class(self) -> str:
        """Read a class after its opening bracket, as a pattern of one character."""
        is_negated = self.taken("^") is not None
        text = self.read_union(is_first=True)
        while not self.taken("]"):
            if self.taken("&&"):
                text = f"(?={text}){self.read_union()}"
            elif self.taken("--"):
                text = f"(?!{self.read_union()}){text}"
            else:
                raise NoEqualError("its class")
        if not is_negated:
            return (
                text if text.startswith("[") and text.endswith("]") and "[" not in text[1:] else f"(?:{text})"
            )
        simple = re.fullmatch(r"\[((?:[^\\\[\]]|\\.)*)\]", text, re.DOTALL)
        return f"[^{simple[1]}]" if simple and not simple[1].startswith("^") else f"(?:(?!{text}){ANY})"

    def read_union(self, *, is_first: bool = False) -> str:
        """Read members of a class up to its end or the next operator, as a pattern of one character."""
        members: list[str] = []
        others: list[str] = []
        while is_first or not re.match(r"\]|&&|--|~~", self.left):
            if is_first and (found := self.taken(re.compile("-+"))):
                members.append("-")
            elif found := self.taken(re.compile(r"\[:(\^?)(\w+):\]")):
                ascii_members = ASCII_CLASSES.get(found[2])
                if ascii_members is None:
                    raise NoEqualError(f"its class `{found[0]}`")
                others.append(f"[{found[1]}{ascii_members}]")
            elif self.left[:1] == "[":
                self.sign()
                others.append(self.read_class())
            else:
                self.read_member(members, others)
            is_first = False
        if members:
            others.insert(0, f"[{join_members(members)}]")
        return others[0] if len(others) == 1 else f"(?:{'|'.join(others)})"

    def read_member(self, members: list[str], others: list[str]) -> None:
        """Read a character, a range, or a class with a backslash."""
        one = self.sign()
        start, is_negated = self.read_escape() if one == "\\" else (one, False)
        if len(start) > 1:
            (others if is_negated else members).append(f"[^{start}]" if is_negated else start)
            return
        if re.match(r"-(?![\]-])", self.left):
            self.sign()
            end = self.sign()
            last = self.read_escape()[0] if end == "\\" else end
            if len(last) > 1:
                raise NoEqualError("its range")
            members.append(f"{write_inside(start)}-{write_inside(last)}")
        else:
            members.append(write_inside(start) if start != "-" else "-")
