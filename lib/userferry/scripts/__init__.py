"""Which JavaScript does for one user what the mapping and the hashes do for all, and is it right?"""

from userferry.scripts.naming import namespaced
from userferry.scripts.node import Answer, NodeError, call_scripts, find_node
from userferry.scripts.packages import install_packages
from userferry.scripts.profile import ProfileCode, write_profile
from userferry.scripts.proving import ScriptProof, prove_scripts
from userferry.scripts.serving import ServedDump, serve_dump
from userferry.scripts.store import KINDS, Store, StoreKind
from userferry.scripts.twins import bulk_twins
from userferry.scripts.verifier import list_forms, write_maker, write_verifier
from userferry.scripts.writing import write_scripts
from userferry.scripts.written import IMPORT_MODE, MAX_BYTES, NAMES, LeftOut, Scripts

__all__ = [
    "IMPORT_MODE",
    "KINDS",
    "MAX_BYTES",
    "NAMES",
    "Answer",
    "LeftOut",
    "NodeError",
    "ProfileCode",
    "ScriptProof",
    "Scripts",
    "ServedDump",
    "Store",
    "StoreKind",
    "bulk_twins",
    "call_scripts",
    "find_node",
    "install_packages",
    "list_forms",
    "namespaced",
    "prove_scripts",
    "serve_dump",
    "write_maker",
    "write_profile",
    "write_scripts",
    "write_verifier",
]
