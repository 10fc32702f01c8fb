"""What is in the file I was handed? `read_dump` opens it and gives every record a `__row`.

Values stay as they were: a leading zero, `TRUE`, `1E5` and a 19-digit id are strings here; the profile finds types.
"""

from userferry.dumps.dump import Dump, Recipe
from userferry.dumps.joining import join_dumps, read_dumps
from userferry.dumps.plain import read_objects
from userferry.dumps.reading import read_dump

__all__ = ["Dump", "Recipe", "join_dumps", "read_dump", "read_dumps", "read_objects"]
