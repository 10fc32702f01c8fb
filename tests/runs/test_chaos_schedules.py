"""Two hundred schedules of faults, and those that once went wrong: the end is that of a run without faults.

The tenant's users are the same field for field, nobody is there twice, no row is in doubt, and the balance is equal.
"""

from collections.abc import Iterator

import pytest
from tests.runs.schedules import draw
from tests.runs.staged import STARTED, Stage

from userferry.tenant import LocalTenant

SEEDS = 200
KEPT = {
    205: "the errors of a job were answered 410, and the run stopped for good",
    237: "the second row of a double was sent again without its twin, and counted as inserted too",
    241: "an upsert sent a refused double again by itself, and it overwrote the user whom its twin had made",
    249: "a double was sent again without its twin, and refused for another reason",
    417: "the answers to two files were lost, and doubles of both overwrote users",
    453: "a row that the tenant had refused passed for the user whom its double had made",
}
"""Seeds that once ended otherwise, and why."""

KEPT_OF_THE_BENCHMARK = {
    954657512: "what a full disk had left in the journal's buffer was written over what the next life noted",
}
"""Likewise, of the benchmark's dumps."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory) -> Iterator[Stage]:
    with LocalTenant(clock=lambda: STARTED) as tenant:
        yield Stage(tenant, tmp_path_factory.mktemp("chaos"))


def check(stage: Stage, seed: int, **options: int) -> None:
    schedule = draw(seed, **options)
    assert stage.play(schedule).differences(stage.undisturbed(schedule.dump), schedule.dump) == []


@pytest.mark.parametrize("seed", KEPT)
def test_what_once_ended_otherwise_does_no_more(stage, seed):
    check(stage, seed)


@pytest.mark.parametrize("seed", KEPT_OF_THE_BENCHMARK)
def test_what_once_ended_otherwise_in_the_benchmark_does_no_more(stage, seed):
    check(stage, seed, dumps=1_000)


class TestInserts:
    """Of users who may be there already and are then refused."""

    @pytest.mark.parametrize("seed", range(0, SEEDS, 2))
    def test_whatever_goes_wrong_the_end_is_the_same(self, stage, seed):
        check(stage, seed)


class TestUpserts:
    """Of users who may be there already and are then updated."""

    @pytest.mark.parametrize("seed", range(1, SEEDS, 2))
    def test_whatever_goes_wrong_the_end_is_the_same(self, stage, seed):
        check(stage, seed)
