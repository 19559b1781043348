"""How a trainer ends. ``contract/exit-codes.json`` is the same table for both languages."""

from __future__ import annotations

import enum


class ExitClass(enum.Enum):
    COMPLETED = "Completed"
    USER_ERROR = "UserError"
    OUT_OF_MEMORY = "OutOfMemory"
    NON_FINITE_LOSS = "NonFiniteLoss"
    STORAGE = "Storage"
    PEER_LOST = "PeerLost"
    DRAINED = "Drained"
    EXECUTABLE_MISMATCH = "ExecutableMismatch"
    FENCED = "Fenced"
    RANK_MISMATCH = "RankMismatch"
    LOG_DAMAGED = "LogDamaged"
    STORE_UNSUITABLE = "StoreUnsuitable"
    NOTHING_RESTORABLE = "NothingRestorable"
    STUCK = "Stuck"
    KILLED = "Killed"


CODES: dict[ExitClass, int] = {
    ExitClass.COMPLETED: 0,
    ExitClass.USER_ERROR: 20,
    ExitClass.OUT_OF_MEMORY: 21,
    ExitClass.NON_FINITE_LOSS: 22,
    ExitClass.STORAGE: 23,
    ExitClass.PEER_LOST: 24,
    ExitClass.DRAINED: 25,
    ExitClass.EXECUTABLE_MISMATCH: 26,
    ExitClass.FENCED: 27,
    ExitClass.RANK_MISMATCH: 28,
    ExitClass.LOG_DAMAGED: 29,
    ExitClass.STORE_UNSUITABLE: 30,
    ExitClass.NOTHING_RESTORABLE: 31,
    ExitClass.STUCK: 32,
}

_CLASSES = {code: name for name, code in CODES.items()}


def classify(code: int) -> ExitClass:
    """The class of an exit code; negative codes are signals. What the table does not name is Killed."""
    return _CLASSES.get(code, ExitClass.KILLED)
