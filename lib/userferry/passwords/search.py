"""Where a converted hash refuses its known password, look for the parameter that was read wrongly."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from userferry.display import headline, table
from userferry.durable import make_folder, write_whole
from userferry.errors import HashError
from userferry.passwords.alternatives import alternatives
from userferry.passwords.effects import effect, estimate_seconds
from userferry.passwords.readings import Alternative, Told
from userferry.passwords.verify import verify_password

_FILE = "search.json"
_PROBE = "pröbe"
_Effects = tuple[tuple[object, ...], ...]
_MEANINGLESS = (ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class _Candidate:
    seconds: float
    combination: tuple[Alternative, ...]
    changed: list[Told]
    effects: _Effects


@dataclass(frozen=True, slots=True)
class Change:
    """One parameter, what it was for the first sample and what works; no salt, key, pepper or hash is in it."""

    parameter: str
    was: str
    works: str

    def __str__(self) -> str:
        return f"{self.parameter}: {self.works} instead of {self.was}"


@dataclass(frozen=True, slots=True, repr=False)
class Search:
    """Which changes let every sample's password in; it holds no hash and no password.

    Args:
        fits: The combinations that work, each of as few changes as any other; empty where none does, and one
            empty combination where nothing has to change.
        tried: How many combinations were computed.
        samples: How many samples each of `fits` lets in.
        is_stopped: Whether a bound came before the last combination of one and two changes.
    """

    fits: tuple[tuple[Change, ...], ...]
    tried: int
    samples: int
    is_stopped: bool = False

    @property
    def works(self) -> bool:
        """Whether one combination works, and no other that was tried."""
        return len(self.fits) == 1

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes of the one combination that works, empty where none or several do."""
        return self.fits[0] if self.works else ()

    @property
    def verdict(self) -> str:
        """What came of it, as one sentence without its full stop."""
        stopped = ", stopped at its bound" if self.is_stopped else ""
        if not self.fits:
            return f"no combination works of {self.tried:,} tried{stopped}"
        told = " / ".join(", ".join(map(str, fit)) or "nothing has to change" for fit in self.fits)
        whom = f"all {self.samples}" if self.samples > 1 else "the one tried"
        if self.works:
            return f"{told} works for {whom}{stopped}"
        return (
            f"{len(self.fits)} combinations work for {whom}, so more samples have to decide: {told}{stopped}"
        )

    def __repr__(self) -> str:
        """Give the verdict."""
        return f"Search({self.verdict})"

    def _repr_html_(self) -> str:
        rows = [(i, c.parameter, c.was, c.works) for i, fit in enumerate(self.fits, 1) for c in fit]
        return table(headline(self), ("combination", "parameter", "was", "works"), rows)

    def write(self, folder: Path) -> Path:
        """Write `search.json` into the folder."""
        path = make_folder(folder) / _FILE
        write_whole(path, json.dumps(asdict(self), indent=1))
        return path

    @classmethod
    def read(cls, folder: Path) -> "Search":
        """Read what `write` wrote."""
        kept: dict[str, Any] = json.loads((folder / _FILE).read_text())
        fits = tuple(tuple(Change(**change) for change in fit) for fit in kept.pop("fits"))
        return cls(fits, **kept)


def search_conversion(
    samples: Sequence[tuple[Told, str]],
    *,
    peppers: Sequence[str] = (),
    salts: Sequence[str] = (),
    max_tried: int = 5_000,
    max_seconds: float = 20.0,
    clock: Callable[[], float] = time.monotonic,
) -> Search:
    """Try what else the hashes may be: one parameter changed, and where none does, two.

    A combination works where it lets the known password of every sample in and refuses another. The cheap ones come
    first, and none may take more than `effects.HEAVIEST_BYTES`. Two that the known passwords cannot tell apart (utf8
    and latin1, where they are ASCII) both work, so that a person decides; of two that read the same salt out of every
    sample, the first is named.

    Args:
        samples: `custom_password_hash` and the known password, all of one form; the more they differ in salt and
            letters, the fewer combinations work.
        peppers: Secrets that may have gone in, as salt or key: as text, or decoded where they are hex or base64.
        salts: Salts of everybody that may have gone in.
        max_tried: The most combinations to compute.
        max_seconds: How long to go on; what is expected to take longer is not begun.
        clock: Seconds that only grow.

    Raises:
        HashError: There is no sample.
    """
    if not samples:
        raise HashError(
            "There is no sample to search with. Nothing was computed; give a hash and its password."
        )
    if _fits([told for told, _ in samples], samples):
        return Search(((),), 1, len(samples))
    try:
        options = alternatives(samples[0][0], peppers=peppers, salts=salts)
    except _MEANINGLESS:
        options = []  # it is no hash at all, so nothing is one change away from it
    until, verdicts = clock() + max_seconds, {_changed(samples, ())[1]: False}
    for changes in (1, 2):
        fits: list[tuple[Change, ...]] = []
        for one in sorted(_candidates(options, changes, samples), key=lambda one: one.seconds):
            if one.effects not in verdicts:
                if len(verdicts) >= max_tried or clock() + one.seconds > until:
                    return Search(tuple(fits), len(verdicts), len(samples), is_stopped=True)
                verdicts[one.effects] = _fits(one.changed, samples)
            if verdicts[one.effects]:
                fits.append(tuple(Change(part.parameter, part.was, part.works) for part in one.combination))
        if fits:
            return Search(tuple(fits), len(verdicts), len(samples))
    return Search((), len(verdicts), len(samples))


def _candidates(
    options: Sequence[Alternative], changes: int, samples: Sequence[tuple[Told, str]]
) -> Iterator[_Candidate]:
    # Two readings that come to the same salt for all samples are one (hex decoded, and decoded from hex); two that
    # only the samples' passwords fail to tell apart are two, and the probe is a password that does.
    probe, seen = (samples[0][0], _PROBE), set()
    for combination in combinations(options, changes):
        if len({one.parameter for one in combination}) < changes:
            continue
        changed, effects = _changed(samples, combination)
        key = (effects, _changed([probe], combination)[1])
        if effects is not None and key not in seen:
            seen.add(key)
            yield _Candidate(estimate_seconds(changed[0]), combination, changed, effects)


def _changed(
    samples: Sequence[tuple[Told, str]], combination: Sequence[Alternative]
) -> tuple[list[Told], _Effects | None]:
    changed = [told for told, _ in samples]
    try:
        for one in combination:
            changed = [one.change(told) for told in changed]
        return changed, tuple(
            effect(told, password) for told, (_, password) in zip(changed, samples, strict=True)
        )
    except _MEANINGLESS:
        return [], None


def _fits(changed: Sequence[Told], samples: Sequence[tuple[Told, str]]) -> bool:
    try:
        return all(
            verify_password(told, password) for told, (_, password) in zip(changed, samples, strict=True)
        ) and not verify_password(changed[0], f"~{samples[0][1]}")
    except HashError:
        return False
