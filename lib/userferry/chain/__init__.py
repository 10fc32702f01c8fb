"""Run the notebooks unattended, one after the other, and continue where it broke off."""

from userferry.chain.beginning import begin_migration, describe_page, find_migration, write_pages
from userferry.chain.params import Params, read_params
from userferry.chain.running import ChainError, run_chain, run_page, run_undo

__all__ = [
    "ChainError",
    "Params",
    "begin_migration",
    "describe_page",
    "find_migration",
    "read_params",
    "run_chain",
    "run_page",
    "run_undo",
    "write_pages",
]
