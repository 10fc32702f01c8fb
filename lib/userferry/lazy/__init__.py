"""Automatic migration: is it set up, who has moved, who remains, and how does it end?

lazy/                        of a workspace
  scripts/                   the scripts, and what they need
  proof/                     what came of calling them in real Node, at the legacy store
  deployed.json              which scripts stand behind which connection
  replayed*, gotchas.json    what came of drawn traffic at a rehearsal; what goes wrong, seen and avoided
  ways*.parquet              what each way of moving means for this dump
  moved.parquet              whom the tenant held when it was asked
  days/                      what each day that was looked at changed
  followed*                  who has moved, who remains, who will
  remainder.parquet          the dump of those who remain; it holds hashes where the dump does
  resets.csv                 whom of them to write to, since no import takes their hash
  ghosts/, tickets/          errands about half records, and tickets for those who must reset their password
  ending.parquet             the checklist
"""

from userferry.lazy.activity import read_activity
from userferry.lazy.deploying import Deployed, deploy_scripts
from userferry.lazy.ending import Ending, check_ending, end_migration, no_op_scripts
from userferry.lazy.finishing import Remainder, begin_rest, write_remainder
from userferry.lazy.followed import Followed
from userferry.lazy.following import follow
from userferry.lazy.ghosts import lay_ghosts, list_suspects
from userferry.lazy.gotchas import Gotchas, show_gotchas
from userferry.lazy.moved import ask_moved, read_moved
from userferry.lazy.notrun import NotRun
from userferry.lazy.placing import (
    Ended,
    Rest,
    ToPlace,
    follow_users,
    place_scripts,
    prepare_rest,
    reach_database,
)
from userferry.lazy.planning import Ways, compare_ways
from userferry.lazy.rehearsing import Rehearsed, prove_at_store, reach_store, rehearse_scripts
from userferry.lazy.replayed import Replayed
from userferry.lazy.replaying import replay
from userferry.lazy.resets import find_resets, list_resets, make_tickets, write_resets
from userferry.lazy.terms import Terms, read_terms
from userferry.lazy.traffic import draw_traffic

__all__ = [
    "Deployed",
    "Ended",
    "Ending",
    "Followed",
    "Gotchas",
    "NotRun",
    "Rehearsed",
    "Remainder",
    "Replayed",
    "Rest",
    "Terms",
    "ToPlace",
    "Ways",
    "ask_moved",
    "begin_rest",
    "check_ending",
    "compare_ways",
    "deploy_scripts",
    "draw_traffic",
    "end_migration",
    "find_resets",
    "follow",
    "follow_users",
    "lay_ghosts",
    "list_resets",
    "list_suspects",
    "make_tickets",
    "no_op_scripts",
    "place_scripts",
    "prepare_rest",
    "prove_at_store",
    "reach_database",
    "reach_store",
    "read_activity",
    "read_moved",
    "read_terms",
    "rehearse_scripts",
    "replay",
    "show_gotchas",
    "write_remainder",
    "write_resets",
]
