"""At which steps a gang saves. Pure: every rank comes to the same answer from the same words."""

from __future__ import annotations

import json
from dataclasses import dataclass

#: A rank is at most two steps ahead of the slowest (metrics are read two steps late), one more is in its hands.
LEAD = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """Rank 0's word: save when ``at`` steps are complete, and end there if ``drain``."""

    at: int
    drain: bool

    def encode(self) -> str:
        return json.dumps({"at": self.at, "drain": self.drain})

    @staticmethod
    def decode(text: str) -> Plan:
        value = json.loads(text)
        return Plan(int(value["at"]), bool(value["drain"]))


def plan_from(completed: int, drain: bool) -> Plan:
    """Rank 0, with ``completed`` steps dispatched, plans far enough ahead that every rank hears of it in time."""
    return Plan(completed + LEAD, drain)


def saves_at(completed: int, steps: int, interval_steps: int | None, plan: Plan | None) -> bool:
    """Whether the state after ``completed`` steps is saved."""
    if completed == steps or (plan is not None and plan.at == completed):
        return True
    return interval_steps is not None and completed % interval_steps == 0


def logged_every(steps: int) -> int:
    """Steps between rank 0's log lines."""
    return max(1, steps // 100)
