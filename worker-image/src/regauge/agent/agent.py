"""The agent's one loop: notes come in from the conversations, the trainer and the kernel; it alone acts on them."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from regauge.agent import host
from regauge.agent.cache import BundleCache, Cancelled, WrongBundle
from regauge.agent.child import Child, adopt_orphans, reap
from regauge.agent.client import Answered, Client
from regauge.agent.decide import GreetAgain, Ignore, Standing, Start, on_assigned, on_greet
from regauge.agent.ending import Ending
from regauge.agent.loops import (
    LONG_POLL_SECONDS,
    CommandPolls,
    Events,
    Heard,
    Heartbeats,
    Hellos,
    NewerEpoch,
    Note,
    NotMe,
    Told,
)
from regauge.agent.report import Report
from regauge.agent.settings import Settings
from regauge.wire.codec import to_json
from regauge.wire.exits import CODES, ExitClass, classify
from regauge.wire.gateway import (
    Assignment,
    Command,
    Ended,
    EventType,
    Hello,
    HelloState,
    Marks,
    Member,
)
from regauge.wire.pipe import Begin, Do, Exit, Line, Mark, Order

_TICK_SECONDS = 0.5
_GOODBYE_SECONDS = 5.0
#: A trainer that said nothing for this long hangs, so its stacks are worth having.
_SILENCE_SECONDS = 10.0
_WARM_PAUSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Fetched:
    epoch: int
    bundle: Path
    envelope: Path


@dataclass(frozen=True, slots=True)
class FetchFailed:
    epoch: int
    message: str


@dataclass(frozen=True, slots=True)
class Wake:
    """A child ended, or nothing at all happened."""


@dataclass(frozen=True, slots=True)
class Terminate:
    """SIGTERM: the pod is being deleted."""


@dataclass(slots=True)
class Running:
    """One epoch on this host. ``child`` is None until the bundle is here, and again once the trainer is reaped."""

    assignment: Assignment
    report: Report
    cancelled: threading.Event
    child: Child | None = None


class Agent:
    def __init__(self, settings: Settings) -> None:
        self._s = settings
        self._instance = str(uuid.uuid4())
        self._inbox: queue.SimpleQueue[Note | Fetched | FetchFailed | Wake | Terminate] = queue.SimpleQueue()
        self._standing = Standing()
        self._running: Running | None = None
        self._warm: Child | None = None
        self._warm_at = 0.0
        self._ending: Ending | None = None
        self._leaving = False
        self._exit_code: int | None = None
        self._hello_at = time.time()
        self._cache = BundleCache(settings.cache, self._client(settings.compile_url, 60.0), say)
        patience = LONG_POLL_SECONDS + 10.0
        self._hellos = Hellos(self._client(settings.gateway_url, patience), self._inbox.put, say)
        self._commands = CommandPolls(self._client(settings.gateway_url, patience), self._inbox.put, say)
        self._heartbeats = Heartbeats(self._client(settings.gateway_url, 5.0), self._inbox.put, say)
        self._events = Events(self._client(settings.gateway_url, 5.0), say)

    def run(self) -> int:
        """Returns the exit code of the pod."""
        adopt_orphans()
        signal.signal(signal.SIGCHLD, lambda *_: self._inbox.put(Wake()))
        signal.signal(signal.SIGTERM, lambda *_: self._inbox.put(Terminate()))
        signal.signal(signal.SIGINT, lambda *_: self._inbox.put(Terminate()))
        for work in (self._hellos.run, self._heartbeats.run, self._commands.run, self._events.run):
            threading.Thread(target=work, name=work.__qualname__, daemon=True).start()
        self._keep_warm()
        self._offer()
        while self._exit_code is None:
            try:
                note = self._inbox.get(timeout=_TICK_SECONDS)
            except queue.Empty:
                note = Wake()
            self._reap()
            self._act(note)
            if self._ending is not None:
                self._ending.tick()
            self._keep_warm()
        return self._exit_code

    # What notes mean.

    def _act(self, note: Note | Fetched | FetchFailed | Wake | Terminate) -> None:
        match note:
            case Heard():
                self._on_answer(note)
            case Told():
                self._on_command(note.command)
            case NewerEpoch():
                self._greet(note.epoch)
            case NotMe():
                say(f"this pod is not believed to be a worker, ending: {note.message}")
                self._leave(1)
            case Fetched():
                self._on_fetched(note)
            case FetchFailed():
                self._on_fetch_failed(note)
            case Terminate():
                self._leave(0)
            case Wake():
                pass

    def _on_answer(self, heard: Heard) -> None:
        answer = heard.answer
        # An answer to a hello that is no longer ours to say is about an offer that does not stand.
        if self._leaving or self._ending is not None or heard.for_epoch != self._standing.ready_for:
            return
        match answer.state:
            case HelloState.GREET:
                self._greet(answer.epoch)
            case HelloState.ASSIGNED if answer.assignment is not None:
                self._assigned(answer.assignment)
            case HelloState.EXIT:
                say(f"not needed any more: {answer.message}")
                self._leave(0)
            case HelloState.ASSIGNED | HelloState.NO_ATTEMPT | HelloState.WAITING:
                pass

    def _on_command(self, command: Command) -> None:
        child = self._running.child if self._running is not None else None
        match command.type:
            case "Greet":
                self._greet(command.epoch)
            case "Exit":
                self._leave(0)
            case "Save" | "Drain" if child is not None:
                child.send(Do(Order.SAVE if command.type == "Save" else Order.DRAIN))
            case "Stop" if child is not None:
                self._end_trainer(lambda: self._tell_stopped("stopped by command"))
            case "DumpStacks" if child is not None:
                child.dump_stacks()
            case _:
                say(f"nothing to do for command {command.id} {command.type}")

    def _greet(self, epoch: int | None) -> None:
        self._standing, verdict = on_greet(self._standing, epoch)
        if isinstance(verdict, GreetAgain) and not self._leaving:
            say(f"epoch {verdict.epoch} is being gathered")
            self._hellos.offer(None)
            self._end_trainer(self._offer)

    def _assigned(self, assignment: Assignment) -> None:
        self._standing, verdict = on_assigned(self._standing, assignment)
        match verdict:
            case Ignore():
                if verdict.why:
                    say(verdict.why)
            case Start():
                self._hellos.offer(None)
                self._start(verdict.assignment)

    # One epoch.

    def _start(self, assignment: Assignment) -> None:
        say(f"epoch {assignment.epoch}: rank {assignment.rank} of {assignment.world}, variant {assignment.variant}")
        member = self._member(assignment.epoch)
        running = Running(assignment, Report(member, assignment), threading.Event())
        self._running = running
        self._heartbeats.of(running.report)
        self._commands.of(member)

        def fetch() -> None:
            try:
                bundle, envelope = self._cache.fetch(assignment.executable, running.cancelled)
                self._inbox.put(Fetched(assignment.epoch, bundle, envelope))
            except Cancelled:
                pass
            except (WrongBundle, Answered, OSError) as e:
                self._inbox.put(FetchFailed(assignment.epoch, str(e)))

        threading.Thread(target=fetch, name="fetch", daemon=True).start()

    def _on_fetched(self, note: Fetched) -> None:
        running = self._running
        if running is None or running.assignment.epoch != note.epoch or running.cancelled.is_set():
            return
        if self._s.platform == "cuda":
            host.clear_shared_memory()
        child, self._warm = self._warm or self._spawn(), None
        running.child = child
        child.send(Begin(running.assignment, str(note.bundle), str(note.envelope), self._s.pod_ip, self._hello_at))

    def _on_fetch_failed(self, note: FetchFailed) -> None:
        running = self._running
        if running is not None and running.assignment.epoch == note.epoch and not running.cancelled.is_set():
            self._tell_end(running, ExitClass.EXECUTABLE_MISMATCH, CODES[ExitClass.EXECUTABLE_MISMATCH], note.message)

    def _on_line(self, child: Child, line: Line) -> None:
        """On the trainer's own thread."""
        running = self._running
        if isinstance(line, Mark) and running is not None and running.child is child:
            before = running.report.marks
            running.report.hear(line.marks)
            if _news(before, line.marks):
                self._heartbeats.soon()

    # The end of a trainer.

    def _end_trainer(self, then: Callable[[], None]) -> None:
        """Ends whatever trains, then goes on; at once where nothing does."""
        running = self._running
        if running is not None:
            running.cancelled.set()
        if self._ending is not None:
            self._ending.then = then
        elif running is None or running.child is None:
            then()
        else:
            hangs = running.report.silent_for() > _SILENCE_SECONDS
            self._ending = Ending(running.child, hangs, then, lambda: self._tell_stuck(running))

    def _reap(self) -> None:
        for pid, code in reap().items():
            if self._warm is not None and pid == self._warm.pid:
                say(f"the warm trainer ended with {code} before it was needed")
                self._warm.end_group()
                self._warm = None
            elif self._running is not None and self._running.child is not None and pid == self._running.child.pid:
                self._trainer_ended(self._running, self._running.child, code)

    def _trainer_ended(self, running: Running, child: Child, code: int) -> None:
        child.end_group()
        running.child = None
        if self._ending is not None:
            then, self._ending = self._ending.then, None
            then()
            return
        exit_class, message = _why(child, code)
        self._tell_end(running, exit_class, _exit_code(code), message, child.last_words)

    def _tell_end(
        self, running: Running, exit_class: ExitClass, code: int, message: str, words: Exit | None = None
    ) -> None:
        running.report.end()
        completed = exit_class is ExitClass.COMPLETED
        if exit_class is ExitClass.EXECUTABLE_MISMATCH:
            self._cache.forget(running.assignment.executable)
        say(f"epoch {running.assignment.epoch}: trainer ended, {exit_class.value} ({code}): {message}")
        commit = words.commit if words is not None else running.report.newest_commit
        kind = EventType.COMPLETED if completed else EventType.TRAINER_EXITED
        ended = Ended(kind, exit_class, code, message, commit)
        self._heartbeats.last(
            running.report, lambda: self._event(running.report.member, running.assignment.rank, ended)
        )

    def _tell_stopped(self, message: str) -> None:
        if self._running is not None:
            self._tell_end(self._running, ExitClass.KILLED, 128 + signal.SIGTERM, message)

    def _tell_stuck(self, running: Running) -> None:
        self._tell_end(
            running,
            ExitClass.STUCK,
            CODES[ExitClass.STUCK],
            "the trainer could not be ended within 10 s; the host holds its devices",
        )

    # The pod.

    def _offer(self) -> None:
        """Says hello for the epoch this host is ready for, with a fresh port."""
        self._running = None
        self._hello_at = time.time()
        s = self._s
        self._hellos.offer(
            Hello(
                namespace=s.namespace,
                job=s.job,
                job_uid=s.job_uid,
                pod=s.pod,
                pod_uid=s.pod_uid,
                node=s.node,
                boot_id=host.boot_id(),
                instance=self._instance,
                pod_ip=s.pod_ip,
                coordinator_port=host.free_port(s.pod_ip),
                platform=s.platform,
                devices=host.devices(s.platform, s.chips),
                versions=host.versions(),
                cached_bundles=self._cache.digests(),
                newest_epoch_seen=self._standing.newest_seen,
                for_epoch=self._standing.ready_for,
            )
        )

    def _leave(self, code: int) -> None:
        """Ends the trainer, says goodbye, and lets the pod end."""
        if self._leaving:
            return
        self._leaving = True
        self._hellos.offer(None)

        def goodbye() -> None:
            member = self._member(self._standing.newest_seen)
            rank = self._standing.assignment.rank if self._standing.assignment is not None else None
            commit = self._running.report.newest_commit if self._running is not None else None
            self._event(member, rank, Ended(EventType.GOODBYE, None, None, "the agent ends", commit))
            self._events.flush(_GOODBYE_SECONDS)
            self._exit_code = code

        self._end_trainer(goodbye)

    def _keep_warm(self) -> None:
        """One trainer ahead; its import must not slow the start of the one before."""
        busy = self._running is not None and self._running.child is not None and not self._running.report.training
        if self._warm is None and not busy and not self._leaving and time.monotonic() >= self._warm_at:
            self._warm = self._spawn()
            self._warm_at = time.monotonic() + _WARM_PAUSE_SECONDS

    def _spawn(self) -> Child:
        return Child({**os.environ, "JAX_PLATFORMS": self._s.platform, "PYTHONUNBUFFERED": "1"}, self._on_line)

    def _member(self, epoch: int) -> Member:
        s = self._s
        return Member(s.namespace, s.job, s.job_uid, s.pod, s.pod_uid, self._instance, epoch)

    def _event(self, member: Member, rank: int | None, ended: Ended) -> None:
        self._events.add({"contractVersion": 1, **to_json(member), "rank": rank, **to_json(ended)})

    def _client(self, url: str, timeout: float) -> Client:
        return Client(url, self._s.ca_pem, self._s.token_file, timeout)


def say(message: str) -> None:
    """Standard output is the trainer's."""
    sys.stderr.write(f"agent: {message}\n")
    sys.stderr.flush()


def _why(child: Child, code: int) -> tuple[ExitClass, str]:
    """The exit code decides, the last words explain; an abort is explained by what jaxlib wrote before it."""
    exit_class = classify(code)
    words = child.last_words
    if code == -signal.SIGABRT and child.lost_a_peer():
        return ExitClass.PEER_LOST, "jaxlib ended the process because another one of the gang was gone"
    if words is not None and (words.exit_class is exit_class):
        return exit_class, words.message
    if code < 0:
        return exit_class, f"ended by signal {-code} ({signal.Signals(-code).name}); last lines: {child.tail()[-1500:]}"
    return exit_class, f"ended with code {code}; last lines: {child.tail()[-1500:]}"


def _exit_code(code: int) -> int:
    """As a shell and a kubelet write it."""
    return code if code >= 0 else 128 - code


def _news(before: Marks, after: Marks) -> bool:
    """Whether the operator waits for it."""
    return (
        before.phase != after.phase
        or before.restored != after.restored
        or before.last_commit != after.last_commit
        or before.fenced_by != after.fenced_by
        or (before.step == 0) != (after.step == 0)
    )
