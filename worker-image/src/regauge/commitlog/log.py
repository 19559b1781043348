"""Append to and read a commit log: the only code that writes one."""

from __future__ import annotations

import errno
import json
import re
import time
from collections.abc import Callable

from regauge.commitlog.entries import (
    Checkpoint,
    Commit,
    Entry,
    Fence,
    Genesis,
    LogDamaged,
    Retire,
    decode,
    encode,
)
from regauge.commitlog.fold import EMPTY, Fold, fold_from_json, fold_to_json, step
from regauge.commitlog.store import Store

SNAPSHOT_EVERY = 256
_SNAPSHOT_FORMAT = "regauge-log-snapshot/1"
_NAME = re.compile(r"(\d{20})\.json")
#: What a store may say once and not mean: worth asking again before it is an error.
_PASSING = frozenset({errno.EAGAIN, errno.EINTR, errno.ESTALE, errno.ETIMEDOUT, errno.EBUSY})
_TRIES = 5


class Fenced(Exception):
    """A newer fence stands in the log: this writer's epoch is over."""

    def __init__(self, epoch: int, writer: str) -> None:
        super().__init__(f"the log is fenced by epoch {epoch} (writer {writer})")
        self.epoch = epoch
        self.writer = writer


class LogClosed(Exception):
    """The job's data is being deleted; nothing may be appended."""


class CommitLog:
    """One writer's view of one job's log.

    A commit of this writer after a newer fence cannot be written, however long the writer was paused: it would have
    to create a sequence number that the fence, or something after it, already has.
    """

    def __init__(
        self, store: Store, job_uid: str, epoch: int, writer: str, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._store = store
        self._job_uid = job_uid
        self._epoch = epoch
        self._writer = writer
        self._sleep = sleep
        self._fold = EMPTY

    @property
    def fold(self) -> Fold:
        """As of the last read."""
        return self._fold

    def refresh(self) -> Fold:
        """Read on to the end of the log. Raises LogDamaged."""
        newest = self._newest()
        if self._fold.length == 0 and newest is not None:
            self._fold = self._snapshot(newest)
        # Listed first, read afterwards: whoever created the newest had read all below it, so a hole is damage.
        while newest is not None and self._fold.length <= newest:
            self._fold = step(self._fold, self._read(self._fold.length))
        uid = self._fold.job_uid
        if uid is not None and uid != self._job_uid:
            raise LogDamaged(f"the log belongs to job {uid!r}, this writer is of job {self._job_uid!r}")
        return self._fold

    def check_fence(self) -> None:
        """Raises Fenced once the log shows a fence that is not this writer's."""
        self._refuse_unless_mine(self.refresh())

    def fence(self) -> int:
        """Make this writer the only one that may commit; returns the fence's sequence. Raises Fenced, LogClosed."""

        def next_entry(state: Fold) -> Entry:
            newest = state.newest_fence
            if newest is not None and newest.epoch >= self._epoch:
                raise Fenced(newest.epoch, newest.writer)
            return Fence(state.length, self._writer, self._epoch)

        def genesis(state: Fold) -> Entry:
            return Genesis(state.length, self._writer, self._job_uid)

        if self.refresh().length == 0:
            self._append(genesis, accept_any_at_zero=True)
        return self._append(next_entry)

    def commit(
        self,
        step: int,
        parent: Checkpoint | None,
        manifest_digest: str,
        digests: tuple[tuple[int, int], ...],
        productive_seconds: float,
    ) -> Commit:
        def next_entry(state: Fold) -> Entry:
            self._refuse_unless_mine(state)
            return Commit(
                state.length,
                self._writer,
                self._epoch,
                step,
                parent,
                manifest_digest,
                digests,
                productive_seconds,
            )

        sequence = self._append(next_entry)
        return Commit(sequence, self._writer, self._epoch, step, parent, manifest_digest, digests, productive_seconds)

    def retire(self, checkpoint: Checkpoint) -> int:
        """The checkpoint counts for nothing from here on; its files may go once this returned."""

        def next_entry(state: Fold) -> Entry:
            self._refuse_unless_mine(state)
            return Retire(state.length, self._writer, checkpoint.epoch, checkpoint.step)

        return self._append(next_entry)

    def _refuse_unless_mine(self, state: Fold) -> None:
        newest = state.newest_fence
        if newest is None or (newest.epoch, newest.writer) != (self._epoch, self._writer):
            raise Fenced(0 if newest is None else newest.epoch, "nobody" if newest is None else newest.writer)

    def _append(self, next_entry: Callable[[Fold], Entry], accept_any_at_zero: bool = False) -> int:
        """Create the next number if absent; where someone else was first, read on and ask ``next_entry`` again."""
        tried: tuple[int, bytes] | None = None
        failures = 0
        while True:
            state = self._refresh_retrying()
            if tried is not None and state.length > tried[0] and self._body(tried[0]) == tried[1]:
                return tried[0]  # the create had succeeded, only its answer was lost
            if accept_any_at_zero and state.length > 0:
                return 0
            if state.closed:
                raise LogClosed(f"the log of job {self._job_uid!r} is closed")
            entry = next_entry(state)
            tried = (entry.sequence, encode(entry))
            # The pure rules judge our own entry before anyone else has to.
            after = step(state, entry)
            try:
                created = self._store.create(_name(entry.sequence), tried[1])
            except OSError as e:
                failures += 1
                # A swept folder means that a newer epoch has committed; the next turn then ends in Fenced.
                if failures == _TRIES or not (e.errno in _PASSING or e.errno == errno.ENOENT):
                    self._refuse_if_fenced(entry)
                    raise
                self._sleep(0.05 * 2**failures)
                continue
            if created:
                self._fold = after
                self._write_snapshot()
                return entry.sequence

    def _refuse_if_fenced(self, entry: Entry) -> None:
        if not isinstance(entry, Genesis | Fence):
            self.check_fence()

    def _refresh_retrying(self) -> Fold:
        for attempt in range(_TRIES):
            try:
                return self.refresh()
            except OSError as e:
                if e.errno not in _PASSING or attempt == _TRIES - 1:
                    raise
                self._sleep(0.05 * 2**attempt)
        raise AssertionError("unreachable")

    def _newest(self) -> int | None:
        numbers = [int(m.group(1)) for name in self._store.names("log") if (m := _NAME.fullmatch(name))]
        return max(numbers, default=None)

    def _body(self, sequence: int) -> bytes | None:
        return self._store.read(_name(sequence))

    def _read(self, sequence: int) -> Entry:
        for attempt in range(_TRIES):
            body = self._body(sequence)
            if body is not None:
                return decode(body)
            self._sleep(0.05 * 2**attempt)  # a listing may run ahead of reads
        raise LogDamaged(f"entry {sequence} is missing although a later one exists")

    def _write_snapshot(self) -> None:
        """Equal whoever writes it and whenever, because it is a function of entries that never change."""
        if self._fold.length % SNAPSHOT_EVERY != 0:
            return
        sequence = self._fold.length - 1
        body = {
            "format": _SNAPSHOT_FORMAT,
            "sequence": sequence,
            "jobUid": self._job_uid,
            "fold": fold_to_json(self._fold),
        }
        text = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
        self._store.create(_snapshot_name(sequence), text)

    def _snapshot(self, newest: int) -> Fold:
        """The newest snapshot at or below the newest entry; without one, reading starts at entry 0."""
        numbers = [int(m.group(1)) for name in self._store.names("log/snapshot") if (m := _NAME.fullmatch(name))]
        for sequence in sorted((n for n in numbers if n <= newest), reverse=True):
            body = self._store.read(_snapshot_name(sequence))
            try:
                value = json.loads(body or b"")
                if value["format"] != _SNAPSHOT_FORMAT or value["sequence"] != sequence:
                    continue
                return fold_from_json(value["fold"], sequence + 1, str(value["jobUid"]))
            except (ValueError, KeyError, TypeError, LogDamaged):
                continue  # a snapshot only saves time; the entries are the truth
        return EMPTY


def _name(sequence: int) -> str:
    return f"log/{sequence:020d}.json"


def _snapshot_name(sequence: int) -> str:
    return f"log/snapshot/{sequence:020d}.json"
