"""Which part of the users each run takes, as a person wrote it: `params/<name>.waves.yml`, one line a run."""

from dataclasses import dataclass
from pathlib import Path

from userferry.decisions import read_decisions, unknown_name
from userferry.errors import DecisionError

_SAID = ("wave", "since", "retry")


@dataclass(frozen=True, slots=True)
class Part:
    """What one run takes.

    Args:
        wave: As `WAVES` says; empty for everybody.
        since: A run of an earlier dump, with which this one is compared; empty for none.
        retry: A run whose repaired retry dump is read; empty for none.
    """

    wave: str = ""
    since: str = ""
    retry: str = ""


def read_part(path: Path, run: str) -> Part:
    """Read what a run takes; everybody, where there is no file or it says nothing of this run.

    Args:
        path: `params/<name>.waves.yml`, such as `second: {wave: rest}`.
        run: The run.

    Raises:
        DecisionError: the file cannot be followed; all complaints about it at once.
    """
    written = read_decisions(path, what="the waves") if path.exists() else {}
    complaints = []
    for name, said in written.items():
        if not isinstance(said, dict):
            complaints.append(
                f"`{name}` says {said!r}; a run says `wave`, `since` or `retry`: `{{wave: rest}}`"
            )
            continue
        complaints += [
            f"`{name}`: {unknown_name(str(word), _SAID, what='word')}" for word in said if word not in _SAID
        ]
        kinds = [
            word
            for word, value in said.items()
            if isinstance(value, bool) or not isinstance(value, str | int)
        ]
        complaints += [
            f"`{name}` says `{word}: {said[word]!r}`; it takes a text or a number" for word in kinds
        ]
        complaints += [f"`{name}` retries itself; `retry` names an earlier run"] * (said.get("retry") == name)
    if complaints:
        raise DecisionError(str(path), complaints)
    return Part(**{word: str(value).strip() for word, value in written.get(run, {}).items()})
