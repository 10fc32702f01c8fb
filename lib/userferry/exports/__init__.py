"""Which users does a tenant hold, and what of them does somebody want in a file?

exports/
  users.parquet      the users as the tenant gave them, a line of JSON each
  asked.json         whose they are, and how they came
  export.<format>    the file that was wanted
  exported.json      how many users are in it, and what could not be evaluated
  errors.parquet     each cell that could not be, with its user and why
"""

from userferry.exports.asked import Asked
from userferry.exports.asking import MOST_SEARCHED, ask_users
from userferry.exports.cells import text_of
from userferry.exports.columns import (
    DEFAULT_FIELDS,
    FIELDS,
    Column,
    Columns,
    read_columns,
    with_defaults,
)
from userferry.exports.evaluating import Evaluated, evaluate
from userferry.exports.exported import Exported, engine_words
from userferry.exports.exporting import count_kept, export_users, preview
from userferry.exports.judging import FORMATS, WHERE, find_column_fault

__all__ = [
    "DEFAULT_FIELDS",
    "FIELDS",
    "FORMATS",
    "MOST_SEARCHED",
    "WHERE",
    "Asked",
    "Column",
    "Columns",
    "Evaluated",
    "Exported",
    "ask_users",
    "count_kept",
    "engine_words",
    "evaluate",
    "export_users",
    "find_column_fault",
    "preview",
    "read_columns",
    "text_of",
    "with_defaults",
]
