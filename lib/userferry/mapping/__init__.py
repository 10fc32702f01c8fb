"""Which column becomes which attribute, and how? Suggested, decided in a file, applied lazily."""

from userferry.mapping.applying import (
    apply_mapping,
    hash_decisions,
    legacy_hashes,
    require_fit,
    without_credentials,
)
from userferry.mapping.coverage import Coverage, count_attributes
from userferry.mapping.decided import ColumnRule, Mapping, column_drift
from userferry.mapping.hashing import Beside, HashRule
from userferry.mapping.suggesting import suggest_mapping
from userferry.mapping.transforms import TRANSFORMS, Transform

__all__ = [
    "TRANSFORMS",
    "Beside",
    "ColumnRule",
    "Coverage",
    "HashRule",
    "Mapping",
    "Transform",
    "apply_mapping",
    "column_drift",
    "count_attributes",
    "hash_decisions",
    "legacy_hashes",
    "require_fit",
    "suggest_mapping",
    "without_credentials",
]
