"""One epoch of one process, from the assignment to the exit class."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from regauge.bundle.entries import Entries
from regauge.checkpoint.arrays import ArrayStore
from regauge.checkpoint.folders import JobFolder
from regauge.commitlog import CommitLog, Fenced, FileStore, probe
from regauge.data import batches
from regauge.program.load import key_data
from regauge.program.step import Step
from regauge.trainer import loading
from regauge.trainer import meter as m
from regauge.trainer.gang import Gang
from regauge.trainer.journal import Journal
from regauge.trainer.loop import Loop, Orders
from regauge.trainer.meter import Meter
from regauge.trainer.outcome import Stop, classify, storage
from regauge.trainer.pipe import Pipe
from regauge.trainer.restoring import Candidates, Restored, Restoring, choose
from regauge.trainer.saving import Saver
from regauge.wire.exits import ExitClass
from regauge.wire.gateway import Assignment, CheckpointRef, FenceMark, Phase
from regauge.wire.pipe import Begin, Exit

_LAST_COMMIT_SECONDS = 15.0


def run(pipe: Pipe, begin: Begin, compiles: Callable[[], int], out: TextIO) -> ExitClass:
    """Never raises: whatever ends the epoch is told to the agent with its class."""
    a = begin.assignment
    meter = Meter(time.monotonic)
    journal = Journal(pipe, meter, a.epoch, a.rank, compiles, out)
    epoch = _Epoch(pipe, begin, journal, meter)
    try:
        epoch.run()
        exit_class, message = ExitClass.COMPLETED, f"committed step {a.steps}"
    except BaseException as e:  # the exit table is where every exception ends
        if isinstance(e, Fenced):
            journal.change(fenced_by=e.epoch)
        exit_class, message = classify(e, a.world)
    journal.phase(Phase.ENDED)
    if exit_class not in (ExitClass.COMPLETED, ExitClass.DRAINED):
        journal.line("error", exitClass=exit_class.value, message=message)
    pipe.exit(Exit(exit_class, message, journal.newest_commit() or epoch.newest))
    return exit_class


class _Epoch:
    """The stages in order; each is timed under its contract name."""

    def __init__(self, pipe: Pipe, begin: Begin, journal: Journal, meter: Meter) -> None:
        self._pipe = pipe
        self._begin = begin
        self._a: Assignment = begin.assignment
        self._journal = journal
        self._meter = meter
        self._orders = Orders()
        self._job = JobFolder.of(self._a.checkpoint.root, self._a.namespace, self._a.job, self._a.job_uid)
        #: What the gang has for certain: restored, and at the end the last commit of rank 0.
        self.newest: CheckpointRef | None = None

    def run(self) -> None:
        a = self._a
        self._journal.line("started", world=a.world, variant=a.variant)
        self._journal.timing("helloToInit", max(0.0, time.time() - self._begin.hello_at))
        self._pipe.orders(self._orders.hear if a.rank == 0 else lambda _: None)
        bundle = loading.open_verified(self._begin)
        loading.configure(bundle.manifest)
        with self._stage("init", Phase.INITIALIZING, m.STARTUP):
            gang = Gang.join(a, self._begin.address)
        with self._stage("load", Phase.LOADING, m.PREPARATION):
            program = loading.load_program(a)
            entries = loading.load_executable(bundle)
        self._journal.line("loaded", executable=a.executable.digest)
        try:
            log, chosen = self._fence()
            self._train(gang, program, entries, log, chosen)
        except OSError as e:
            raise storage(e) from e
        gang.leave()

    def _fence(self) -> tuple[CommitLog | None, Candidates | None]:
        """Rank 0 alone may write the log."""
        a = self._a
        if a.rank != 0:
            return None, None
        with self._stage("fence", Phase.FENCING, m.FENCE_WAIT):
            own = self._job.own(a.epoch, a.writer)
            store = FileStore(self._job.path, own)
            probe(store, f"data/{own.name}/probe-{time.time_ns()}")
            log = CommitLog(store, a.job_uid, a.epoch, a.writer)
            sequence = log.fence()
        self._journal.change(fence=FenceMark(a.epoch, sequence))
        self._journal.line("fenced", sequence=sequence)
        return log, choose(log.fold, sequence, a.restore)

    def _train(
        self, gang: Gang, program: Step, entries: Entries, log: CommitLog | None, chosen: Candidates | None
    ) -> None:
        a = self._a
        store = ArrayStore()
        with self._stage("restore", Phase.RESTORING, m.RESTORE):
            restored = Restoring(gang, self._job, entries, store, self._say).run(chosen)
            state = entries.init(key_data(a.seed)) if restored.state is None else restored.state
        start = self._tell_restored(restored)
        shardings = [leaf.sharding for leaf in entries.batch]
        rows = batches(program, shardings, seed=a.seed, global_batch=a.global_batch, start=start)
        saver = Saver(a, gang, self._job, entries, store, log, restored, self._journal.committed)
        self._journal.phase(Phase.TRAINING)
        try:
            Loop(a, gang, program, entries, saver, self._journal, self._meter, self._orders).run(state, start, rows)
        except Stop as e:
            # The program failed, not the gang: what it saved before is good and need not be lost with it.
            if e.exit_class in (ExitClass.USER_ERROR, ExitClass.NON_FINITE_LOSS):
                saver.wait(_LAST_COMMIT_SECONDS)
            raise
        if start < a.steps:
            self.newest = CheckpointRef(a.epoch, a.steps)
        self._journal.line("completed", step=a.steps)

    def _tell_restored(self, restored: Restored) -> int:
        commit = restored.commit
        ref = CheckpointRef(0, 0) if commit is None else CheckpointRef(commit.epoch, commit.step)
        if commit is not None:
            self.newest = ref
        self._journal.change(restored=ref, step=ref.step)
        self._journal.line("restored", fromEpoch=ref.epoch, step=ref.step)
        return ref.step

    def _say(self, message: str) -> None:
        self._journal.line("error", message=message)

    @contextmanager
    def _stage(self, name: str, phase: Phase, bucket: str) -> Iterator[None]:
        self._journal.phase(phase)
        began = time.monotonic()
        with self._meter.within(bucket):
            yield
        self._journal.timing(name, time.monotonic() - began)
