"""What the words of a column's name mean, in whichever language, order and spelling they stand."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache

from userferry.mapping.words import NOISE, SENSES

Meaning = tuple[frozenset[str], ...]
"""What each word of a name may mean; an unknown word means nothing."""

_MIN_PIECE = 3
"""Letters that a word glued to others has at least; shorter ones are found in anything."""

_SHARED = 0.6
"""The share of columns that have to begin with a word for it to be the table's prefix."""

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "ı": "i", "đ": "d", "æ": "ae"})
_GLUE = ("s", "n", "en", "de", "di", "da", "do")


def words_of(column: str) -> tuple[str, ...]:
    """Split a name into words: `usrFirst_NAME2` is usr, first, name, 2; accents and case are dropped.

    Args:
        column: As the dump has it, in any script.
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", column)
    folded = "".join(
        sign for sign in unicodedata.normalize("NFKD", spaced) if not _is_accent(sign)
    ).casefold()
    plain = unicodedata.normalize("NFKC", folded).translate(_LETTERS)
    plain = re.sub(r"\be[\W_]*(mail|post|posta)", r"email", plain)
    return tuple(re.findall(r"[^\W\d_]+|\d+", plain))


def senses_of(columns: Iterable[str]) -> dict[str, Meaning]:
    """Say what the names of a dump's columns mean, without the words that only say whose they are.

    Args:
        columns: All of the dump's, so that a prefix they share can be told.

    Returns:
        For each column what each of its words may mean, names from `words.SENSES`; a word that is not known has none.
    """
    split = {column: words_of(column) for column in columns}
    first = Counter(words[0] for words in split.values() if len(words) > 1)
    prefix = {word for word, times in first.items() if times >= max(3, _SHARED * len(split))}
    return {
        column: _meant(words[1:] if len(words) > 1 and words[0] in prefix else words)
        for column, words in split.items()
    }


def path_of(column: str) -> str:
    """Spell a column's name as a key of the metadata: `First Name` is `first_name`; empty for other scripts."""
    return "_".join(word for word in words_of(column) if word.isascii())


def _meant(words: tuple[str, ...]) -> Meaning:
    told = tuple(word for word in words if not _is_noise(word))
    for glued in ("".join(words), "".join(told)):
        if (whole := _known().get(glued)) and not whole <= NOISE:
            return (whole,)
    return tuple(
        sense for word in told or words for sense in _senses(word) if not told or not sense or sense - NOISE
    )


def _is_noise(word: str) -> bool:
    return word == "1" or (word in _known() and _known()[word] <= NOISE)


@cache
def _senses(word: str) -> Meaning:
    """Give a word's senses: its own, or those of the known words that it is glued from, or none."""
    known = _known()
    if word in known:
        return (known[word],)
    if word.isdigit():
        return (frozenset({"second"}),)
    if len(word) > _MIN_PIECE and (single := known.get(word.removesuffix("s")) or known.get(f"{word}s")):
        return (single,)
    return tuple(known[piece] for piece in _pieces(word)) or (frozenset(),)


def _pieces(word: str) -> tuple[str, ...]:
    known = _known()
    least = _MIN_PIECE if word.isascii() else 1
    for end in range(len(word), least - 1, -1):
        if word[:end] not in known:
            continue
        rest = word[end:]
        if not rest:
            return (word,)
        glued = [rest, *(rest.removeprefix(glue) for glue in _GLUE if rest.startswith(glue))]
        for tail in glued:
            if tail in ("id", "at", "ip", "no", "nr", "on", "dt") and word.isascii():
                return (word[:end], tail)
            if inner := _pieces(tail):
                return (word[:end], *inner)
    return ()


@cache
def _known() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for sense, words in SENSES.items():
        for word in words.split():
            found.setdefault("".join(words_of(word)), set()).add(sense)
    return {word: frozenset(senses) for word, senses in found.items()}


def _is_accent(sign: str) -> bool:
    # The marks on kana and й belong to the letter, and are composed again.
    return bool(unicodedata.combining(sign)) and sign not in ("\u3099", "\u309a", "\u0306", "\u0308")
