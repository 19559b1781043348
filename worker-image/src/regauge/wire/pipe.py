"""The lines on the socket pair between an agent and its trainer: one JSON object with a ``type`` each."""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass
from typing import Any

from regauge.wire.codec import WireError, from_json, to_json
from regauge.wire.exits import ExitClass
from regauge.wire.gateway import Assignment, CheckpointRef, Marks


@dataclass(frozen=True, slots=True)
class Begin:
    """Down, once: what to train, where the bundle and its signed index entry lie, and where peers reach this host.

    ``hello_at`` is when the agent said hello for this epoch, in seconds since 1970.
    """

    assignment: Assignment
    bundle: str
    envelope: str
    address: str
    hello_at: float


class Order(enum.Enum):
    SAVE = "Save"
    DRAIN = "Drain"


@dataclass(frozen=True, slots=True)
class Do:
    """Down: only rank 0 acts on it and tells the others, so that the gang saves at one step."""

    order: Order


@dataclass(frozen=True, slots=True)
class Ready:
    """Up, once: the imports are done and an assignment can come."""

    versions: dict[str, Any]
    import_seconds: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Up: everything so far, and the steps since the last one."""

    marks: Marks


@dataclass(frozen=True, slots=True)
class Exit:
    """Up, last: why the process is about to end."""

    exit_class: ExitClass
    message: str
    commit: CheckpointRef | None


type Line = Begin | Do | Ready | Mark | Exit

_KINDS: dict[str, type[Any]] = {k.__name__: k for k in (Begin, Do, Ready, Mark, Exit)}


def encode(line: Line) -> bytes:
    return json.dumps({"type": type(line).__name__, **to_json(line)}).encode() + b"\n"


def decode(text: bytes) -> Line:
    value = json.loads(text)
    kind = _KINDS.get(str(value.get("type"))) if isinstance(value, dict) else None
    if kind is None:
        raise WireError(f"a pipe line has type {value!r:.80}, allowed is one of {', '.join(_KINDS)}")
    line: Line = from_json(kind, value)
    return line
