"""Runs every page of a migration, as `userferry run` does, in a process of its own.

python crossing.py PARAMS.yml

Prints a line of JSON: each page's seconds and the processor's seconds for it, all pages' seconds together, and the most
memory that any of them took, in 10^6 bytes.
"""

import json
import resource
import sys
import time
from pathlib import Path

from userferry.chain import run_chain


def main() -> None:
    """Run the pages; what each says of its time goes to standard error."""
    pages: dict[str, tuple[float, float]] = {}
    start = mark = time.perf_counter()
    used = processor_seconds()

    def say(line: str) -> None:
        nonlocal mark, used
        now, using = time.perf_counter(), processor_seconds()
        pages[line.split(maxsplit=1)[0]] = now - mark, using - used
        mark, used = now, using
        sys.stderr.write(f"  {line}\n")

    run_chain(Path(sys.argv[1]), say=say)
    kernels = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = {"pages": pages, "seconds": mark - start, "peak_mb": max(own, kernels) * 1024 / 1e6}
    sys.stdout.write(json.dumps(found) + "\n")


def processor_seconds() -> float:
    """Count what this process and its kernels that have ended had of the processor."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


if __name__ == "__main__":
    main()
