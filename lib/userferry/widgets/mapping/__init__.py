"""Choose which column becomes which attribute."""

from userferry.widgets.mapping.model import MappingModel
from userferry.widgets.mapping.view import edit_mapping

__all__ = ["MappingModel", "edit_mapping"]
