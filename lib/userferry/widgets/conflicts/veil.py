"""What of a value may leave the kernel: its pattern, unless a person opened it; of a credential nothing, ever."""

import re
from collections.abc import Sequence

import polars as pl

from userferry.profile.masking import hidden_of
from userferry.schema import ATTRIBUTES
from userferry.widgets.veiling import HIDDEN, is_hash, shortened

CREDENTIALS = tuple(name for name, attribute in ATTRIBUTES.items() if attribute.is_credential)

_TRUTHS = ("true", "false")
_SECRET = re.compile(
    r"passw|pwd|passcode|secret|token|hash|salt|otp|mfa|api_?key|private_?key|credential|(?:^|_)pin(?:$|_)",
    re.IGNORECASE,
)
_NAMED_SECRET = re.compile(r'"[^"]*(?:' + _SECRET.pattern + r')[^"]*":', re.IGNORECASE)


def is_secret(path: str) -> bool:
    """Whether what stands at a path is never shown."""
    return path.split(".", maxsplit=1)[0] in CREDENTIALS or bool(_SECRET.search(path))


def veil(path: str, values: Sequence[str | None], *, is_open: bool) -> list[str | None]:
    """Give what may be shown of values that stand at one path; what is nothing stays nothing.

    Args:
        path: An attribute or metadata path.
        values: Texts, or JSON of what is no text.
        is_open: Show values as they are; credentials stay hidden.
    """
    if is_secret(path):
        return [None if value is None else HIDDEN for value in values]
    given = pl.DataFrame({"value": values}, schema={"value": pl.String})
    value = pl.col("value")
    shown = value if is_open else pl.when(value.is_in(_TRUTHS)).then(value).otherwise(hidden_of(value))
    texts = given.select(shortened(shown)).to_series()
    # the value itself is looked at once more: a hash that strayed into another attribute, a key that names a secret
    return [
        HIDDEN if raw is not None and (_NAMED_SECRET.search(raw) or is_hash(raw)) else text
        for raw, text in zip(values, texts, strict=True)
    ]
