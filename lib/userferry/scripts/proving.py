"""Prove generated scripts in real Node: everybody of an answer key logs in, nobody else, and profiles are right."""

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from userferry.display import headline, table
from userferry.durable import write_frame
from userferry.errors import DecisionError
from userferry.scripts.node import Answer, call_scripts
from userferry.scripts.store import Store
from userferry.scripts.written import Scripts

_BATCH_ROWS = 5_000
_STRANGERS = 20
_AT_ONCE = 1
"""As in Auth0's containers: a hash that JavaScript itself computes holds up whoever is asked for beside it."""

_WRONG, _BLOCKED = "WrongUsernameOrPasswordError", "UnauthorizedError"
_CHECKS = {"check": pl.String(), "asked": pl.Int64(), "held": pl.Int64()}
_FAILURES = {"__row": pl.Int64(), "check": pl.String(), "kind": pl.String()}
_DIFFERENCES = {"__row": pl.Int64(), "script": pl.String(), "field": pl.String(), "kind": pl.String()}
_FRAMES = ("checks", "failures", "differences")

Expected = Callable[[Answer], bool]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ScriptProof:
    """What came of calling the scripts; it names rows and fields, and holds no password and no value.

    Args:
        checks: `check` (String: what was tried), `asked` and `held` (Int64: how often it came out right).
        failures: `__row` (Int64, null for a stranger), `check` and `kind` (String: what came instead: the error's
            class, "somebody", "nobody", "silent", or "called back more than once").
        differences: `__row`, `script`, `field` (a path such as `user_metadata.city`) and `kind` ("lacking", "too
            much" or "other") for each field of a profile that differs from the bulk import's.
    """

    checks: pl.DataFrame
    failures: pl.DataFrame
    differences: pl.DataFrame

    @property
    def is_proven(self) -> bool:
        """Whether something was asked, and all of it came out right."""
        is_held = bool((self.checks["asked"] == self.checks["held"]).all())
        return is_held and self.checks["asked"].sum() > 0 and self.differences.is_empty()

    def write(self, folder: Path) -> Path:
        """Write a parquet file for each frame."""
        for name in _FRAMES:
            write_frame(folder / f"{name}.parquet", getattr(self, name))
        return folder

    @classmethod
    def read(cls, folder: Path) -> "ScriptProof":
        """Read what `write` wrote."""
        return cls(*(pl.read_parquet(folder / f"{name}.parquet") for name in _FRAMES))

    def __repr__(self) -> str:
        """Say whether they are proven."""
        asked, held = self.checks["asked"].sum(), self.checks["held"].sum()
        verdict = "proven" if self.is_proven else "not proven"
        return f"ScriptProof({verdict}: {held:,} of {asked:,} calls right, {self.differences.height:,} fields differ)"

    def _repr_html_(self) -> str:
        shown = table(headline(self), ["check", "asked", "right"], self.checks.iter_rows())
        for title, frame, keys in (
            ("What came instead", self.failures, ["check", "kind"]),
            ("Fields that differ from the bulk import's", self.differences, ["script", "field", "kind"]),
        ):
            if not frame.is_empty():
                counted = frame.group_by(keys).agg(pl.len().alias("rows")).sort(keys)
                shown += table(title, [*keys, "rows"], counted.iter_rows())
        return shown


def prove_scripts(
    scripts: Scripts,
    keys: pl.DataFrame | pl.LazyFrame,
    twins: pl.DataFrame | pl.LazyFrame,
    *,
    configuration: Mapping[str, str],
    packages: Path | None,
) -> ScriptProof:
    """Call `login` and `get_user` for each row of an answer key; nothing is written into the store.

    Args:
        scripts: The scripts.
        keys: `__row` Int64, `login` and `password` String.
        twins: `__row` Int64, `profile` String: the JSON that a bulk import would take (`twins.bulk_twins`).
        configuration: Their settings, with values.
        packages: A folder with `node_modules`.

    Raises:
        DecisionError: A setting lacks, or a row of the key has no twin.
        NodeError: There is no Node, or its process ended.
    """
    if lacking := [name for name in scripts.settings if name not in configuration]:
        raise DecisionError(
            "The configuration", [f"the scripts need {name}: {scripts.settings[name]}" for name in lacking]
        )
    asked = keys.lazy().select("__row", "login", "password").collect()
    wanted = asked.join(twins.lazy().select("__row", "profile").collect(), on="__row", how="left").sort(
        "__row"
    )
    if without := wanted["profile"].null_count():
        raise DecisionError(
            "The answer key", [f"{without:,} of its rows have no twin: make both of one dump"]
        )
    tally = _Tally(scripts, dict(configuration), packages)
    same = _same_logins(wanted)
    for batch in wanted.iter_slices(_BATCH_ROWS):
        tally.take(batch, same)
    tally.strangers(wanted.head(_STRANGERS))
    with _unreachable(scripts.store, tally.configuration) as nowhere:
        tally.outage(wanted.head(1), nowhere)
    return tally.proof()


class _Tally:
    """Counts what came of the calls.

    Args:
        scripts: The scripts.
        configuration: Their settings.
        packages: What they require.
    """

    def __init__(self, scripts: Scripts, configuration: dict[str, str], packages: Path | None) -> None:
        self.scripts, self.configuration, self.packages = scripts, configuration, packages
        self._counts: dict[str, list[int]] = {}
        self._failures: list[tuple[int | None, str, str]] = []
        self._differences: list[tuple[int, str, str, str]] = []

    def take(self, batch: pl.DataFrame, same: Mapping[str, list[str]]) -> None:
        """Log each row in, with its password and with another, and ask for it."""
        rows, twins = batch["__row"].to_list(), list(map(json.loads, batch["profile"]))
        logins, passwords = batch["login"].to_list(), batch["password"].to_list()
        answers = self._call("login", list(zip(logins, passwords, strict=True)))
        for row, twin, answer in zip(rows, twins, answers, strict=True):
            is_blocked = twin.get("blocked") is True
            if is_blocked:
                self._count("a blocked user is refused", row, answer, answer.error == _BLOCKED)
                continue
            self._count("the right password logs in", row, answer, _is_somebody(answer))
            if _is_somebody(answer):
                self._compare(row, "login", twin, answer.result)
        for row, answer in zip(
            rows, self._call("login", [(login, f"~{word}") for login, word in zip(logins, passwords, strict=True)]),
            strict=True,
        ):  # fmt: skip
            self._count("a wrong password is refused", row, answer, answer.error == _WRONG)
        for row, login, twin, answer in zip(
            rows, logins, twins, self._call("get_user", [(login,) for login in logins]), strict=True
        ):
            self._count("get_user finds who is there", row, answer, _is_somebody(answer))
            if _is_somebody(answer):
                others = [json.loads(text) for text in same.get(login.lower(), [])]
                is_other = any(not list_differences(other, answer.result) for other in others)
                self._compare(row, "get_user", answer.result if is_other else twin, answer.result)

    def strangers(self, some: pl.DataFrame) -> None:
        """Log in and ask for people whom the store does not have."""
        logins = [f"nobody-{row}@unknown.invalid" for row in some["__row"]]
        for answer in self._call("login", list(zip(logins, some["password"], strict=True))):
            self._count("an unknown user is refused", None, answer, answer.error == _WRONG)
        for answer in self._call("get_user", [(login,) for login in logins]):
            is_nobody = answer.error is None and answer.result is None
            self._count("get_user finds nobody where nobody is", None, answer, is_nobody)

    def outage(self, some: pl.DataFrame, nowhere: dict[str, str]) -> None:
        """Log in while the store does not answer."""
        calls = [(login, word) for login, word in zip(some["login"], some["password"], strict=True)]
        for name, given in (("login", calls), ("get_user", [(login,) for login, _ in calls])):
            for answer in self._call(name, given, nowhere):
                self._count("a store that is down is an Error", None, answer, answer.error == "Error")

    def proof(self) -> ScriptProof:
        """Give what was counted."""
        checks = [(name, *counts) for name, counts in self._counts.items()]
        return ScriptProof(
            pl.DataFrame(checks, schema=_CHECKS, orient="row"),
            pl.DataFrame(self._failures, schema=_FAILURES, orient="row"),
            pl.DataFrame(self._differences, schema=_DIFFERENCES, orient="row"),
        )

    def _call(self, name: str, calls: list[Any], configuration: dict[str, str] | None = None) -> list[Answer]:
        given = self.configuration if configuration is None else configuration
        return call_scripts(
            self.scripts.sources[name], calls, configuration=given, packages=self.packages, at_once=_AT_ONCE
        )

    def _count(self, check: str, row: int | None, answer: Answer, is_right: bool) -> None:
        counts = self._counts.setdefault(check, [0, 0])
        is_held = is_right and answer.calls == 1
        counts[0] += 1
        counts[1] += is_held
        if not is_held:
            self._failures.append((row, check, _kind(answer)))

    def _compare(self, row: int, script: str, twin: Any, profile: Any) -> None:
        self._differences += [(row, script, path, kind) for path, kind in list_differences(twin, profile)]


def _is_somebody(answer: Answer) -> bool:
    return answer.error is None and isinstance(answer.result, dict)


def _kind(answer: Answer) -> str:
    if answer.calls != 1:
        return "called back more than once" if answer.calls else "silent"
    return answer.error or ("nobody" if answer.result is None else "somebody")


def _same_logins(wanted: pl.DataFrame) -> dict[str, list[str]]:
    """Give the profiles of logins that several rows have: get_user can only give one of them."""
    login = pl.col("login").str.to_lowercase()
    shared = wanted.filter(login.is_duplicated()).group_by(login).agg("profile")
    return dict(shared.iter_rows())


def list_differences(twin: Any, profile: Any, path: str = "") -> list[tuple[str, str]]:
    """List the paths where two JSON values differ, and how: "lacking", "too much" or "other".

    Numbers are the same where their values are; true is no number.
    """
    if isinstance(twin, dict) and isinstance(profile, dict):
        found = []
        for name in dict.fromkeys([*twin, *profile]):
            inner = f"{path}.{name}" if path else name
            if name not in profile:
                found.append((inner, "lacking"))
            elif name not in twin:
                found.append((inner, "too much"))
            else:
                found += list_differences(twin[name], profile[name], inner)
        return found
    return [] if _is_same(twin, profile) else [(path, "other")]


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and not any(
            list_differences(a, b) for a, b in zip(one, other, strict=True)
        )
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


@contextmanager
def _unreachable(store: Store, configuration: dict[str, str]) -> Iterator[dict[str, str]]:
    """Lend settings that name a place where nothing listens, as long as this is open."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{silent.getsockname()[1]}"
        addresses = {
            "postgresql": f"postgresql://nobody@{place}/none",
            "mysql": f"mysql://nobody@{place}/none",
            "sqlserver": f"Server={place.replace(':', ',')};Database=none;User Id=nobody;Password=none",
            "mongodb": f"mongodb://{place}/none",
            "webservice": f"http://{place}",
        }
        name = "SERVICE_URL" if store.kind == "webservice" else "DATABASE_URL"
        yield configuration | {name: addresses[store.kind]}
