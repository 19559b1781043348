"""The pure meaning of a commit log. ``contract/README.md`` states the same rules for Java."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from regauge.commitlog.entries import (
    Checkpoint,
    Closed,
    Commit,
    Entry,
    Fence,
    Genesis,
    LogDamaged,
    Retire,
    Void,
    parse,
    to_json,
)


@dataclass(frozen=True, slots=True)
class NewestFence:
    epoch: int
    writer: str


@dataclass(frozen=True, slots=True)
class Fold:
    """``commits`` are the live ones in log order; ``length`` is the next free sequence."""

    length: int = 0
    job_uid: str | None = None
    newest_fence: NewestFence | None = None
    commits: tuple[Commit, ...] = ()
    closed: bool = False

    @property
    def newest_commit(self) -> Commit | None:
        return self.commits[-1] if self.commits else None

    def live(self, checkpoint: Checkpoint) -> bool:
        return any(c.checkpoint == checkpoint for c in self.commits)


EMPTY = Fold()


def fold(entries: Iterable[Entry], start: Fold = EMPTY) -> Fold:
    """Fold entries onto a start; raises LogDamaged at the first entry that no writer could have appended."""
    state = start
    for entry in entries:
        state = step(state, entry)
    return state


def step(state: Fold, entry: Entry) -> Fold:
    where = f"entry {entry.sequence} ({type(entry).__name__})"
    if entry.sequence != state.length:
        raise LogDamaged(f"{where}: expected sequence {state.length}; the log has a gap or a repeated entry")
    if state.closed:
        raise LogDamaged(f"{where}: the log was closed before it")
    if (state.length == 0) != isinstance(entry, Genesis):
        raise LogDamaged(f"{where}: entry 0, and no other, must be Genesis")
    if not isinstance(entry, Genesis | Fence):
        _written_by_newest_fence(state, entry, where)
    return replace(_changed(state, entry, where), length=state.length + 1)


def _written_by_newest_fence(state: Fold, entry: Entry, where: str) -> None:
    fence = state.newest_fence
    if fence is None or entry.writer != fence.writer:
        raise LogDamaged(f"{where}: writer is {entry.writer!r}, but the newest fence is {fence}")


def _changed(state: Fold, entry: Entry, where: str) -> Fold:
    match entry:
        case Genesis():
            return replace(state, job_uid=entry.job_uid)
        case Fence():
            if state.newest_fence is not None and entry.epoch <= state.newest_fence.epoch:
                raise LogDamaged(f"{where}: epoch {entry.epoch} is not above {state.newest_fence.epoch}")
            return replace(state, newest_fence=NewestFence(entry.epoch, entry.writer))
        case Commit():
            assert state.newest_fence is not None
            if entry.epoch != state.newest_fence.epoch:
                raise LogDamaged(f"{where}: epoch {entry.epoch}, but the newest fence is {state.newest_fence}")
            if state.live(entry.checkpoint):
                raise LogDamaged(f"{where}: {entry.checkpoint} is committed already")
            return replace(state, commits=(*state.commits, entry))
        case Retire():
            gone = Checkpoint(entry.epoch, entry.step)
            return replace(state, commits=tuple(c for c in state.commits if c.checkpoint != gone))
        case Void():
            if entry.after >= entry.sequence:
                raise LogDamaged(f"{where}: after is {entry.after}, allowed is at most {entry.sequence - 1}")
            return replace(state, commits=tuple(c for c in state.commits if c.sequence <= entry.after))
        case Closed():
            return replace(state, closed=True)


def fold_to_json(state: Fold) -> dict[str, Any]:
    """The form of the fixtures: newestFence, commits, closed."""
    fence = state.newest_fence
    commits = []
    for commit in state.commits:
        body = to_json(commit)
        del body["kind"]
        commits.append(body)
    return {
        "newestFence": None if fence is None else {"epoch": fence.epoch, "writer": fence.writer},
        "commits": commits,
        "closed": state.closed,
    }


def fold_from_json(value: Any, length: int, job_uid: str) -> Fold:
    """The inverse of ``fold_to_json``, for snapshots."""
    try:
        fence = value["newestFence"]
        commits = [parse({**body, "kind": "Commit"}) for body in value["commits"]]
        newest = None if fence is None else NewestFence(int(fence["epoch"]), str(fence["writer"]))
        closed = bool(value["closed"])
    except (KeyError, TypeError, ValueError) as e:
        raise LogDamaged(f"a snapshot of {length} entries is not a fold: {e!r}") from e
    return Fold(length, job_uid, newest, tuple(c for c in commits if isinstance(c, Commit)), closed)
