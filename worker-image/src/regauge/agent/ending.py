"""How a trainer is ended: stacks where it hangs, a polite signal, a hard one, and at last the word Stuck."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from regauge.agent.child import Child

_STACKS_SECONDS = 0.5
_POLITE_SECONDS = 3.0
STUCK_SECONDS = 10.0


@dataclass(slots=True)
class Ending:
    """``then`` runs once the process is reaped, ``stuck`` once if it is not reaped in time. ``tick`` now and then."""

    child: Child
    hangs: bool
    then: Callable[[], None]
    stuck: Callable[[], None]
    began: float = field(default_factory=time.monotonic)
    _done: set[str] = field(default_factory=set)

    def tick(self) -> None:
        waited = time.monotonic() - self.began
        if self.hangs:
            self._once("stacks", self.child.dump_stacks)
        if waited >= (_STACKS_SECONDS if self.hangs else 0.0):
            self._once("polite", lambda: self.child.signal(signal.SIGTERM))
        if waited >= _POLITE_SECONDS:
            self._once("hard", lambda: self.child.signal(signal.SIGKILL))
        if waited >= STUCK_SECONDS:
            self._once("stuck", self.stuck)

    def _once(self, name: str, act: Callable[[], None]) -> None:
        if name not in self._done:
            self._done.add(name)
            act()
