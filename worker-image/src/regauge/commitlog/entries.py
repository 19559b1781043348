"""The entries of a commit log and their JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FORMAT = "regauge-log/1"


class LogDamaged(Exception):
    """The log cannot have been written by the append rules; nothing may be built on it."""


@dataclass(frozen=True, slots=True, order=True)
class Checkpoint:
    """A checkpoint is always named by both: steps repeat after a restart, epochs do not."""

    epoch: int
    step: int


@dataclass(frozen=True, slots=True)
class Genesis:
    sequence: int
    writer: str
    job_uid: str


@dataclass(frozen=True, slots=True)
class Fence:
    sequence: int
    writer: str
    epoch: int


@dataclass(frozen=True, slots=True)
class Commit:
    """``digests`` holds two uint32 per leaf; ``productive_seconds`` counts from the start of the commit's epoch."""

    sequence: int
    writer: str
    epoch: int
    step: int
    parent: Checkpoint | None
    manifest_digest: str
    digests: tuple[tuple[int, int], ...]
    productive_seconds: float

    @property
    def checkpoint(self) -> Checkpoint:
        return Checkpoint(self.epoch, self.step)


@dataclass(frozen=True, slots=True)
class Retire:
    """``epoch`` and ``step`` name the checkpoint, not the writer's epoch."""

    sequence: int
    writer: str
    epoch: int
    step: int


@dataclass(frozen=True, slots=True)
class Void:
    """Hides every commit whose sequence is greater than ``after`` and less than this entry's own."""

    sequence: int
    writer: str
    after: int


@dataclass(frozen=True, slots=True)
class Closed:
    sequence: int
    writer: str


type Entry = Genesis | Fence | Commit | Retire | Void | Closed

_U32 = 2**32


def to_json(entry: Entry) -> dict[str, Any]:
    body: dict[str, Any] = {"kind": type(entry).__name__, "sequence": entry.sequence, "writer": entry.writer}
    match entry:
        case Genesis():
            body |= {"jobUid": entry.job_uid, "format": FORMAT}
        case Fence():
            body |= {"epoch": entry.epoch}
        case Commit():
            parent = None if entry.parent is None else {"epoch": entry.parent.epoch, "step": entry.parent.step}
            body |= {
                "epoch": entry.epoch,
                "step": entry.step,
                "parent": parent,
                "manifestDigest": entry.manifest_digest,
                "digests": [list(pair) for pair in entry.digests],
                "productiveSeconds": entry.productive_seconds,
            }
        case Retire():
            body |= {"epoch": entry.epoch, "step": entry.step}
        case Void():
            body |= {"after": entry.after}
        case Closed():
            pass
    return body


def encode(entry: Entry) -> bytes:
    """One form per entry, so that "exists with my content" is a comparison of bytes."""
    return json.dumps(to_json(entry), sort_keys=True, separators=(",", ":")).encode()


def decode(body: bytes) -> Entry:
    try:
        value = json.loads(body)
    except ValueError as e:
        raise LogDamaged(f"a log entry is not JSON: {e}; first bytes {body[:40]!r}") from e
    return parse(value)


def parse(value: Any) -> Entry:
    """Unknown fields are ignored, an unknown kind is damage: its meaning could be anything."""
    if not isinstance(value, Mapping):
        raise LogDamaged(f"a log entry must be a JSON object, got {type(value).__name__}")
    kind = value.get("kind")
    sequence = _natural(value, "sequence")
    writer = _text(value, "writer")
    match kind:
        case "Genesis":
            form = _text(value, "format")
            if form != FORMAT:
                raise LogDamaged(f"entry {sequence}: format is {form!r}, this reader knows {FORMAT!r}")
            return Genesis(sequence, writer, _text(value, "jobUid"))
        case "Fence":
            return Fence(sequence, writer, _natural(value, "epoch", least=1))
        case "Commit":
            return Commit(
                sequence,
                writer,
                _natural(value, "epoch", least=1),
                _natural(value, "step"),
                _parent(value),
                _text(value, "manifestDigest"),
                _digests(value),
                _seconds(value, "productiveSeconds"),
            )
        case "Retire":
            return Retire(sequence, writer, _natural(value, "epoch", least=1), _natural(value, "step"))
        case "Void":
            return Void(sequence, writer, _natural(value, "after"))
        case "Closed":
            return Closed(sequence, writer)
        case _:
            known = "Genesis, Fence, Commit, Retire, Void, Closed"
            raise LogDamaged(f"entry {sequence}: unknown kind {kind!r}; this reader knows {known}")


def _where(value: Mapping[str, Any]) -> str:
    return f"entry {value.get('sequence', '?')} ({value.get('kind', '?')})"


def _natural(value: Mapping[str, Any], name: str, least: int = 0) -> int:
    number = value.get(name)
    if not isinstance(number, int) or isinstance(number, bool) or number < least:
        raise LogDamaged(f"{_where(value)}: {name} is {number!r}, allowed is an integer of at least {least}")
    return number


def _text(value: Mapping[str, Any], name: str) -> str:
    text = value.get(name)
    if not isinstance(text, str) or not text:
        raise LogDamaged(f"{_where(value)}: {name} is {text!r}, allowed is a non-empty string")
    return text


def _seconds(value: Mapping[str, Any], name: str) -> float:
    number = value.get(name)
    if not isinstance(number, int | float) or isinstance(number, bool) or number < 0:
        raise LogDamaged(f"{_where(value)}: {name} is {number!r}, allowed is a number of at least 0")
    return float(number)


def _parent(value: Mapping[str, Any]) -> Checkpoint | None:
    parent = value.get("parent")
    if parent is None:
        return None
    if not isinstance(parent, Mapping):
        raise LogDamaged(f"{_where(value)}: parent is {parent!r}, allowed is an object with epoch and step, or null")
    return Checkpoint(_natural(parent, "epoch", least=1), _natural(parent, "step"))


def _digests(value: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
    pairs = value.get("digests")
    if not isinstance(pairs, list):
        raise LogDamaged(f"{_where(value)}: digests is {pairs!r}, allowed is a list of pairs of uint32")
    for pair in pairs:
        good = isinstance(pair, list) and len(pair) == 2
        if not good or any(not isinstance(n, int) or isinstance(n, bool) or not 0 <= n < _U32 for n in pair):
            raise LogDamaged(f"{_where(value)}: digests contains {pair!r}, allowed are pairs of uint32")
    return tuple((pair[0], pair[1]) for pair in pairs)
