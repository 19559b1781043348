"""Messages between an agent and the worker gateway (``docs/contracts.md`` section 5)."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from regauge.wire.exits import ExitClass

CONTRACT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Devices:
    kind: str
    count: int
    coords: tuple[tuple[int, ...], ...] | None = None


@dataclass(frozen=True, slots=True)
class Hello:
    """``for_epoch``: the epoch the agent is ready for; it has no trainer any more and offers a fresh port."""

    namespace: str
    job: str
    job_uid: str
    pod: str
    pod_uid: str
    node: str
    boot_id: str
    instance: str
    pod_ip: str
    coordinator_port: int
    platform: str
    devices: Devices
    versions: Mapping[str, Any]
    cached_bundles: tuple[str, ...]
    newest_epoch_seen: int
    for_epoch: int
    contract_version: int = CONTRACT_VERSION


@dataclass(frozen=True, slots=True)
class Executable:
    request_key: str
    executable_key: str
    digest: str


@dataclass(frozen=True, slots=True)
class ProgramRef:
    entrypoint: str
    config: Mapping[str, Any]


class RestoreMode(enum.Enum):
    NEWEST = "Newest"
    AT_MOST = "AtMost"


@dataclass(frozen=True, slots=True)
class Restore:
    mode: RestoreMode
    epoch: int | None = None
    step: int | None = None


@dataclass(frozen=True, slots=True)
class CheckpointPolicy:
    root: str
    keep_last: int
    interval_steps: int | None = None
    interval_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class JaxSettings:
    heartbeat_timeout_seconds: int
    init_timeout_seconds: int


@dataclass(frozen=True, slots=True)
class Assignment:
    """A pure function of the attempt and rank 0's hello: two equal ones are the same assignment."""

    namespace: str
    job: str
    job_uid: str
    epoch: int
    rank: int
    world: int
    writer: str
    coordinator: str
    variant: str
    platform: str
    chips_per_host: int
    executable: Executable
    public_keys: tuple[str, ...]
    program: ProgramRef
    steps: int
    global_batch: int
    seed: int
    horizon: int
    restore: Restore
    checkpoint: CheckpointPolicy
    jax: JaxSettings
    on_executable_mismatch: str
    contract_version: int = CONTRACT_VERSION


class HelloState(enum.Enum):
    NO_ATTEMPT = "NoAttempt"
    GREET = "Greet"
    WAITING = "Waiting"
    ASSIGNED = "Assigned"
    EXIT = "Exit"


@dataclass(frozen=True, slots=True)
class HelloAnswer:
    state: HelloState
    epoch: int | None = None
    assignment: Assignment | None = None
    message: str | None = None


class Phase(enum.Enum):
    INITIALIZING = "Initializing"
    LOADING = "Loading"
    FENCING = "Fencing"
    RESTORING = "Restoring"
    TRAINING = "Training"
    SAVING = "Saving"
    STOPPING = "Stopping"
    ENDED = "Ended"


@dataclass(frozen=True, slots=True)
class FenceMark:
    epoch: int
    sequence: int


@dataclass(frozen=True, slots=True)
class CheckpointRef:
    """(0, 0) as what was restored means a fresh start."""

    epoch: int
    step: int


@dataclass(frozen=True, slots=True)
class CommitMark:
    epoch: int
    step: int
    sequence: int


@dataclass(frozen=True, slots=True)
class StepMark:
    step: int
    loss: float
    grad_norm: float | None
    update_norm: float | None
    batch_digest: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Marks:
    """What a trainer has done so far in its epoch: cumulative, so that losing or repeating it changes nothing."""

    phase: Phase = Phase.INITIALIZING
    step: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)
    productive_seconds_at_commit: float = 0.0
    fence: FenceMark | None = None
    fenced_by: int | None = None
    restored: CheckpointRef | None = None
    last_commit: CommitMark | None = None
    backend_compiles: int = 0
    step_seconds: Mapping[str, float] | None = None
    steps: tuple[StepMark, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """Who speaks, in every message but the hello."""

    namespace: str
    job: str
    job_uid: str
    pod: str
    pod_uid: str
    instance: str
    epoch: int


@dataclass(frozen=True, slots=True)
class Command:
    id: int
    type: str
    epoch: int | None = None
    deadline_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Commands:
    commands: tuple[Command, ...]


class EventType(enum.Enum):
    TRAINER_EXITED = "TrainerExited"
    COMPLETED = "Completed"
    GOODBYE = "Goodbye"


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a trainer, or of the agent itself (Goodbye, without an exit class)."""

    type: EventType
    exit_class: ExitClass | None
    exit_code: int | None
    message: str
    commit: CheckpointRef | None
