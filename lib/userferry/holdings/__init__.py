"""What does the target hold before anything is sent: the connection's settings, and the users who are there?

target/
  holdings.json            of the target that was asked about last
  <place>/holdings.json    of each target and connection that was ever asked about
  <place>/users.parquet    its users, where they were read
"""

from userferry.holdings.asking import ASK, ask_target
from userferry.holdings.held import Holdings
from userferry.holdings.reading import read_export
from userferry.holdings.spotting import spot_check

__all__ = ["ASK", "Holdings", "ask_target", "read_export", "spot_check"]
