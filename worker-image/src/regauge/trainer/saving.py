"""Saving beside the step loop: the loop waits for the copy to the host, a thread does the rest and commits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import jax

from regauge.bundle.entries import Entries
from regauge.checkpoint import manifest
from regauge.checkpoint.arrays import ArrayStore, Writing
from regauge.checkpoint.choice import to_retire
from regauge.checkpoint.folders import JobFolder, remove, sweep
from regauge.commitlog import Commit, CommitLog
from regauge.trainer.gang import Gang
from regauge.trainer.outcome import storage
from regauge.trainer.restoring import Restored, digests_on_host, leaf_facts
from regauge.wire.gateway import Assignment

#: How often rank 0 looks whether the log shows a newer fence while there is nothing to commit.
_FENCE_CHECK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Save:
    step: int
    writing: Writing
    digest: jax.Array
    productive_seconds: float


class Saver:
    """One per process. Only rank 0 has a ``log``; the others write their part and meet it at the barrier."""

    def __init__(
        self,
        assignment: Assignment,
        gang: Gang,
        job: JobFolder,
        entries: Entries,
        store: ArrayStore,
        log: CommitLog | None,
        restored: Restored,
        on_commit: Callable[[Commit], None],
    ) -> None:
        self._a = assignment
        self._gang = gang
        self._job = job
        self._entries = entries
        self._store = store
        self._log = log
        self._on_commit = on_commit
        self._changed = threading.Condition()
        self._save: _Save | None = None
        self._parent = None if restored.commit is None else restored.commit.checkpoint
        self._refused = restored.refused
        self._error: BaseException | None = None
        self._swept = False
        threading.Thread(target=self._run, name="saver", daemon=True).start()

    def begin(self, step: int, state: list[jax.Array], productive_seconds: float) -> None:
        """Every rank, at the same steps, once the losses up to here are known to be finite.

        Returns when the state may be donated; waits for the save before it.
        """
        self.wait()
        digest = self._entries.digest(state)
        names = [leaf.name for leaf in self._entries.state]
        folder = self._job.checkpoint(self._a.epoch, self._a.writer, step)
        try:
            writing = self._store.begin(folder, names, state)
        except OSError as e:
            raise storage(e) from e
        with self._changed:
            self._save = _Save(step, writing, digest, productive_seconds)
            self._changed.notify_all()

    def check(self) -> None:
        """Raises what went wrong beside the loop."""
        with self._changed:
            if self._error is not None:
                raise self._error

    def wait(self, patience: float | None = None) -> None:
        """Until the last save is committed (on the other ranks: written)."""
        with self._changed:
            self._changed.wait_for(lambda: self._save is None or self._error is not None, patience)
        self.check()

    def _run(self) -> None:
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(lambda: self._save is not None, _FENCE_CHECK_SECONDS)
                    save = self._save
                if save is not None:
                    self._finish(save)
                    with self._changed:
                        self._save = None
                        self._changed.notify_all()
                elif self._log is not None:
                    self._log.check_fence()
        except OSError as e:
            self._fail(storage(e))
        except BaseException as e:  # handed to the loop, which ends the process with its class
            self._fail(e)

    def _fail(self, error: BaseException) -> None:
        with self._changed:
            self._error = error
            self._changed.notify_all()

    def _finish(self, save: _Save) -> None:
        save.writing.wait()
        self._gang.barrier(f"written/{save.step}")
        if self._log is None:
            return
        folder = self._job.checkpoint(self._a.epoch, self._a.writer, save.step)
        self._store.finish(folder)
        facts = {
            "jobUid": self._a.job_uid,
            "epoch": self._a.epoch,
            "step": save.step,
            "writer": self._a.writer,
            "seed": self._a.seed,
            "globalBatch": self._a.global_batch,
        }
        manifest_digest = manifest.write(folder, facts, leaf_facts(self._entries))
        digests = digests_on_host(save.digest)
        commit = self._log.commit(save.step, self._parent, manifest_digest, digests, save.productive_seconds)
        self._parent = commit.checkpoint
        self._on_commit(commit)
        self._tidy(self._log)

    def _tidy(self, log: CommitLog) -> None:
        """Retire first, delete afterwards: what the log calls live is always there."""
        # What could not be restored must not count as kept; now that there is something newer, it goes.
        refused = [c for c in log.fold.commits if c.checkpoint in self._refused]
        rest = [c for c in log.fold.commits if c not in refused]
        for old in refused + to_retire(rest, self._a.checkpoint.keep_last):
            log.retire(old.checkpoint)
            remove(self._job.of_commit(old))
        if not self._swept:
            self._swept = True
            sweep(self._job, self._a.epoch, log.fold.commits)
