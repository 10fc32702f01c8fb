"""Userferry moves users into, out of and between Auth0 tenants, and accounts for every one.

The rooms, from the ground up, are listed in the README; each answers one question, and imports go down only.
"""

__version__ = "0.1.0"
