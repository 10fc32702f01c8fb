"""Userferry moves users into, out of and between Auth0 tenants, and accounts for every one.

The rooms, from the ground up, are listed in the README; each answers one question, and imports go down only. Imported
in a notebook, it shows what a person has to mend as a card instead of a traceback, and logs that a cell failed.
"""

import sys

from userferry.cards import install
from userferry.logs import watch_cells

__version__ = "0.1.0"

if "IPython" in sys.modules and (shell := sys.modules["IPython"].get_ipython()) is not None:
    install(shell)
    watch_cells(shell)
