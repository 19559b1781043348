"""Where a trainer's time goes: every second since its start is in exactly one bucket."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STARTUP = "PROGRAM_STARTUP"
PREPARATION = "TRAINING_PREP"
FENCE_WAIT = "FENCE_WAIT"
RESTORE = "UNPRODUCTIVE_CHECKPOINT_RESTORE_TIME"
SAVE = "UNPRODUCTIVE_CHECKPOINT_SAVE_TIME"
DATA = "DATA_LOADING_SYNC"
PRODUCTIVE = "PRODUCTIVE"


class Meter:
    """Buckets nest: the inner one takes the time. ``clock`` is monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._since = clock()
        self._current = STARTUP
        self._seconds: dict[str, float] = {}

    def enter(self, bucket: str) -> None:
        """From now on time counts there."""
        self._settle()
        self._current = bucket

    @contextmanager
    def within(self, bucket: str) -> Iterator[None]:
        outer = self._current
        self.enter(bucket)
        try:
            yield
        finally:
            self.enter(outer)

    def seconds(self) -> dict[str, float]:
        self._settle()
        return dict(self._seconds)

    def productive(self) -> float:
        return self.seconds().get(PRODUCTIVE, 0.0)

    def _settle(self) -> None:
        now = self._clock()
        self._seconds[self._current] = self._seconds.get(self._current, 0.0) + now - self._since
        self._since = now


class StepTimes:
    """Percentiles over the last steps."""

    def __init__(self, keep: int = 256) -> None:
        self._recent: deque[float] = deque(maxlen=keep)

    def add(self, seconds: float) -> None:
        self._recent.append(seconds)

    def percentiles(self) -> dict[str, float] | None:
        ordered = sorted(self._recent)
        if not ordered:
            return None
        return {f"p{p}": ordered[min(len(ordered) - 1, len(ordered) * p // 100)] for p in (50, 95)}
