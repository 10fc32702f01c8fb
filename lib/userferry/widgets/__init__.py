"""How people choose: each widget is a model (state, no widget in it) and a view (widgets, no logic in it).

A widget decides: it writes a decisions file. The next cell reads that file and works.
"""

from userferry.widgets.conflicts import ConflictsModel, settle_conflicts
from userferry.widgets.exporting import ExportingModel, choose_columns
from userferry.widgets.mapping import MappingModel, edit_mapping

__all__ = [
    "ConflictsModel",
    "ExportingModel",
    "MappingModel",
    "choose_columns",
    "edit_mapping",
    "settle_conflicts",
]
