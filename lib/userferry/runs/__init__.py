"""What was sent, what came of it, what next? A run is a folder, and sending it again is always right."""

from userferry.runs.balance import Balance, Entry
from userferry.runs.journal import read_journal
from userferry.runs.manifest import ChunkFile, Manifest, Order
from userferry.runs.outcome import Outcome
from userferry.runs.outcomes import JOB_FAILED, Place
from userferry.runs.pace import Pace
from userferry.runs.progress import Progress
from userferry.runs.run import Run
from userferry.runs.state import DUPLICATED, Attempt, ChunkState, Phase, RunState, fold

__all__ = [
    "DUPLICATED",
    "JOB_FAILED",
    "Attempt",
    "Balance",
    "ChunkFile",
    "ChunkState",
    "Entry",
    "Manifest",
    "Order",
    "Outcome",
    "Pace",
    "Phase",
    "Place",
    "Progress",
    "Run",
    "RunState",
    "fold",
    "read_journal",
]
