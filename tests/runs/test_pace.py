"""Both places are busy and the run is as short as it can be, whatever the tenant's pace is like; hours pass at once."""

import itertools
import random
import sys
from dataclasses import dataclass
from statistics import fmean

import pytest
from tests.runs.runs_scene import order, write_chunks
from tests.runs.simulated import (
    FULL_FILE_SECONDS,
    FULL_FILE_USERS,
    SHAPES,
    Simulation,
    best_seconds,
    simulate,
)

from userferry.runs import Outcome, Pace, Progress, Run
from userferry.runs.tempo import Tempo
from userferry.runs.watch import Watch

JOBS = 200


@dataclass(frozen=True)
class Shift:
    """What the tenant saw of a run: when each job began and should have ended, and when all was known."""

    spans: list[tuple[float, float]]
    began: float
    ended: float

    @property
    def both_busy(self) -> float:
        """Share of the time in which two jobs were at work, of that in which there was work for two."""
        until = max(begin for begin, _ in self.spans)
        steps = sorted(
            [(begin, 1) for begin, _ in self.spans] + [(min(end, until), -1) for _, end in self.spans]
        )
        busy = at_work = 0.0
        for (at, change), (then, _) in itertools.pairwise(steps):
            at_work += change
            busy += (then - at) * (at_work == 2)
        return busy / (until - self.spans[0][0])

    @property
    def over_the_best(self) -> float:
        """The whole run's time, as a multiple of the shortest that two places allow."""
        return (self.ended - self.began) / best_seconds([end - begin for begin, end in self.spans])


def work(simulation: Simulation, folder, seed: int, progress) -> tuple[Outcome, Shift]:
    """Send chunks of nearly equal size through a simulated tenant."""
    chance, jobs = random.Random(seed), JOBS
    sizes = [FULL_FILE_USERS] * (jobs // 2) + [FULL_FILE_USERS - 1] * (jobs - jobs // 2)
    chance.shuffle(sizes)
    numbers = itertools.count()
    chunks = [[{"email": f"user{next(numbers)}@example.com"} for _ in range(size)] for size in sizes]
    cut = write_chunks(folder / "cut", chunks)
    run = Run.create(folder / "run", order(simulation.tenant, cut, sum(sizes)))
    began = simulation.clock()
    outcome = run.send(simulation.session, clock=simulation.clock, sleep=simulation.sleep, progress=progress)
    ended = simulation.clock()
    reader = simulation.tenant._state().store.reader()
    spans = [
        (row["created"], row["due"])
        for row in reader.execute("SELECT created, due FROM jobs WHERE type = 'users_import' ORDER BY seq")
    ]
    return outcome, Shift(spans, began, ended)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("shape", ["fixed", "random", "heavy tail"])
def test_both_places_are_busy_and_the_run_is_as_short_as_it_can_be(tmp_path, capsys, shape, seed):
    with simulate(shape, seed) as simulation:
        told: list[tuple[float, Progress]] = []
        outcome, shift = work(simulation, tmp_path, seed, lambda far: told.append((simulation.clock(), far)))
        answers = simulation.answers
    # A tenth of the run shows its pace; from then on the range holds the time that it took.
    ranges = [(shift.ended - at, far.seconds_left) for at, far in told if far.done >= far.total / 10]
    held = sum(low <= left <= high for left, (low, high) in ranges if low < high)
    hours = (shift.ended - shift.began) / 3600
    with capsys.disabled():
        sys.stdout.write(
            f"\n{shape:>10}, seed {seed}: {len(shift.spans)} jobs in {hours:.1f} h, both places busy "
            f"{shift.both_busy:.2%}, {shift.over_the_best - 1:.2%} over the best, "
            f"{answers.total() / len(shift.spans):.0f} requests a job, {answers.total() / hours / 3600:.2f} a second, "
            f"the time left foretold {held / len(ranges):.0%} "
        )
    assert outcome.is_complete
    assert len(shift.spans) == JOBS
    assert shift.both_busy >= 0.99
    assert shift.over_the_best <= 1.02
    assert answers[429] == 0
    assert told[-1][1].done == told[-1][1].total
    assert shape == "heavy tail" or held / len(ranges) >= 0.9


@dataclass
class Watched:
    """What a watch alone, without a tenant, makes of jobs of some shape."""

    over_the_best: float
    questions: float
    foretold: float


def watched(shape: str, seed: int, jobs: int = 200) -> Watched:
    """Let a watch find the ends of jobs, and foretell the end of the whole once a tenth of them ended."""
    chance, now = random.Random(f"{shape} {seed}"), [0.0]
    watch = Watch(Pace(), lambda: now[0])
    sizes = [chance.randrange(800, 1000) for _ in range(jobs)]
    times = [SHAPES[shape](chance) * FULL_FILE_SECONDS * size / 1000 for size in sizes]
    waiting, ends, questions, told = list(range(jobs))[::-1], {}, 0, []

    def fill():
        while waiting and len(ends) < 2:
            number = waiting.pop()
            ends[number] = now[0] + times[number]
            watch.begin(number, sizes[number])

    fill()
    while question := watch.next_question():
        number, seconds = question
        now[0] += seconds
        questions += 1
        if now[0] < ends[number]:
            watch.note_active(number)
        else:
            del ends[number]
            watch.note_end(number, is_typical=True)
            fill()
            if len(waiting) < 0.9 * jobs:
                left = watch.seconds_left(sum(sizes[each] for each in waiting), at_once=900)
                told.append((now[0], left))
    held = sum(low <= now[0] - at <= high for at, (low, high) in told)
    return Watched(now[0] / best_seconds(times), questions / jobs, held / len(told))


@pytest.mark.parametrize(
    ("shape", "most_questions"),
    # Few where the end is foreseen, more where it may come at any time.
    [("fixed", 10), ("steady", 40), ("random", 60), ("wide", 125), ("outliers", 20), ("heavy tail", 125)],
)
def test_whatever_the_pace_is_like_ends_are_found_soon_and_with_few_questions(shape, most_questions):
    found = [watched(shape, seed) for seed in range(4)]
    assert max(each.over_the_best for each in found) <= 1.02
    assert max(each.questions for each in found) <= most_questions


@pytest.mark.parametrize("shape", ["fixed", "steady", "random", "wide"])
def test_the_time_left_is_within_the_range_that_was_told(shape):
    assert fmean(watched(shape, seed).foretold for seed in range(12)) >= 0.95


def test_an_outlier_does_not_spoil_what_was_learned():
    usual, spoilt = Tempo(), Tempo()
    for tempo in (usual, spoilt):
        for seconds in range(240, 260):
            tempo.learn(1000, after_seconds=seconds - 1, before_seconds=seconds)
    spoilt.learn(1000, after_seconds=7_000, before_seconds=7_190)
    spoilt.learn(1000, after_seconds=0.0, before_seconds=1.0)
    for tempo in (usual, spoilt):
        assert 150 < tempo.wait_seconds(1000, 0.0) < 240
        assert 60 < tempo.wait_seconds(500, 0.0) < 120
        assert tempo.wait_seconds(1000, 245.0) < 5
        # A job that outlives all others is asked after ever more seldom.
        assert tempo.wait_seconds(1000, 5_000.0) > 2 * tempo.wait_seconds(1000, 500.0)


def test_an_unknown_pace_is_asked_after_soon_and_then_ever_more_seldom():
    watch = Watch(Pace(min_poll_seconds=1.0, max_poll_seconds=20.0), lambda: now)
    now, ages = 0.0, []
    watch.begin(1, 1000)
    while now < 400.0:
        _, seconds = watch.next_question()
        now += seconds
        ages.append(now)
        watch.note_active(1)
    waits = [round(after - before, 6) for before, after in itertools.pairwise(ages)]
    assert ages[0] == 1.0
    assert waits == sorted(waits)
    assert waits[-1] == 20.0
    assert watch.seconds_left(500, at_once=1000) is None


def test_questions_keep_within_their_budget():
    now = 0.0
    watch = Watch(Pace(jobs_in_flight=20, min_poll_seconds=0.1, max_requests_per_second=2.0), lambda: now)
    asked = []
    for number in range(20):
        watch.begin(number, 1)
    while now < 60.0:
        number, seconds = watch.next_question()
        now += seconds
        asked.append(now)
        watch.note_active(number)
    assert min(round(after - before, 6) for before, after in itertools.pairwise(asked)) >= 0.5
