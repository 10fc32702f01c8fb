"""Which JavaScript does for one user what the mapping and the hashes do for all, and is it right?"""

from userferry.scripts.node import Answer, NodeError, call_scripts
from userferry.scripts.packages import install_packages
from userferry.scripts.proving import ScriptProof, prove_scripts
from userferry.scripts.store import KINDS, Store, StoreKind
from userferry.scripts.writing import write_scripts
from userferry.scripts.written import MAX_BYTES, NAMES, LeftOut, Scripts

__all__ = [
    "KINDS",
    "MAX_BYTES",
    "NAMES",
    "Answer",
    "LeftOut",
    "NodeError",
    "ScriptProof",
    "Scripts",
    "Store",
    "StoreKind",
    "call_scripts",
    "install_packages",
    "prove_scripts",
    "write_scripts",
]
