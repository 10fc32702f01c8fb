"""Which JavaScript does for one user what the mapping and the hashes do for all, and is it right?"""

from userferry.scripts.node import Answer, NodeError, call_scripts
from userferry.scripts.packages import install_packages
from userferry.scripts.serving import ServedDump, serve_dump
from userferry.scripts.store import KINDS, Store, StoreKind
from userferry.scripts.written import MAX_BYTES, NAMES, LeftOut, Scripts

__all__ = [
    "KINDS",
    "MAX_BYTES",
    "NAMES",
    "Answer",
    "LeftOut",
    "NodeError",
    "Scripts",
    "ServedDump",
    "Store",
    "StoreKind",
    "call_scripts",
    "install_packages",
    "serve_dump",
]
