"""Everything a trainer tells: marks to its agent and, on rank 0, JSON lines to whoever reads the pod's log."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TextIO

from regauge.commitlog import Commit
from regauge.trainer.meter import Meter, StepTimes
from regauge.trainer.pipe import Pipe
from regauge.wire.gateway import CheckpointRef, CommitMark, Marks, Phase, StepMark


class Journal:
    """Cumulative, thread-safe: the loop and the saver both tell."""

    def __init__(
        self, pipe: Pipe, meter: Meter, epoch: int, rank: int, compiles: Callable[[], int], out: TextIO
    ) -> None:
        self._pipe = pipe
        self._meter = meter
        self._epoch = epoch
        self._rank = rank
        self._compiles = compiles
        self._out = out
        self._times = StepTimes()
        self._lock = threading.Lock()
        self._marks = Marks()

    @property
    def marks(self) -> Marks:
        with self._lock:
            return self._marks

    def change(self, **facts: Any) -> None:
        """Replaces fields of the marks and sends them."""
        self._send((), facts)

    def phase(self, phase: Phase) -> None:
        self.change(phase=phase)

    def timing(self, name: str, seconds: float) -> None:
        self.change(timings={**self.marks.timings, name: round(seconds, 4)})

    def step(self, mark: StepMark) -> None:
        self._times.add(mark.seconds)
        self._send((mark,), {"step": mark.step, "step_seconds": self._times.percentiles()})

    def committed(self, commit: Commit) -> None:
        self.change(
            last_commit=CommitMark(commit.epoch, commit.step, commit.sequence),
            productive_seconds_at_commit=commit.productive_seconds,
        )
        self.line("committed", step=commit.step, sequence=commit.sequence)

    def line(self, event: str, **facts: Any) -> None:
        """One JSON object, from rank 0 alone; errors from every rank."""
        if self._rank != 0 and event != "error":
            return
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        body = {"t": now, "epoch": self._epoch, "rank": self._rank, "event": event, **facts}
        self._out.write(json.dumps(body) + "\n")
        self._out.flush()

    def newest_commit(self) -> CheckpointRef | None:
        last = self.marks.last_commit
        return None if last is None else CheckpointRef(last.epoch, last.step)

    def _send(self, steps: tuple[StepMark, ...], facts: dict[str, Any]) -> None:
        with self._lock:
            self._marks = replace(
                self._marks, **facts, seconds=self._meter.seconds(), backend_compiles=self._compiles()
            )
            self._pipe.mark(self._marks, steps)
