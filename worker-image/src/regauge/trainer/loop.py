"""The step loop. It never waits for a metric younger than two steps."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import jax

from regauge.bundle.entries import Entries
from regauge.data import LocalBatch
from regauge.program.load import shorten
from regauge.program.step import Step
from regauge.trainer import meter as m
from regauge.trainer.gang import Gang
from regauge.trainer.journal import Journal
from regauge.trainer.meter import Meter
from regauge.trainer.outcome import Stop, non_finite, user_error
from regauge.trainer.saving import Saver
from regauge.trainer.schedule import Plan, logged_every, plan_from, saves_at
from regauge.wire.exits import ExitClass
from regauge.wire.gateway import Assignment, Phase, StepMark
from regauge.wire.pipe import Order

_LATE = 2


class Orders:
    """What the agent asked for, from its thread to the loop. Only rank 0 listens."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted: Order | None = None

    def hear(self, order: Order) -> None:
        with self._lock:
            # A drain saves too, so nothing takes its place.
            if self._wanted is not Order.DRAIN:
                self._wanted = order

    def take(self) -> Order | None:
        with self._lock:
            wanted, self._wanted = self._wanted, None
            return wanted


@dataclass(frozen=True, slots=True)
class _Dispatched:
    step: int
    metrics: jax.Array
    batch_digest: str


class Loop:
    def __init__(
        self,
        assignment: Assignment,
        gang: Gang,
        program: Step,
        entries: Entries,
        saver: Saver,
        journal: Journal,
        meter: Meter,
        orders: Orders,
    ) -> None:
        self._a = assignment
        self._gang = gang
        self._program = program
        self._entries = entries
        self._saver = saver
        self._journal = journal
        self._meter = meter
        self._orders = orders
        self._pending: deque[_Dispatched] = deque()
        self._plans = 0
        self._plan: Plan | None = None
        self._settled_at = time.monotonic()
        self._saved_at = time.monotonic()

    def run(self, state: list[jax.Array], start: int, rows: Iterator[LocalBatch]) -> None:
        """From ``start`` complete steps to the end. Raises Stop(Drained) where a drain ends it earlier."""
        self._meter.enter(m.PRODUCTIVE)
        self._settled_at = self._saved_at = time.monotonic()
        for number in range(start, self._a.steps):
            self._saver.check()
            self._agree(number)
            with self._meter.within(m.DATA):
                batch = self._next(rows)
            state, metrics = self._entries.step(state, batch.leaves, self._scalars(number))
            self._pending.append(_Dispatched(number + 1, metrics, batch.digest))
            while len(self._pending) > _LATE:
                self._settle()
            if saves_at(number + 1, self._a.steps, self._a.checkpoint.interval_steps, self._plan):
                self._save(number + 1, state)

    def _agree(self, completed: int) -> None:
        """Rank 0 announces a save some steps ahead; the others look before every step."""
        if self._gang.rank == 0:
            order = self._orders.take()
            if order is None and self._due():
                order = Order.SAVE
            if order is not None and (self._plan is None or self._plan.at <= completed):
                self._plan = plan_from(completed, order is Order.DRAIN)
                self._gang.put(f"plan/{self._plans}", self._plan.encode())
                self._plans += 1
            elif order is not None:
                self._orders.hear(order)
        elif (word := self._gang.peek(f"plan/{self._plans}")) is not None:
            self._plan = Plan.decode(word)
            self._plans += 1

    def _due(self) -> bool:
        every = self._a.checkpoint.interval_seconds
        return every is not None and time.monotonic() - self._saved_at >= every

    def _next(self, rows: Iterator[LocalBatch]) -> LocalBatch:
        try:
            return next(rows)
        except Exception as e:
            raise user_error(f"the dataset failed: {shorten(e)}") from e

    def _scalars(self, number: int) -> dict[str, float]:
        try:
            return dict(self._program.scalars(number, self._a.horizon))
        except Exception as e:
            raise user_error(f"scalars({number}, {self._a.horizon}) failed: {shorten(e)}") from e

    def _settle(self) -> None:
        """Waits for the oldest dispatched step and tells its numbers."""
        done = self._pending.popleft()
        values = self._entries.read(done.metrics)
        now = time.monotonic()
        seconds, self._settled_at = now - self._settled_at, now
        if done.step == 1 or "firstStep" not in self._journal.marks.timings:
            self._journal.timing("firstStep", seconds)
        loss = values["loss"]
        if not math.isfinite(loss):
            raise non_finite(done.step, loss)
        norm, update = _finite(values.get("gradNorm")), _finite(values.get("updateNorm"))
        self._journal.step(StepMark(done.step, loss, norm, update, done.batch_digest, round(seconds, 6)))
        if done.step % logged_every(self._a.steps) == 0 or done.step == self._a.steps:
            self._journal.line("step", step=done.step, loss=loss, gradNorm=norm, seconds=round(seconds, 4))

    def _save(self, completed: int, state: list[jax.Array]) -> None:
        # The copy to the host waits for these steps anyway, so knowing their losses costs nothing.
        while self._pending:
            self._settle()
        drain = self._plan is not None and self._plan.drain and self._plan.at == completed
        self._journal.phase(Phase.SAVING)
        with self._meter.within(m.SAVE):
            self._saver.begin(completed, state, self._meter.productive())
            if drain or completed == self._a.steps:
                self._end_together(completed)
        self._journal.phase(Phase.TRAINING)
        self._saved_at = time.monotonic()
        if drain and completed < self._a.steps:
            raise Stop(ExitClass.DRAINED, f"drained after step {completed}")

    def _end_together(self, completed: int) -> None:
        """No rank ends before the commit is in the log."""
        self._saver.wait()
        self._gang.barrier(f"committed/{completed}")


def _finite(value: float | None) -> float | None:
    """JSON has no infinity."""
    return value if value is not None and math.isfinite(value) else None
