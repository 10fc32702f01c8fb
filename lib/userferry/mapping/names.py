"""What the words of a column's name mean, in whichever language, order and spelling they stand."""

import re
from collections.abc import Iterable

from userferry.mapping import shared
from userferry.mapping.lexicon import Meaning, alone, known, senses_of_word, words_of
from userferry.mapping.words import NOISE

_LIST = re.compile(r"\[(\d*)\]")

_LED = frozenset(
    {"email", "phone", "mobile", "password", "name", "address", "totp", "twofactor", "token", "newsletter", "wish",
     "setting", "app", "metadata"}
)  # fmt: skip
"""Senses of a branch that its leaves share: a phone's `verified` is not an e-mail's."""


def senses_of(columns: Iterable[str]) -> dict[str, Meaning]:
    """Say what the names of a dump's columns mean, without the words that only say whose they are.

    Args:
        columns: All of the dump's, so that what their names share can be told.

    Returns:
        For each column what each of its words may mean, names from `words.SENSES`; a word that is not known has none.
    """
    split = {column: _led(column) for column in columns}
    told = shared.dropped(split, known())
    return {column: _whole(words) or _meant(told[column]) for column, words in split.items()}


def _led(column: str) -> tuple[str, ...]:
    """Split a path such as `emails[0].value` into words, without the branches that say nothing of its end."""
    parts = [words_of(part) for part in re.split(r"\.(?=\S)|__", _LIST.sub(_counted, column))]
    *branches, leaf = [part for part in parts if part] or [()]
    if not branches:
        return leaf
    if not any(sense - NOISE for word in leaf for sense in senses_of_word(word)):
        return tuple(dict.fromkeys((*branches[-1], *leaf)))
    told = [
        word for branch in branches for word in branch if any(sense & _LED for sense in senses_of_word(word))
    ]
    return tuple(dict.fromkeys((*told, *leaf)))


def _counted(place: re.Match[str]) -> str:
    """Write a place in a list as people count: the first says nothing, another is one of several."""
    return f" {int(place[1]) + 1}" if place[1] not in ("", "0") else ""


def path_of(column: str) -> str:
    """Spell a column's name as a key of the metadata: `First Name` is `first_name`; empty for other scripts."""
    return "_".join(word for word in words_of(column) if word.isascii())


def _whole(words: tuple[str, ...]) -> Meaning:
    """Give the senses of a name that is one known word, however it is cut: `kullanici_adi`, `user_name`."""
    meant = known().get("".join(words), frozenset())
    return (meant,) if len(words) > 1 and meant - NOISE else ()


def _meant(words: tuple[str, ...]) -> Meaning:
    words = _joined(words)
    told = tuple(word for word in words if not _is_noise(word))
    if "".join(words) in alone():
        return (alone()["".join(words)],)
    for glued in ("".join(words), "".join(told)):
        if (whole := known().get(glued)) and not whole <= NOISE:
            return (whole,)
    found = tuple(
        sense
        for word in told or words
        for sense in senses_of_word(word)
        if not told or not sense or sense - NOISE
    )
    # Beside nothing that is known, even the word that says "this is one" or "this is when" says something.
    return found if any(found) else found + tuple(known()[word] for word in words if word in known() and told)


def _joined(words: tuple[str, ...]) -> tuple[str, ...]:
    """Join two words that mean something only together: `two_factor`, `opt_in`."""
    found: list[str] = []
    for word in words:
        pair = found[-1] + word if found else ""
        if (
            len(word) > 1
            and pair in known()
            and not known()[pair] <= NOISE
            and {found[-1], word} - known().keys()
        ):
            found[-1] = pair
        else:
            found.append(word)
    return tuple(found)


def _is_noise(word: str) -> bool:
    return word == "1" or (word in known() and known()[word] <= NOISE)
