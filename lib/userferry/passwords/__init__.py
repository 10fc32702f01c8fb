"""Which hash is this, how does Auth0 say it, and does it verify?

    value ──identify──▶ format ──convert──▶ custom_password_hash ──verify──▶ proven

A hash can be given to Auth0 once. So each is recognised by its shape, converted exactly, and proven on
passwords that are known, before anything is sent. A family of hashes is a file; a form is a `Format` in it.
"""

from userferry.passwords.columns import (
    HASH_VERDICT,
    convert_hashes,
    converted,
    hash_findings,
    hash_verdicts,
    identify_hashes,
)
from userferry.passwords.findings import HashFinding, identify_hash, to_custom_password_hash
from userferry.passwords.format import GIVEN, Format
from userferry.passwords.laying import CUSTOM_PASSWORD_HASH
from userferry.passwords.legacy import verify_legacy
from userferry.passwords.proof import Proof, prove_hashes
from userferry.passwords.registry import SHARED_SHAPES
from userferry.passwords.search import Change, Search, search_conversion
from userferry.passwords.summary import HashSummary, summarise_hashes
from userferry.passwords.verdicts import HASH_FINDING
from userferry.passwords.verify import verify_password

__all__ = [
    "CUSTOM_PASSWORD_HASH",
    "GIVEN",
    "HASH_FINDING",
    "HASH_VERDICT",
    "SHARED_SHAPES",
    "Change",
    "Format",
    "HashFinding",
    "HashSummary",
    "Proof",
    "Search",
    "convert_hashes",
    "converted",
    "hash_findings",
    "hash_verdicts",
    "identify_hash",
    "identify_hashes",
    "prove_hashes",
    "search_conversion",
    "summarise_hashes",
    "to_custom_password_hash",
    "verify_legacy",
    "verify_password",
]
