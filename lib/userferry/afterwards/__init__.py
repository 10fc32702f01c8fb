"""What came of a run, in words and ids: why rows failed and what helps, and who is who in the tenant."""

from userferry.afterwards.causes import CAUSES, Cause, find_fixes, word_cause
from userferry.afterwards.explaining import Explained, Explanation, explain_failures
from userferry.afterwards.idtable import IdTable, take_keys, write_id_table

__all__ = [
    "CAUSES",
    "Cause",
    "Explained",
    "Explanation",
    "IdTable",
    "explain_failures",
    "find_fixes",
    "take_keys",
    "word_cause",
    "write_id_table",
]
