"""A tenant, a session with it, and a run between them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.runs.runs_scene import FAST, Rows, balance_of, dump, order, people, write_chunks

from userferry.api import Session
from userferry.runs import Balance, Run
from userferry.tenant import LocalTenant


@pytest.fixture
def tenant() -> Iterator[LocalTenant]:
    with LocalTenant(folder=None, port=0) as tenant:
        yield tenant


@pytest.fixture
def session(tenant: LocalTenant) -> Session:
    return Session(
        tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret, audience=tenant.audience
    )


@pytest.fixture
def begin(tenant: LocalTenant, tmp_path: Path) -> Callable[..., Run]:
    """Begin a run of some chunks, the usual ones where none are given."""

    def begin(chunks: list[Rows] | None = None, *, upsert: bool = False, name: str = "run") -> Run:
        chunks = dump() if chunks is None else chunks
        cut = write_chunks(tmp_path / f"{name}-cut", chunks)
        return Run.create(tmp_path / name, order(tenant, cut, sum(map(len, chunks)), upsert=upsert))

    return begin


@pytest.fixture(scope="session")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[tuple[str, str | None]], Balance]:
    """Send the usual dump undisturbed, once: who is there then, and the balance."""
    folder = tmp_path_factory.mktemp("undisturbed")
    with LocalTenant(folder=None, port=0) as tenant:
        session = Session(
            tenant.url,
            client_id=tenant.client_id,
            client_secret=tenant.client_secret,
            audience=tenant.audience,
        )
        cut = write_chunks(folder / "cut", dump())
        run = Run.create(folder / "run", order(tenant, cut, 20))
        outcome = run.send(session, **FAST)
        return people(session, tenant.connection_id, folder), balance_of(outcome, 20)
