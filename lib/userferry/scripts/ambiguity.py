"""Can a pattern keep JavaScript busy for ever? Rust reads each sign once; JavaScript tries one way after the other.

It may try more ways than anybody can wait for where a text leads from a sign of a repetition back to it on two ways, as
`(a+)+` and `(a|aa)*` do. So the signs of a pattern are laid out with all steps between them, and two walkers go the
same text from the same sign: if they can part and meet there again, the pattern is ambiguous. Where they cannot, the
ways grow as a power of the text's length at most.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple, TypeVar

import polars as pl

_SURROGATES = range(0xD800, 0xE000)
_MANY = 2
"""As many ways as this are as bad as more."""

Place = TypeVar("Place", bound=Hashable)


class Part(NamedTuple):
    """A piece of a pattern.

    Args:
        first: The signs that it can begin with, and on how many ways.
        last: Those that it can end with.
        empty: On how many ways it can be empty.
    """

    first: Counter[int]
    last: Counter[int]
    empty: int


NOTHING = Part(Counter(), Counter(), 1)


class Walks:
    """The signs of a pattern, and the steps between them."""

    def __init__(self) -> None:
        self._signs: list[str] = []
        self._steps: Counter[tuple[int, int]] = Counter()

    def sign(self, pattern: str) -> Part:
        """Add a sign, as a pattern of one character that polars takes, in brackets."""
        self._signs.append(pattern)
        here = Counter({len(self._signs) - 1: 1})
        return Part(here, here, 0)

    def sequence(self, parts: Iterable[Part]) -> Part:
        """Set parts one behind the other."""
        whole = NOTHING
        for part in parts:
            self._step(whole.last, part.first)
            whole = Part(
                whole.first + _times(part.first, whole.empty),
                part.last + _times(whole.last, part.empty),
                _few(whole.empty * part.empty),
            )
        return whole

    def either(self, parts: Iterable[Part]) -> Part:
        """Set parts beside each other."""
        found = list(parts)
        return Part(
            sum((part.first for part in found), Counter()),
            sum((part.last for part in found), Counter()),
            _few(sum(part.empty for part in found)),
        )

    def repeated(self, part: Part, *, may_lack: bool, is_again: bool) -> Part:
        """Let a part lack, or follow itself; how often does not matter: fewer ways are among more."""
        if is_again:
            self._step(part.last, part.first)
        return part._replace(empty=_few(part.empty + may_lack))

    def _step(self, ends: Counter[int], starts: Counter[int]) -> None:
        for (end, ways), (start, more) in product(ends.items(), starts.items()):
            self._steps[end, start] = _few(self._steps[end, start] + ways * more)

    def is_ambiguous(self) -> bool:
        """Tell whether a text leads from a sign back to it on two ways."""
        after: dict[int, list[int]] = {}
        for start, end in self._steps:
            after.setdefault(start, []).append(end)
        reached = {start: _reached(start, lambda one: after.get(one, [])) for start in after}
        circles = {
            frozenset(end for end in ends if start in reached.get(end, ()))
            for start, ends in reached.items()
            if start in ends
        }
        return any(self._parts_in(circle) for circle in circles)

    def _parts_in(self, circle: frozenset[int]) -> bool:
        """Tell whether two walkers can part in a circle of signs and meet where they were."""
        within = {start: [end for end in circle if (start, end) in self._steps] for start in circle}
        if any(self._steps[start, end] >= _MANY for start, ends in within.items() for end in ends):
            return True

        def together(pair: tuple[int, int]) -> Iterator[tuple[int, int]]:
            for ends in product(within[pair[0]], within[pair[1]]):
                if ends[0] == ends[1] or overlap(*(self._signs[end] for end in ends)):
                    yield ends

        parted = {pair for one in circle for pair in together((one, one)) if pair[0] != pair[1]}
        return any(one == other for pair in parted for one, other in _reached(pair, together))


def overlap(one: str, other: str) -> bool:
    """Tell whether two patterns of one character have a character in common."""
    return one == other or bool((_members(one) & _members(other)).any())


@lru_cache(maxsize=64)
def _members(pattern: str) -> pl.Series:
    """Give for each character whether the pattern takes it."""
    return _every_character().str.contains(f"^{pattern}$")


@lru_cache(maxsize=1)
def _every_character() -> pl.Series:
    return pl.Series([chr(code) for code in range(0x110000) if code not in _SURROGATES])


def _reached(start: Place, onwards: Callable[[Place], Iterable[Place]]) -> set[Place]:
    """Give all that can be reached in one step or more."""
    found: set[Place] = set()
    waiting = [start]
    while waiting:
        for end in onwards(waiting.pop()):
            if end not in found:
                found.add(end)
                waiting.append(end)
    return found


def _times(signs: Counter[int], ways: int) -> Counter[int]:
    return Counter({sign: _few(count * ways) for sign, count in signs.items() if ways})


def _few(ways: int) -> int:
    return min(ways, _MANY)
