"""Runs every page of a migration, as `userferry run` does, in a process of its own.

python crossing.py PARAMS.yml

Prints a line of JSON: each page's seconds, all of them together, the processor's seconds, and the most memory that any of
the pages took, in 10^6 bytes.
"""

import json
import resource
import sys
import time
from pathlib import Path

from userferry.chain import run_chain


def main() -> None:
    """Run the pages; what each says of its time goes to standard error."""
    pages: dict[str, float] = {}
    mark = time.perf_counter()

    def say(line: str) -> None:
        nonlocal mark
        now = time.perf_counter()
        pages[line.split(maxsplit=1)[0]], mark = now - mark, now
        sys.stderr.write(f"  {line}\n")

    start = time.perf_counter()
    run_chain(Path(sys.argv[1]), say=say)
    seconds = time.perf_counter() - start
    own, kernels = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    found = {
        "pages": pages,
        "seconds": seconds,
        "processor_seconds": sum(used.ru_utime + used.ru_stime for used in (own, kernels)),
        "peak_mb": max(own.ru_maxrss, kernels.ru_maxrss) * 1024 / 1e6,
    }
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
