"""Writes in a thread of its own, so that compressing a block and making the next one take their time together."""

import gzip
import queue
import threading
from types import TracebackType
from typing import Self

BLOCKS_WAITING = 4  # a bound on memory: whoever makes blocks faster than they are written waits


class Aside:
    """A writer beside the thread that hands it blocks.

    Args:
        file: Where the blocks go, in their order; closed by whoever opened it.
    """

    def __init__(self, file: gzip.GzipFile) -> None:
        self._file = file
        self._blocks: queue.Queue[bytes | None] = queue.Queue(BLOCKS_WAITING)
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="userferry-tenant-writer", daemon=True)

    def write(self, block: bytes) -> None:
        """Hand a block over.

        Raises:
            OSError: An earlier one could not be written.
        """
        if self._failure is not None:
            raise self._failure
        self._blocks.put(block)

    def _run(self) -> None:
        while (block := self._blocks.get()) is not None:
            if self._failure is None:
                try:
                    self._file.write(block)
                except BaseException as failure:  # noqa: BLE001 -- raised again where the blocks come from
                    self._failure = failure

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._blocks.put(None)
        self._thread.join()
        if self._failure is not None and kind is None:
            raise self._failure
