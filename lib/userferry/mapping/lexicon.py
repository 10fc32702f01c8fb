"""What a word means: one that is known, one that is glued from those, one of them bent, one that ends with another."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from userferry.mapping.words import ALONE, SENSES

Meaning = tuple[frozenset[str], ...]
"""What each word of a name may mean; an unknown word means nothing."""

_MIN_PIECE = 3
"""Letters that a word glued to others has at least; shorter ones are found in anything."""

_MIN_ENDING = 5
"""Letters of a known word that stands for an unknown one which ends with it."""

_MIN_STEM = 6

_MOST_BENT = 2
"""Letters that words share at least, and those that they may end with besides, where they are the same word bent."""

_DERIVED = ("ed", "ee", "ing")
"""Endings of English that make another word."""

_EXACT = frozenset(
    {"technical", "reset", "token", "copy", "admin", "salt", "deleted", "actor", "twofactor", "totp", "bank",
     "password", "digest", "blocked", "active", "lock", "id", "number"}
)  # fmt: skip
"""Senses that leave a column behind or open a credential: only a word that is known itself has them."""

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "ı": "i", "đ": "d", "æ": "ae"})

_ACCENTS = re.compile(r"(?<=[^\u0400-\u04ff])[\u0300-\u036f]|[\u0301\u0300]")
"""Marks over Latin letters; those of й and ё belong to the letter, and are composed again."""

_GLUE = ("s", "n", "en", "de", "di", "da", "do")


def words_of(column: str) -> tuple[str, ...]:
    """Split a name into words: `usrFirst_NAME2` is usr, first, name, 2; accents and case are dropped.

    Args:
        column: As the dump has it, in any script.
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", column)
    folded = _ACCENTS.sub("", unicodedata.normalize("NFKD", spaced)).casefold()
    plain = unicodedata.normalize("NFKC", folded).translate(_LETTERS)
    plain = re.sub(r"\be[\W_]*(mail|post|posta)", r"email", plain)
    return tuple(re.findall(r"[^\W\d_]+|\d+", plain))


@cache
def senses_of_word(word: str) -> Meaning:
    """Give a word's senses: its own, or those of the known words that it is glued from, or none."""
    words = known()
    if word in words:
        return (words[word],)
    if word.isdigit():
        return (frozenset({"second"}),)
    if len(word) > _MIN_PIECE and (single := words.get(word.removesuffix("s")) or words.get(f"{word}s")):
        return (single,)
    if pieces := _pieces(word):
        return tuple(words[piece] for piece in pieces)
    inside = () if word.isascii() else _inside(word)
    return inside or ((bent,) if (bent := _bent(word)) else _ending(word))


def _inside(word: str) -> Meaning:
    """Give the senses of the known words that stand in one of a script without spaces: `メルマガ受信可否`."""
    found: list[frozenset[str]] = []
    start = 0
    while start < len(word) and not word.isascii():
        ends = range(len(word), start + 1, -1)
        end = next((end for end in ends if word[start:end] in known() and not word[start:end].isascii()), 0)
        found += [known()[word[start:end]]] if end else []
        start = end or start + 1
    return tuple(found)


def _bent(word: str) -> frozenset[str]:
    """Give the senses of the known words that an unknown one is bent from: `рассылку`, `bildirimi`."""
    for cut in range(_MOST_BENT + 1) if not word.endswith(_DERIVED) else ():
        stem = word[: len(word) - cut]
        if len(stem) >= (_MIN_STEM if word.isascii() else _MIN_STEM - 1) and (meant := _stems().get(stem)):
            return meant
    return frozenset()


def _ending(word: str) -> Meaning:
    """Give the senses of the known word that an unknown one ends with: compounds say at their end what they are."""
    for start in range(1, len(word) - _MIN_ENDING + 1):
        if end := known().get(word[start:]):
            return (frozenset(), end)
    return (frozenset(),)


def _pieces(word: str) -> tuple[str, ...]:
    words = known()
    least = _MIN_PIECE if word.isascii() else 1
    for end in range(len(word), least - 1, -1):
        if word[:end] not in words:
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
def known() -> dict[str, frozenset[str]]:
    """Give every known word with what it means."""
    return _by_word(SENSES)


@cache
def _stems() -> dict[str, frozenset[str]]:
    """What known words mean that begin alike; nothing where they do not mean the same."""
    found: dict[str, frozenset[str]] = {}
    for word, meant in known().items():
        for cut in range(min(_MOST_BENT, len(word) - 1) + 1):
            stem = word[: len(word) - cut]
            found[stem] = found.get(stem, meant) & meant
    return {stem: meant for stem, meant in found.items() if not meant & _EXACT}


@cache
def alone() -> dict[str, frozenset[str]]:
    """Give the words that mean something only where they are the whole name."""
    return _by_word(ALONE)


def _by_word(senses: Mapping[str, str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for sense, words in senses.items():
        for word in words.split():
            found.setdefault("".join(words_of(word)), set()).add(sense)
    return {word: frozenset(meant) for word, meant in found.items()}
