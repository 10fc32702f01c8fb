"""Which column becomes which attribute, and how? Suggested, decided in a file, applied lazily."""

from userferry.mapping.applying import (
    apply_mapping,
    hash_decisions,
    legacy_hashes,
    without_credentials,
)
from userferry.mapping.coverage import Coverage, count_attributes
from userferry.mapping.decided import OPEN, ColumnRule, Mapping, column_drift
from userferry.mapping.fitting import remember_dump, require_fit
from userferry.mapping.hashing import Beside, HashRule
from userferry.mapping.memberships import Memberships, Placed
from userferry.mapping.previewing import Preview, before_after, preview
from userferry.mapping.ranking import rank_targets
from userferry.mapping.seen import Seen
from userferry.mapping.steps import Step
from userferry.mapping.suggesting import suggest_mapping
from userferry.mapping.transforms import TRANSFORMS, Transform
from userferry.mapping.wanting import read_assignments

__all__ = [
    "OPEN",
    "TRANSFORMS",
    "Beside",
    "ColumnRule",
    "Coverage",
    "HashRule",
    "Mapping",
    "Memberships",
    "Placed",
    "Preview",
    "Seen",
    "Step",
    "Transform",
    "apply_mapping",
    "before_after",
    "column_drift",
    "count_attributes",
    "hash_decisions",
    "legacy_hashes",
    "preview",
    "rank_targets",
    "read_assignments",
    "remember_dump",
    "require_fit",
    "suggest_mapping",
    "without_credentials",
]
