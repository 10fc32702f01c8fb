"""Who goes in this run, as the parameters say it: `wave`, `since` and `retry` together."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl

from userferry.checks import Failure
from userferry.chunks import LINE, Chunks, json_line
from userferry.conflicts import Resolved
from userferry.display import headline, sentence
from userferry.durable import write_frame
from userferry.errors import DecisionError
from userferry.holdings import Holdings
from userferry.jsonvalues import member
from userferry.runs import read_journal
from userferry.waves.choosing import Wave, choose_wave
from userferry.waves.counted import Counted, name_runs
from userferry.waves.delta import Delta, digests_to_keep, find_delta
from userferry.waves.digests import DIGESTS, read_key
from userferry.waves.merging import METADATA
from userferry.waves.retrying import Repairs
from userferry.workspace import Workspace


@dataclass(frozen=True, slots=True, repr=False)
class Going:
    """Who goes in this run, and as what.

    Args:
        wave: Who goes, went before and waits.
        delta: What changed since the runs that `since` names.
        mapped: Those who go, as the mapping and the resolutions make them.
        key: Where the workspace keeps the key of its digests.
        digests: What the run's manifest says of `wave`, `since` and `retry`.
        repairs: What somebody changed in the retry dump.
        notice: What somebody should know before everybody is sent once more.
    """

    wave: Wave
    delta: Delta
    mapped: pl.LazyFrame
    key: Path
    digests: dict[str, str]
    repairs: Repairs
    notice: str = ""

    @property
    def users(self) -> pl.LazyFrame:
        """Every user of the dump as it would be sent."""
        return self.delta.users

    @property
    def resolved(self) -> Resolved:
        """Those kept and those held back, whomever the delta holds among them."""
        return self.delta.resolved

    @property
    def left(self) -> pl.DataFrame:
        """Whom this run leaves out though nothing is wrong with them, as `forecast_import` takes them."""
        return self.wave.left

    @property
    def kept(self) -> pl.LazyFrame:
        """Those who go: `__row` and a column for each attribute; and `LINE` where their metadata were merged."""
        return self.delta.lines(self.wave.of(self.resolved.kept))

    @property
    def sent(self) -> pl.LazyFrame:
        """Those who go, by their attributes alone; metadata as JSON texts where some were merged."""
        kept = self.kept
        schema = kept.collect_schema()
        if LINE not in schema:
            return kept
        line = pl.coalesce(LINE, json_line(schema))
        texts = [member(line, name).alias(name) for name in METADATA if name in schema]
        return kept.with_columns(texts).drop(LINE)

    def __repr__(self) -> str:
        """Say how many go."""
        since = f"; {headline(self.delta)}" if self.delta.since else ""
        return f"Going({headline(self.wave)}{since})"

    def _repr_html_(self) -> str:
        notice = sentence(self.notice) if self.notice else ""
        repaired = "" if self.repairs.rows is None else self.repairs._repr_html_()
        return self.wave._repr_html_() + self.delta._repr_html_() + repaired + notice

    def write(self, folder: Path) -> Path:
        """Write who was held back, who is gone and which changes no upsert makes into the folder."""
        self.delta.write(folder)
        return self.resolved.write(folder)

    def write_digests(self, chunks: Chunks) -> Path:
        """Write beside the import files what each user in them was, so that a later dump can tell what changed."""
        kept = digests_to_keep(self.delta, self.mapped, read_key(self.key))
        return write_frame(chunks.folder / DIGESTS, kept)


def choose_users(
    users: pl.LazyFrame,
    failure: Failure,
    resolved: Resolved,
    held: Holdings,
    *,
    repairs: Repairs,
    workspace: Workspace,
    run: str,
    wave: str = "",
    since: str = "",
) -> Going:
    """Choose who goes in a run.

    Args:
        users: Every user of the dump, repaired: `__row` Int64 and a column for each attribute.
        failure: Those whom the tenant would refuse.
        resolved: Those held back, and those kept.
        held: What the target holds.
        repairs: The dump, and the rows of its retry dump where there is one.
        workspace: Holds the runs, and the key of the digests.
        run: The run that is prepared; those begun before it count, itself never.
        wave: As `WAVES` says.
        since: A run of an earlier dump: only what is new or changed since goes. Empty for everything.

    Raises:
        DecisionError: `wave` or `since` cannot be followed.
        WorkspaceError: an earlier run that counts is not finished, or kept no digests.
    """
    runs, key = workspace.folder("runs"), workspace.path("digests.key")
    delta = Delta(users, resolved)
    if since:
        delta = find_delta(users, resolved, held, _compared(runs, since, held), key=read_key(key))
    counted, notice = Counted(), ""
    there = {"dump": repairs.dump.digest, "target": _domain(held), "connection_id": held.settings["id"]}
    if wave.strip() or repairs.rows is not None:
        counted = Counted.before(runs, run, **there)
    elif names := name_runs(runs, run, **there)[0]:
        notice = (
            f"Rows of this dump went there already, with {', '.join(names)}: `wave: rest` leaves them out. As it is, "
            "they are sent again, and the balance sheet is of this run alone."
        )
    parts = {"among": repairs.rows, "unchanged": delta.unchanged if since else None}
    chosen = choose_wave(users, failure, delta.resolved, wave=wave, counted=counted, **parts)
    if chosen.going.is_empty():
        notice = _nobody(chosen, since, workspace.name)
    compared = "\0".join(delta.since).encode()
    said = {"since": hashlib.sha256(compared).hexdigest()} if since else {}
    return Going(
        chosen, delta, chosen.of(resolved.kept), key, chosen.digests | said | repairs.digests, repairs, notice
    )


def _nobody(chosen: Wave, since: str, name: str) -> str:
    """Say why nobody goes, and what to do for those who should."""
    if since:
        return f"Nobody goes: nobody is new or changed since the run {since}"
    if names := ", ".join(chosen.counted.names):
        again = f"to rehearse from the beginning, `userferry run params/{name}.yml --again`"
        return f"Nobody goes: whoever is meant was in an earlier run already ({names}); {again}"
    if chosen.word:
        return f"Nobody goes: `wave: {chosen.word}` in params/{name}.waves.yml is true of no good user"
    return "Nobody goes: every row is refused or held back"


def _domain(held: Holdings) -> str:
    return urlsplit(held.target).netloc if "://" in held.target else held.target


def _compared(runs: Path, since: str, held: Holdings) -> Counted:
    """Find the runs with which a later dump is compared, if the parameters and the holdings allow it."""
    counted = Counted.until(runs, since)
    complaints = []
    if not held.upsert:
        complaints.append("`since` updates whoever changed, which needs `upsert: true` from 03-conflicts on")
    manifest, ends = counted.manifests[-1], read_journal(counted.folders[-1] / "journal.ndjson")[-1]["at"]
    if (manifest.target, manifest.connection_id) != (_domain(held), held.settings["id"]):
        complaints.append(
            f"the run {since} went to {manifest.target}, another target or connection than this"
        )
    if held.users is None or datetime.fromisoformat(held.asked_at) < datetime.fromisoformat(ends).replace(
        microsecond=0
    ):
        complaints.append(
            f"the target's users were not read after the run {since}, so nobody can say whose metadata to keep; "
            "`ask: again` in 03-conflicts reads them"
        )
    if not counted.outcomes[-1].is_complete:
        complaints.append(f"the run {since} is not finished; 05-import with `run: {since}` goes on with it")
    if complaints:
        raise DecisionError("The parameters", complaints)
    return counted
