"""Sentences of ours as HTML."""

import re

from markupsafe import Markup, escape

_CODE = re.compile("`([^`]+)`")


def prose(text: str) -> Markup:
    """Write a sentence, escaped; what stands between backticks is code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 escaped before it is marked
