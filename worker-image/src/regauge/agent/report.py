"""What the trainer of the current epoch said last, ready to be sent as often as needed."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import replace
from typing import Any

from regauge.wire.codec import to_json
from regauge.wire.gateway import Assignment, CheckpointRef, Marks, Member, Phase, StepMark

#: So that even an unplanned move can check the steps that it replays.
RING = 64


class Report:
    """Thread-safe. Steps that no heartbeat has delivered yet come again, up to the ring."""

    def __init__(self, member: Member, assignment: Assignment) -> None:
        self.member = member
        self.assignment = assignment
        self._lock = threading.Lock()
        self._marks = Marks()
        self._steps: deque[StepMark] = deque(maxlen=RING)
        self._delivered = 0
        self._sequence = 0
        self._heard_at = time.monotonic()

    def hear(self, marks: Marks) -> None:
        with self._lock:
            self._steps.extend(marks.steps)
            self._marks = replace(marks, steps=())
            self._heard_at = time.monotonic()

    def end(self) -> None:
        with self._lock:
            self._marks = replace(self._marks, phase=Phase.ENDED)

    def heartbeat(self) -> tuple[dict[str, Any], int]:
        """The message, and the step to give to ``delivered`` once it was answered."""
        with self._lock:
            self._sequence += 1
            news = tuple(s for s in self._steps if s.step > self._delivered)
            body = {
                "contractVersion": 1,
                **to_json(self.member),
                "rank": self.assignment.rank,
                "sequence": self._sequence,
                **to_json(replace(self._marks, steps=news)),
            }
            return body, news[-1].step if news else self._delivered

    def delivered(self, step: int) -> None:
        with self._lock:
            self._delivered = max(self._delivered, step)

    @property
    def marks(self) -> Marks:
        with self._lock:
            return self._marks

    @property
    def training(self) -> bool:
        with self._lock:
            return bool(self._steps)

    @property
    def newest_commit(self) -> CheckpointRef | None:
        with self._lock:
            last = self._marks.last_commit
        return None if last is None else CheckpointRef(last.epoch, last.step)

    def silent_for(self) -> float:
        """Seconds since the trainer said anything."""
        with self._lock:
            return time.monotonic() - self._heard_at
