"""Who goes in this run of several? Waves of one dump, a retry of those who failed, and what changed since a run."""

from userferry.waves.choosing import LEFT, WAVES, Wave, choose_wave
from userferry.waves.counted import Counted
from userferry.waves.delta import Delta, find_delta
from userferry.waves.digests import digest_users
from userferry.waves.merging import lay_over
from userferry.waves.planning import Going, choose_users
from userferry.waves.retrying import Repairs, RetryDump, read_repairs, write_retry_dump
from userferry.waves.unchanged import name_files, require_unchanged
from userferry.waves.written import Part, read_part

__all__ = [
    "LEFT",
    "WAVES",
    "Counted",
    "Delta",
    "Going",
    "Part",
    "Repairs",
    "RetryDump",
    "Wave",
    "choose_users",
    "choose_wave",
    "digest_users",
    "find_delta",
    "lay_over",
    "name_files",
    "read_part",
    "read_repairs",
    "require_unchanged",
    "write_retry_dump",
]
