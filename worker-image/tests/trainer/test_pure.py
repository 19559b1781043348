"""The pure parts of the trainer: time, ends, plans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jax.errors import JaxRuntimeError

from regauge.checkpoint.choice import candidates
from regauge.commitlog import Commit, Fenced, Fold, LogClosed, LogDamaged, StoreUnsuitable
from regauge.trainer.meter import PRODUCTIVE, SAVE, STARTUP, Meter, StepTimes
from regauge.trainer.outcome import Stop, classify, storage
from regauge.trainer.restoring import choose
from regauge.trainer.schedule import LEAD, Plan, logged_every, plan_from, saves_at
from regauge.wire.exits import ExitClass
from regauge.wire.gateway import Restore, RestoreMode


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_every_second_is_in_exactly_one_bucket_and_the_inner_one_takes_it() -> None:
    clock = Clock()
    meter = Meter(clock)
    clock.now += 2
    meter.enter(PRODUCTIVE)
    clock.now += 3
    with meter.within(SAVE):
        clock.now += 1
    clock.now += 4
    assert meter.seconds() == {STARTUP: 2.0, PRODUCTIVE: 7.0, SAVE: 1.0}
    assert meter.productive() == 7.0


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 100)), max_size=20))
def test_buckets_add_up_to_the_elapsed_time(spent: list[tuple[str, float]]) -> None:
    clock = Clock()
    meter = Meter(clock)
    for bucket, seconds in spent:
        with meter.within(bucket):
            clock.now += seconds
    assert sum(meter.seconds().values()) == pytest.approx(clock.now - 100.0)


def test_percentiles_of_no_step_are_unknown() -> None:
    times = StepTimes()
    assert times.percentiles() is None
    for n in range(100):
        times.add(n / 100)
    assert times.percentiles() == {"p50": 0.5, "p95": 0.95}


@pytest.mark.parametrize(
    ("error", "world", "exit_class"),
    [
        (Stop(ExitClass.DRAINED, "x"), 2, ExitClass.DRAINED),
        (Fenced(3, "w"), 2, ExitClass.FENCED),
        (LogClosed("x"), 2, ExitClass.FENCED),
        (LogDamaged("x"), 2, ExitClass.LOG_DAMAGED),
        (StoreUnsuitable("x"), 2, ExitClass.STORE_UNSUITABLE),
        (storage(OSError(28, "No space left on device")), 2, ExitClass.STORAGE),
        (MemoryError(), 2, ExitClass.OUT_OF_MEMORY),
        (JaxRuntimeError("RESOURCE_EXHAUSTED: Out of memory allocating 1 bytes"), 2, ExitClass.OUT_OF_MEMORY),
        (JaxRuntimeError("UNKNOWN: Gloo all-reduce failed: Connection reset by peer"), 2, ExitClass.PEER_LOST),
        (JaxRuntimeError("INTERNAL: NCCL operation ncclAllReduce failed"), 2, ExitClass.PEER_LOST),
        (JaxRuntimeError("UNAVAILABLE: the coordination service is gone"), 2, ExitClass.PEER_LOST),
        (JaxRuntimeError("UNKNOWN: Gloo all-reduce failed: Connection reset by peer"), 1, ExitClass.KILLED),
        (JaxRuntimeError("INTERNAL: a bug"), 2, ExitClass.KILLED),
        (ZeroDivisionError("a bug"), 2, ExitClass.KILLED),
    ],
)
def test_every_error_has_its_class(error: BaseException, world: int, exit_class: ExitClass) -> None:
    found, message = classify(error, world)
    assert found is exit_class
    assert message


def test_a_long_message_is_shortened() -> None:
    assert len(classify(Stop(ExitClass.STORAGE, "x" * 10_000), 1)[1]) == 2000


@given(st.integers(0, 100), st.booleans())
def test_a_plan_survives_its_words_and_lies_far_enough_ahead(completed: int, drain: bool) -> None:
    plan = plan_from(completed, drain)
    assert Plan.decode(plan.encode()) == plan
    # A rank at most two steps ahead, with one more in its hands, still hears of it before it has to act.
    assert plan.at > completed + 2 + 1
    assert plan.at == completed + LEAD


def test_a_gang_saves_at_intervals_at_the_plan_and_at_the_end() -> None:
    saved = [n for n in range(1, 23) if saves_at(n, 22, 5, Plan(13, False))]
    assert saved == [5, 10, 13, 15, 20, 22]
    assert [n for n in range(1, 23) if saves_at(n, 22, None, None)] == [22]


def test_the_log_has_about_a_hundred_lines() -> None:
    assert [logged_every(n) for n in (1, 99, 100, 200, 100_000)] == [1, 1, 1, 2, 1000]


def test_a_fresh_start_is_chosen_only_where_nothing_is_asked_for_and_nothing_is_there() -> None:
    commit = Commit(2, "w", 1, 20, None, "sha256:0", (), 0.0)
    newest, at_most = Restore(RestoreMode.NEWEST), Restore(RestoreMode.AT_MOST, 1, 10)
    assert choose(Fold(3, "j"), 3, newest).fresh
    assert not choose(Fold(3, "j"), 3, at_most).fresh
    there = choose(Fold(4, "j", None, (commit,)), 3, newest)
    assert (list(there.commits), there.fresh) == (candidates(Fold(4, "j", None, (commit,)), 3, None), False)
    with pytest.raises(Stop, match="epoch or step is missing"):
        choose(Fold(3, "j"), 3, Restore(RestoreMode.AT_MOST, 1, None))
