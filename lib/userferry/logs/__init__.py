"""What happens, a line of JSON each, for whoever operates this: numbers and names of ours, never anybody's data."""

from userferry.logs.cells import NOTEBOOK_VARIABLE, watch_cells
from userferry.logs.endpoints import LINK, endpoint_of
from userferry.logs.relaying import give_up_what_fails, logging_to
from userferry.logs.vocabulary import EVENTS, EVERYWHERE, WORKS
from userferry.logs.works import failure_of, log_work
from userferry.logs.writing import LOG_VARIABLE, bind, log_event

__all__ = [
    "EVENTS",
    "EVERYWHERE",
    "LINK",
    "LOG_VARIABLE",
    "NOTEBOOK_VARIABLE",
    "WORKS",
    "bind",
    "endpoint_of",
    "failure_of",
    "give_up_what_fails",
    "log_event",
    "log_work",
    "logging_to",
    "watch_cells",
]
