"""Cut users into import files, to the byte."""

from userferry.chunks.cutting import FRAMING_BYTES, LINE, MAX_FILE_BYTES, Chunks, split_users
from userferry.chunks.writing import json_line

__all__ = ["FRAMING_BYTES", "LINE", "MAX_FILE_BYTES", "Chunks", "json_line", "split_users"]
