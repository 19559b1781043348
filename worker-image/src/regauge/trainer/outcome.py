"""Why a trainer ends: every exception has a class, and what has none is nobody's promise (``Killed``)."""

from __future__ import annotations

import re
import traceback

from regauge.commitlog import Fenced, LogClosed, LogDamaged, StoreUnsuitable
from regauge.wire.exits import ExitClass

#: What runtimes say when someone else of the gang is gone. Only meaningful in a gang of more than one.
_PEER = re.compile(
    r"gloo|nccl|connection (reset|closed|refused)|broken pipe|peer|coordination|heartbeat|barrier"
    r"|unavailable|deadline_exceeded|aborted|cancelled",
    re.IGNORECASE,
)
_LIMIT = 2000


class Stop(Exception):
    """Ends the trainer with a class of the exit table."""

    def __init__(self, exit_class: ExitClass, message: str) -> None:
        super().__init__(message)
        self.exit_class = exit_class


def non_finite(step: int, loss: float) -> Stop:
    return Stop(ExitClass.NON_FINITE_LOSS, f"the loss of step {step} is {loss}")


def storage(error: OSError) -> Stop:
    return Stop(ExitClass.STORAGE, f"the checkpoint store failed: {error}")


def user_error(message: str) -> Stop:
    return Stop(ExitClass.USER_ERROR, message)


def classify(error: BaseException, world: int) -> tuple[ExitClass, str]:
    """Class and message. ``world`` is the number of processes."""
    match error:
        case Stop():
            return error.exit_class, _short(str(error))
        case Fenced() | LogClosed():
            return ExitClass.FENCED, str(error)
        case LogDamaged():
            return ExitClass.LOG_DAMAGED, str(error)
        case StoreUnsuitable():
            return ExitClass.STORE_UNSUITABLE, str(error)
        case MemoryError():
            return ExitClass.OUT_OF_MEMORY, "the host is out of memory"
        case _:
            return _by_runtime(error, world)


def _by_runtime(error: BaseException, world: int) -> tuple[ExitClass, str]:
    """Runtime errors carry their meaning in their text alone."""
    text = str(error)
    if type(error).__name__ == "JaxRuntimeError":
        if "RESOURCE_EXHAUSTED" in text:
            return ExitClass.OUT_OF_MEMORY, _short(text)
        if world > 1 and _PEER.search(text):
            return ExitClass.PEER_LOST, _short(text)
    return ExitClass.KILLED, _short("".join(traceback.format_exception(error))[-_LIMIT:])


def _short(text: str) -> str:
    return text if len(text) <= _LIMIT else text[: _LIMIT - 1] + "…"
