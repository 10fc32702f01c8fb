"""One errand: something to ask of the tenant that does no harm when it is asked twice."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to ask of the tenant, in one call or a look and a call; asking twice does what asking once does.

    Args:
        key: Its name among the errands of one list, the same each time the list is made; an id, never an address.
        kind: What is asked, such as `delete`; the results are counted by it.
        facts: Whatever the call needs, as JSON can say it.
        is_repeated: Whether a call for it may have been made before, and what came of that was not noted.
    """

    key: str
    kind: str
    facts: dict[str, Any] = field(default_factory=dict, repr=False)
    is_repeated: bool = False

    def line(self) -> bytes:
        """Write it as a line of the list."""
        said = asdict(self)
        del said["is_repeated"]
        return json.dumps(said, ensure_ascii=False, sort_keys=True).encode() + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> Self:
        """Read what `line` wrote."""
        return cls(**json.loads(line))
