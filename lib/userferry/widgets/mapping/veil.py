"""What of a value may leave the kernel: its pattern, unless a person opened it; of a credential nothing, ever."""

from collections.abc import Sequence

import polars as pl

from userferry.mapping import TRANSFORMS, ColumnRule, Step
from userferry.mapping.following import arguments_of, step_complaints
from userferry.profile import Profile
from userferry.profile.masking import PERSONAL, hidden_of
from userferry.profile.verdict import OPEN, SECRETS
from userferry.schema import ATTRIBUTES
from userferry.widgets.veiling import HIDDEN, is_hash, shortened


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

    def before(self, rule: ColumnRule, value: pl.Expr) -> pl.Expr:
        """Veil values of the dump."""
        return self._veiled([rule.column], value, is_secret=self.is_secret(rule))

    def after(self, rule: ColumnRule, value: pl.Expr) -> pl.Expr:
        """Veil what a rule made; words that the analyst wrote into the rule are no secret."""
        veiled = self._veiled(_columns_of(rule), value, is_secret=self.is_secret(rule))
        return pl.when(value.is_in(["true", "false", *_words_of(rule)])).then(value).otherwise(veiled)

    def sample(self, column: str, value: pl.Expr) -> pl.Expr:
        """Veil values of a column, whatever becomes of it."""
        return self._veiled([column], value, is_secret=self._kinds.get(column) in SECRETS)

    def final(self, shown: str | None) -> str | None:
        """Look once more at a text that is about to be shown: a hash that strayed into another column is hidden."""
        return HIDDEN if shown is not None and is_hash(shown) else shown

    def _veiled(self, columns: Sequence[str], value: pl.Expr, *, is_secret: bool) -> pl.Expr:
        if is_secret:
            return pl.when(value.is_not_null()).then(pl.lit(HIDDEN))
        if self._is_open:
            return shortened(value)
        if all(self._kinds.get(name) in OPEN for name in columns):
            return pl.when(value.str.contains(PERSONAL)).then(hidden_of(value)).otherwise(shortened(value))
        return hidden_of(value)


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
