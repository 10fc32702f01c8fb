"""What is exported, decided on a page."""

from userferry.widgets.exporting.model import ExportingModel
from userferry.widgets.exporting.view import choose_columns

__all__ = ["ExportingModel", "choose_columns"]
