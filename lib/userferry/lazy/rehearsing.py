"""Scripts proven on their store, and lived with for a season, before anybody's real login runs through them."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from userferry.dumps import Dump
from userferry.errors import DecisionError
from userferry.forms import is_email
from userferry.frames import ROW, Frame
from userferry.lazy.deploying import Deployed, deploy_scripts
from userferry.lazy.notrun import NotRun
from userferry.lazy.replayed import Replayed
from userferry.lazy.replaying import replay
from userferry.lazy.terms import Terms
from userferry.lazy.traffic import draw_traffic
from userferry.logs import log_work
from userferry.mapping import Mapping, legacy_hashes
from userferry.scripts import (
    NodeError,
    ScriptProof,
    Scripts,
    bulk_twins,
    find_node,
    install_packages,
    namespaced,
    prove_scripts,
    serve_dump,
)
from userferry.targets import reach_target
from userferry.targets.moving import CLOCK
from userferry.targets.rehearsal import PACKAGES
from userferry.workspace import REHEARSAL, Workspace

_URLS = {"postgresql": ("postgresql://", "postgres://"), "mysql": ("mysql://", "mariadb://")}


@dataclass(frozen=True, slots=True, repr=False)
class Rehearsed:
    """A season with the scripts on an embedded tenant.

    Args:
        deployed: What stood behind the connection.
        replayed: What came of the traffic.
        asked: How often the legacy store was asked; None where it is not ours to count.
    """

    deployed: Deployed
    replayed: Replayed
    asked: int | None

    def __repr__(self) -> str:
        """Say what came of it."""
        return f"Rehearsed({self.replayed!r})"

    def _repr_html_(self) -> str:
        note = "" if self.asked is None else f"The legacy store was asked {self.asked:,} times."
        return self.deployed._repr_html_() + self.replayed._repr_html_() + (f"<p>{note}</p>" if note else "")


@contextmanager
def reach_store(
    scripts: Scripts, legacy: Dump, *, serves: bool = True
) -> Iterator[tuple[dict[str, str], object]]:
    """Give the scripts' settings with their values, and what counts their questions where there is something.

    They come from the environment, under the settings' own names. Where it has none of them, a dump that was read from
    a database is asked there again, and any other is served on this machine as a web service.

    Args:
        scripts: Whose settings.
        legacy: The dump.
        serves: Whether to serve a dump here; Auth0 itself would not reach it.

    Raises:
        DecisionError: A setting has no value.
    """
    given = {name: os.environ[name] for name in scripts.settings if os.environ.get(name)}
    source = str(legacy.recipe.dump) if legacy.recipe else ""
    if serves and "SERVICE_URL" in scripts.settings and "SERVICE_URL" not in given:
        with serve_dump(legacy.frame, scripts.store) as served:
            yield _whole(scripts, given | served.configuration), served
        return
    if "DATABASE_URL" in scripts.settings and source.startswith(_URLS.get(scripts.store.kind, ("\0",))):
        given = {"DATABASE_URL": source} | given
    yield _whole(scripts, given), None


def _whole(scripts: Scripts, given: dict[str, str]) -> dict[str, str]:
    lacking = [
        f"the environment has no {name}: {what}"
        for name, what in scripts.settings.items()
        if name not in given
    ]
    if lacking:
        raise DecisionError("The legacy store", lacking)
    return given


def prove_at_store(
    scripts: Scripts,
    legacy: Dump,
    known: pl.DataFrame,
    *,
    mapping: Mapping,
    terms: Terms,
    workspace: Workspace,
) -> ScriptProof | NotRun:
    """Have people whose password is known log in through the scripts, in real Node, at the legacy store.

    Args:
        scripts: Of `write_scripts`.
        legacy: The dump, which tells what each profile has to be.
        known: `__row`, `login`, `password`, `blocked`, as `proof.known_passwords` gives them.
        mapping: The migration's.
        terms: How many of each form of hash.
        workspace: Keeps the npm packages below `packages/`.

    Raises:
        DecisionError: The store's address or a secret is missing in the environment.
    """
    form = pl.col("finding").struct.field("format").fill_null("")
    forms = legacy_hashes(legacy.frame, mapping).select(ROW, form=form).collect(engine="streaming")
    keys = known.join(forms, on=ROW).filter(pl.int_range(pl.len()).over("form") < terms.per_form)
    twins = bulk_twins(legacy.frame, namespaced(mapping, scripts.connection), scripts.left_out)
    asked = twins.join(keys.lazy().select(ROW), on=ROW, how="semi")
    with log_work("lazy", step="prove") as told, reach_store(scripts, legacy) as (configuration, _):
        try:
            packages = install_packages(scripts.packages, workspace.folder(PACKAGES))
            proof = prove_scripts(scripts, keys, asked, configuration=configuration, packages=packages)
        except NodeError as error:
            return NotRun("the proof of the scripts", str(error))
        tried, held = (int(proof.checks[name].sum()) for name in ("asked", "held"))
        told(events=tried, unexpected=tried - held)
        return proof


def rehearse_scripts(
    scripts: Scripts, legacy: Dump, known: pl.DataFrame, *, users: Frame, terms: Terms, workspace: Workspace
) -> Rehearsed | NotRun:
    """Put the scripts behind a connection of an embedded tenant and play a season of drawn traffic to it.

    It begins anew each time, in `lazy/` of the workspace; what came of it is left there for `follow`. Those take part
    whose password is known, who are not blocked, and whose address nobody shares.

    Args:
        scripts: Of `write_scripts`; only those of import mode are put there.
        legacy: The dump.
        known: As for `prove_at_store`.
        users: `__row` and `email`, as the mapping makes them.
        terms: How long, how many people.
        workspace: The migration's.
    """
    inner = workspace.below("lazy")
    for name in ("tenant", "days"):
        shutil.rmtree(inner.root / name, ignore_errors=True)
    began = datetime.combine(terms.began, datetime.min.time(), UTC).timestamp()
    inner.path("tenant", CLOCK).write_text(repr(began))
    try:
        find_node()
        install_packages(scripts.packages, inner.folder(PACKAGES))
    except NodeError as error:
        return NotRun("the rehearsal of the scripts", str(error))
    reached = reach_target(REHEARSAL, inner, connection=scripts.connection)
    try:
        with (
            log_work("lazy", step="rehearse") as told,
            reach_store(scripts, legacy) as (configuration, counted),
        ):
            placed = scripts.for_import_mode
            deployed = deploy_scripts(reached.session, scripts.connection, placed, configuration)
            deployed.write(inner.root)
            people = (
                _keys(users, known).sample(fraction=1.0, shuffle=True, seed=terms.seed).head(terms.people)
            )
            replayed = replay(
                draw_traffic(people, days=terms.days, seed=terms.seed), reached.session, scripts.connection,
                client_id=reached.client_id, client_secret=reached.client_secret,
            )  # fmt: skip
            told(users=people.height, events=replayed.came.height, unexpected=replayed.unexpected.height)
        replayed.write(inner.root)
        return Rehearsed(deployed, replayed, getattr(counted, "asked", None))
    finally:
        reached.close()


def _keys(users: Frame, known: pl.DataFrame) -> pl.DataFrame:
    email = pl.col("email").str.to_lowercase()
    addresses = users.lazy().select(ROW, email.alias("login")).collect(engine="streaming")
    alone = addresses.filter(is_email(pl.col("login")), ~pl.col("login").is_duplicated())
    return known.filter(~pl.col("blocked")).drop("login").join(alone, on=ROW).select(ROW, "login", "password")
