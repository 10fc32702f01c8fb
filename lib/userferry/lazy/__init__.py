"""Automatic migration: is it set up, who has moved, who remains, and how does it end?

lazy/                        of a workspace
  ways*.parquet              what each way of moving means for this dump
  moved.parquet              whom the tenant held when it was asked
  days/                      what each day that was looked at changed
  followed*                  who has moved, who remains, who will
  remainder.parquet          the dump of those who remain; it holds hashes where the dump does
  ghosts/, tickets/          errands about half records, and tickets for those who must reset their password
  ending.parquet             the checklist
"""

from userferry.lazy.activity import read_activity
from userferry.lazy.ending import Ending, check_ending, no_op_scripts
from userferry.lazy.finishing import Remainder, begin_rest, write_remainder
from userferry.lazy.followed import Followed
from userferry.lazy.following import follow
from userferry.lazy.ghosts import lay_ghosts, list_suspects
from userferry.lazy.moved import ask_moved, read_moved
from userferry.lazy.planning import Ways, compare_ways
from userferry.lazy.resets import list_resets, make_tickets, write_resets

__all__ = [
    "Ending",
    "Followed",
    "Remainder",
    "Ways",
    "ask_moved",
    "begin_rest",
    "check_ending",
    "compare_ways",
    "follow",
    "lay_ghosts",
    "list_resets",
    "list_suspects",
    "make_tickets",
    "no_op_scripts",
    "read_activity",
    "read_moved",
    "write_remainder",
    "write_resets",
]
