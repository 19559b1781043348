"""The four conversations with the gateway, each on a thread and a connection of its own.

They only carry: what an answer means is decided on the agent's main thread, which reads their notes from one inbox.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from regauge.agent.client import Answered, Backoff, Client, Disbelief, Unreachable
from regauge.agent.report import Report
from regauge.wire.codec import WireError, from_json, to_json
from regauge.wire.gateway import Command, Commands, Hello, HelloAnswer, Member

LONG_POLL_SECONDS = 15.0
HEARTBEAT_SECONDS = 2.0
DISBELIEF_SECONDS = 30.0
#: Between two questions that were answered at once with no news.
_PAUSE = 0.5
#: Important news come in bursts, and one heartbeat carries them all.
_BURST_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Heard:
    """The answer to a hello, and the epoch that the hello was for."""

    answer: HelloAnswer
    for_epoch: int


@dataclass(frozen=True, slots=True)
class Told:
    command: Command


@dataclass(frozen=True, slots=True)
class NewerEpoch:
    """A refusal named an epoch above the one that was spoken of."""

    epoch: int


@dataclass(frozen=True, slots=True)
class NotMe:
    """Nothing but 401 and 403 to hellos for long: this pod is not believed to be a worker."""

    message: str


type Note = Heard | Told | NewerEpoch | NotMe
type Tell = Callable[[Note], None]
type Say = Callable[[str], None]


class Hellos:
    """Says the current hello again and again until there is none to say."""

    def __init__(self, client: Client, tell: Tell, say: Say) -> None:
        self._client = client
        self._tell = tell
        self._say = say
        self._changed = threading.Condition()
        self._hello: Hello | None = None

    def offer(self, hello: Hello | None) -> None:
        with self._changed:
            self._hello = hello
            self._changed.notify_all()

    def run(self) -> None:
        backoff, disbelief = Backoff(), Disbelief(DISBELIEF_SECONDS)
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._hello is not None)
                hello = self._hello
            assert hello is not None
            began = time.monotonic()
            try:
                answer = from_json(HelloAnswer, self._client.post("/v1/hello", to_json(hello)))
            except (Unreachable, Answered, WireError) as e:
                self._say(f"hello: {e}")
                if disbelief.lasts(e):
                    self._tell(NotMe(str(e)))
                elif (newer := _newest_epoch(e)) is not None:
                    self._tell(NewerEpoch(newer))
                self._idle(hello, backoff.wait())
                continue
            backoff.reset()
            disbelief.over()
            self._tell(Heard(answer, hello.for_epoch))
            self._idle(hello, 0.0 if time.monotonic() - began > _PAUSE else _PAUSE)

    def _idle(self, said: Hello, seconds: float) -> None:
        """A pause that ends early when there is another hello to say."""
        with self._changed:
            self._changed.wait_for(lambda: self._hello is not said, seconds)


class Heartbeats:
    """Every two seconds while there is something to report, and at once when it matters."""

    def __init__(self, client: Client, tell: Tell, say: Say) -> None:
        self._client = client
        self._tell = tell
        self._say = say
        self._wake = threading.Event()
        self._report: Report | None = None
        self._last: queue.SimpleQueue[tuple[Report, Callable[[], None]]] = queue.SimpleQueue()
        self._ended = threading.Event()

    def of(self, report: Report | None) -> None:
        self._report = report
        self._wake.set()

    def soon(self) -> None:
        self._wake.set()

    def last(self, report: Report, then: Callable[[], None]) -> None:
        """Tries once to deliver what the report still holds, then calls ``then``: whoever hears of an end closes the
        epoch, and no heartbeat is heard after that."""
        self._last.put((report, then))
        self._ended.set()
        self._wake.set()

    def run(self) -> None:
        while True:
            self._wake.wait(HEARTBEAT_SECONDS)
            self._wake.clear()
            self._ended.clear()
            if self._report is not None and self._last.empty():
                self._send(self._report)
            while not self._last.empty():
                report, then = self._last.get()
                self._send(report)
                then()
            self._ended.wait(_BURST_SECONDS)

    def _send(self, report: Report) -> None:
        body, step = report.heartbeat()
        try:
            self._client.post("/v1/heartbeat", body)
            report.delivered(step)
        except (Unreachable, Answered) as e:
            # Training goes on whatever the gateway says; only the log can end it.
            self._say(f"heartbeat: {e}")
            if (newer := _newest_epoch(e)) is not None:
                self._tell(NewerEpoch(newer))


class CommandPolls:
    """A long poll for commands, once there was an assignment."""

    def __init__(self, client: Client, tell: Tell, say: Say) -> None:
        self._client = client
        self._tell = tell
        self._say = say
        self._changed = threading.Condition()
        self._member: Member | None = None
        self._after = 0

    def of(self, member: Member) -> None:
        with self._changed:
            self._member = member
            self._changed.notify_all()

    def run(self) -> None:
        backoff = Backoff()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._member is not None)
                member = self._member
            began = time.monotonic()
            try:
                answer = self._client.post("/v1/commands", {**to_json(member), "after": self._after})
                told = from_json(Commands, answer).commands
            except (Unreachable, Answered, WireError) as e:
                self._say(f"commands: {e}")
                if (newer := _newest_epoch(e)) is not None:
                    self._tell(NewerEpoch(newer))
                time.sleep(backoff.wait())
                continue
            backoff.reset()
            for command in sorted(told, key=lambda c: c.id):
                if command.id > self._after:
                    self._after = command.id
                    self._tell(Told(command))
            if not told and time.monotonic() - began < _PAUSE:
                time.sleep(_PAUSE)


class Events:
    """What happened once is told until it is answered, in order."""

    def __init__(self, client: Client, say: Say) -> None:
        self._client = client
        self._say = say
        self._changed = threading.Condition()
        self._queue: deque[dict[str, Any]] = deque()

    def add(self, event: dict[str, Any]) -> None:
        with self._changed:
            self._queue.append(event)
            self._changed.notify_all()

    def flush(self, patience: float) -> bool:
        """Waits until all is delivered, or the patience is over."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._queue, patience)

    def run(self) -> None:
        backoff = Backoff()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._queue))
                event = self._queue[0]
            try:
                self._client.post("/v1/events", event)
            except (Unreachable, Answered) as e:
                self._say(f"event {event['type']}: {e}")
                # 409: the epoch it belongs to is over, and so is the interest in it.
                if not (isinstance(e, Answered) and e.status == 409):
                    time.sleep(backoff.wait())
                    continue
            backoff.reset()
            with self._changed:
                self._queue.popleft()
                self._changed.notify_all()


def _newest_epoch(error: Exception) -> int | None:
    if isinstance(error, Answered) and error.status == 409:
        newest = error.body.get("newestEpoch")
        return newest if isinstance(newest, int) and not isinstance(newest, bool) else None
    return None
