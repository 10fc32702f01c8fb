"""One thing that goes wrong with automatic migration, as it is played and as it is told."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from userferry.api import LoginAnswer
from userferry.errors import TenantError
from userferry.lazy.stage import Stage

_ADVICE = re.compile(r" (?:Nothing was done|It may or may not)")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run showed.

    Args:
        is_well: Whether people and data are as they should be.
        text: In words, the tenant's own where it said something.
    """

    is_well: bool
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """A mistake and its cure, both of which can be played.

    Args:
        name: What goes wrong, in a few words.
        mistake: What somebody does.
        cure: What to do instead.
        play: Plays it on a stage, cured or not, and says what was seen.
    """

    name: str
    mistake: str
    cure: str
    play: Callable[[Stage, bool], Seen]


@dataclass(frozen=True, slots=True)
class Gotcha:
    """A gotcha as it was seen.

    Args:
        name: What goes wrong.
        mistake: What somebody does.
        seen: What came of it.
        cure: What to do instead.
        seen_cured: What came of that.
        is_shown: Whether the first went wrong and the second well.
    """

    name: str
    mistake: str
    seen: str
    cure: str
    seen_cured: str
    is_shown: bool


def show(stage: Stage, case: Case) -> Gotcha:
    """Play a case twice: the mistake, and the cure, each on a stage that nobody has played on."""
    wrong = case.play(stage, False)
    stage.clear()
    right = case.play(stage, True)
    stage.clear()
    is_shown = right.is_well and not wrong.is_well
    return Gotcha(case.name, case.mistake, wrong.text, case.cure, right.text, is_shown)


def said(answer: LoginAnswer) -> str:
    """Say what somebody is told who logs in."""
    return "logs in" if answer.is_ok else f"is refused: {_words(answer.message)}"


def seen_login(who: str, answer: LoginAnswer) -> Seen:
    """Say that somebody logs in, or what they are told."""
    return Seen(answer.is_ok, f"{who} {said(answer)}")


def refused(error: TenantError) -> str:
    """Give the tenant's own words of a refusal."""
    return _words(str(error))


def _words(message: str) -> str:
    """Give the tenant's own words, without ours before and behind them."""
    return _ADVICE.split(message.partition(" was answered ")[2] or message)[0]
