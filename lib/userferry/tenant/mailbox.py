"""The email format as z-schema@3 judges it (`behaviour.md §3.4`: its verdicts measured, its use inferred)."""

import re
from functools import lru_cache

MAX_LOCAL_BYTES = 64
MAX_DOMAIN_BYTES = 254
MAX_LABEL = 63
ATOM = re.compile(
    r"^[a-z\d!#$%&'*+\-/=?^_`{|}~\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0010ffff]+$",
    re.IGNORECASE,
)
JS_SPACE = r"\t\n\x0b\x0c\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What JavaScript's `\\s` finds, for a character class; Python's finds other controls."""
QUOTED = re.compile(
    rf'^"([{JS_SPACE}\x01-\x08\x0b\x0c\x0e-\x1f\x7f\x21\x23-\x5b\x5d-\x7e\u00a1-\uffef]|\\[\x01-\x7f\u00a1-\uffef])*"$'
)
LABEL = re.compile(r"^[a-z\u00a1-\uffff0-9-]+$", re.IGNORECASE)
TOP_LABEL = re.compile(r"^([a-z\u00a1-\uffff]{2,}|xn[a-z0-9-]{2,})$", re.IGNORECASE)
FULL_WIDTH = re.compile(r"[\uff01-\uff5e]")


def is_email(text: str) -> bool:
    """Say whether z-schema@3 takes this for an email."""
    local, at, domain = text.rpartition("@")
    if not at or len(local.encode()) > MAX_LOCAL_BYTES or len(domain.encode()) > MAX_DOMAIN_BYTES:
        return False
    return is_local_part(local) and is_domain(domain)


def is_local_part(local: str) -> bool:
    """Judge what stands before the `@`: dotted atoms or one quoted string."""
    if local.startswith('"'):
        return bool(QUOTED.fullmatch(local))
    return all(ATOM.fullmatch(atom) for atom in local.split("."))


@lru_cache(maxsize=8_192)  # a file's users share their providers
def is_domain(domain: str) -> bool:
    """Judge what stands after the `@`: two labels or more, the last one no number."""
    *labels, top = domain.split(".")
    if not labels or not TOP_LABEL.fullmatch(top):
        return False
    return all(
        LABEL.fullmatch(label)
        and len(label) <= MAX_LABEL
        and not FULL_WIDTH.search(label)
        and not label.startswith("-")
        and not label.endswith("-")
        for label in labels
    )
