"""What the words of a column's name mean, in whichever language, order and spelling they stand."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from userferry.mapping import shared
from userferry.mapping.words import ALONE, NOISE, SENSES

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

_LIST = re.compile(r"\[(\d*)\]")

_LED = frozenset(
    {"email", "phone", "mobile", "password", "name", "address", "totp", "twofactor", "token", "newsletter", "wish",
     "setting", "app", "metadata"}
)  # fmt: skip
"""Senses of a branch that its leaves share: a phone's `verified` is not an e-mail's."""

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


def senses_of(columns: Iterable[str]) -> dict[str, Meaning]:
    """Say what the names of a dump's columns mean, without the words that only say whose they are.

    Args:
        columns: All of the dump's, so that what their names share can be told.

    Returns:
        For each column what each of its words may mean, names from `words.SENSES`; a word that is not known has none.
    """
    split = {column: _led(column) for column in columns}
    told = shared.dropped(split, _known())
    return {column: _whole(words) or _meant(told[column]) for column, words in split.items()}


def _led(column: str) -> tuple[str, ...]:
    """Split a path such as `emails[0].value` into words, without the branches that say nothing of what is at its end."""
    parts = [words_of(part) for part in re.split(r"\.(?=\S)|__", _LIST.sub(_counted, column))]
    *branches, leaf = [part for part in parts if part] or [()]
    if not branches:
        return leaf
    if not any(sense - NOISE for word in leaf for sense in _senses(word)):
        return tuple(dict.fromkeys((*branches[-1], *leaf)))
    told = [word for branch in branches for word in branch if any(sense & _LED for sense in _senses(word))]
    return tuple(dict.fromkeys((*told, *leaf)))


def _counted(place: re.Match[str]) -> str:
    """Write a place in a list as people count: the first says nothing, another is one of several."""
    return f" {int(place[1]) + 1}" if place[1] not in ("", "0") else ""


def path_of(column: str) -> str:
    """Spell a column's name as a key of the metadata: `First Name` is `first_name`; empty for other scripts."""
    return "_".join(word for word in words_of(column) if word.isascii())


def _whole(words: tuple[str, ...]) -> Meaning:
    """Give the senses of a name that is one known word, however it is cut: `kullanici_adi`, `user_name`."""
    known = _known().get("".join(words), frozenset())
    return (known,) if len(words) > 1 and known - NOISE else ()


def _meant(words: tuple[str, ...]) -> Meaning:
    words = _joined(words)
    told = tuple(word for word in words if not _is_noise(word))
    if "".join(words) in _alone():
        return (_alone()["".join(words)],)
    for glued in ("".join(words), "".join(told)):
        if (whole := _known().get(glued)) and not whole <= NOISE:
            return (whole,)
    found = tuple(
        sense for word in told or words for sense in _senses(word) if not told or not sense or sense - NOISE
    )
    # Beside nothing that is known, even the word that says "this is one" or "this is when" says something.
    return (
        found if any(found) else found + tuple(_known()[word] for word in words if word in _known() and told)
    )


def _joined(words: tuple[str, ...]) -> tuple[str, ...]:
    """Join two words that mean something only together: `two_factor`, `opt_in`."""
    found: list[str] = []
    for word in words:
        pair = found[-1] + word if found else ""
        if len(word) > 1 and pair in _known() and not _known()[pair] <= NOISE and {found[-1], word} - _known().keys():
            found[-1] = pair
        else:
            found.append(word)
    return tuple(found)


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
    if pieces := _pieces(word):
        return tuple(known[piece] for piece in pieces)
    if not word.isascii() and (inside := _inside(word)):
        return inside
    if bent := _bent(word):
        return (bent,)
    return _ending(word)


def _inside(word: str) -> Meaning:
    """Give the senses of the known words that stand in one of a script without spaces: `メルマガ受信可否`."""
    found: list[frozenset[str]] = []
    start = 0
    while start < len(word) and not word.isascii():
        ends = range(len(word), start + 1, -1)
        end = next((end for end in ends if word[start:end] in _known() and not word[start:end].isascii()), 0)
        found += [_known()[word[start:end]]] if end else []
        start = end or start + 1
    return tuple(found)


def _bent(word: str) -> frozenset[str]:
    """Give the senses of the known words that differ from an unknown one by how they are bent: `рассылку`, `bildirimi`."""
    for cut in range(_MOST_BENT + 1) if not word.endswith(_DERIVED) else ():
        stem = word[: len(word) - cut]
        if len(stem) >= (_MIN_STEM if word.isascii() else _MIN_STEM - 1) and (meant := _stems().get(stem)):
            return meant
    return frozenset()


def _ending(word: str) -> Meaning:
    """Give the senses of the known word that an unknown one ends with: compounds say at their end what they are."""
    for start in range(1, len(word) - _MIN_ENDING + 1):
        if end := _known().get(word[start:]):
            return (frozenset(), end)
    return (frozenset(),)


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
    return _by_word(SENSES)


@cache
def _stems() -> dict[str, frozenset[str]]:
    """What known words mean that begin alike; nothing where they do not mean the same."""
    found: dict[str, frozenset[str]] = {}
    for word, meant in _known().items():
        for cut in range(min(_MOST_BENT, len(word) - 1) + 1):
            stem = word[: len(word) - cut]
            found[stem] = found.get(stem, meant) & meant
    return {stem: meant for stem, meant in found.items() if not meant & _EXACT}


@cache
def _alone() -> dict[str, frozenset[str]]:
    return _by_word(ALONE)


def _by_word(senses: Mapping[str, str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for sense, words in senses.items():
        for word in words.split():
            found.setdefault("".join(words_of(word)), set()).add(sense)
    return {word: frozenset(meant) for word, meant in found.items()}

