"""What of a value may leave the kernel: its pattern, unless a person opened it; of a credential nothing, ever."""

import re
from collections.abc import Sequence

from userferry.mapping import TRANSFORMS, ColumnRule, Step
from userferry.mapping.following import arguments_of, step_complaints
from userferry.passwords import identify_hash
from userferry.profile import Profile
from userferry.profile.masking import PERSONAL, hidden
from userferry.profile.verdict import OPEN, SECRETS
from userferry.schema import ATTRIBUTES

HIDDEN = "(hidden)"
_LONGEST = 120
_MAY_BE_HASH = re.compile(r"^(?=\S{13,}$)(?:.*[${:]|[0-9a-fA-F]{32,}$)")
_PERSONAL = re.compile(PERSONAL)


class Veil:
    """Knows what may be shown of which column.

    Args:
        profile: Tells what the columns hold.
        show_values: Show values as they are; credentials stay hidden.
    """

    def __init__(self, profile: Profile, *, show_values: bool) -> None:
        self._kinds = profile.kinds()
        self._is_open = show_values

    def is_secret(self, rule: ColumnRule) -> bool:
        """Whether a rule reads or makes a credential."""
        root = (rule.target or "").partition(".")[0]
        is_credential = root in ATTRIBUTES and ATTRIBUTES[root].is_credential
        return is_credential or any(self._kinds.get(name) in SECRETS for name in _columns_of(rule))

    def before(self, rule: ColumnRule, value: str | None) -> str | None:
        """Show a value of the dump."""
        return self._shown([rule.column], value, is_secret=self.is_secret(rule))

    def after(self, rule: ColumnRule, value: str | None) -> str | None:
        """Show what a rule made of a value; words that the analyst wrote into the rule are no secret."""
        if value in ("true", "false") or (value is not None and value in _words_of(rule)):
            return value
        return self._shown(_columns_of(rule), value, is_secret=self.is_secret(rule))

    def sample(self, column: str, value: str | None) -> str | None:
        """Show a value of a column, whatever becomes of it."""
        return self._shown([column], value, is_secret=self._kinds.get(column) in SECRETS)

    def _shown(self, columns: Sequence[str], value: str | None, *, is_secret: bool) -> str | None:
        if value is None:
            return None
        is_nobodys = all(self._kinds.get(name) in OPEN for name in columns) and not _PERSONAL.search(value)
        is_open = self._is_open or is_nobodys
        if is_secret or (is_open and _is_hash(value)):
            return HIDDEN
        if is_open:
            return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
        return hidden(value)


def _columns_of(rule: ColumnRule) -> list[str]:
    if step_complaints(rule.transforms, rule.column):
        return [rule.column]
    beside = [name for word in rule.transforms for name in TRANSFORMS[str(word)].columns(arguments_of(word))]
    return [rule.column, *beside]


def _words_of(rule: ColumnRule) -> set[str]:
    found: set[str] = set()
    for word in rule.transforms:
        if isinstance(word, Step) and word.name == "values" and isinstance(word.arguments, dict):
            found |= {str(value) for value in word.arguments.values()}
        if isinstance(word, Step) and word.name == "default":
            said = word.arguments
            found.add(str(said.get("value") if isinstance(said, dict) else said))
    return found


def _is_hash(value: str) -> bool:
    # A stray hash in a column of something else must not be seen either.
    if not _MAY_BE_HASH.search(value):
        return False
    found = identify_hash(value)
    return found.kind == "ambiguous" or (found.format is not None and "plaintext" not in found.format)
