"""What an agent does about epochs. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from regauge.wire.gateway import Assignment


@dataclass(frozen=True, slots=True)
class Standing:
    """``newest_seen``: the highest epoch ever assigned here. ``ready_for``: the epoch that the hello offers."""

    newest_seen: int = 0
    ready_for: int = 0
    assignment: Assignment | None = None

    def may_greet(self, epoch: int) -> bool:
        return epoch > self.newest_seen and epoch > self.ready_for


@dataclass(frozen=True, slots=True)
class Start:
    assignment: Assignment


@dataclass(frozen=True, slots=True)
class Ignore:
    """Nothing to do: it was heard before, or it is over. ``why`` is for the log; empty where it is usual."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class GreetAgain:
    """End the trainer and offer a fresh port for this epoch."""

    epoch: int


def on_greet(now: Standing, epoch: int | None) -> tuple[Standing, GreetAgain | Ignore]:
    if epoch is None or not now.may_greet(epoch):
        return now, Ignore()
    return replace(now, ready_for=epoch, assignment=None), GreetAgain(epoch)


def on_assigned(now: Standing, given: Assignment) -> tuple[Standing, Start | Ignore]:
    """An epoch that is not above the newest seen is refused; the very same assignment again is no news."""
    if given.epoch > now.newest_seen:
        return Standing(given.epoch, max(now.ready_for, given.epoch), given), Start(given)
    if given.epoch == now.newest_seen and (now.assignment is None or now.assignment == given):
        return now, Ignore()
    return now, Ignore(
        f"refused an assignment of epoch {given.epoch} that differs from what epoch {now.newest_seen} began with"
        if given.epoch == now.newest_seen
        else f"refused an assignment of epoch {given.epoch}; epoch {now.newest_seen} was assigned before"
    )
