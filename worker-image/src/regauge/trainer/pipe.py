"""The trainer's end of the socket pair. Sending never blocks the step loop."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from regauge.wire.gateway import Marks, StepMark
from regauge.wire.pipe import Begin, Do, Exit, Line, Mark, Order, Ready, decode, encode

#: Steps that are kept when the agent does not read.
RING = 64


class Pipe:
    """Marks are cumulative, so an agent that is slow gets fewer of them, never older ones."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._lines = channel.makefile("rb")
        self._changed = threading.Condition()
        self._marks: Marks | None = None
        self._steps: deque[StepMark] = deque(maxlen=RING)
        self._busy = False
        self._sending = threading.Lock()

    def ready(self, line: Ready) -> Begin:
        """Tells the agent that the imports are done, then waits for the assignment, for as long as it takes."""
        self._send(line)
        begin = self._receive()
        if not isinstance(begin, Begin):
            raise RuntimeError(f"the agent began with {type(begin).__name__}, expected Begin")
        threading.Thread(target=self._sender, name="pipe-sender", daemon=True).start()
        return begin

    def orders(self, act: Callable[[Order], None]) -> None:
        """From now on ``act`` hears orders, on a thread of its own."""

        def listen() -> None:
            while True:
                line = self._receive()
                if isinstance(line, Do):
                    act(line.order)

        threading.Thread(target=listen, name="pipe-listener", daemon=True).start()

    def mark(self, marks: Marks, steps: tuple[StepMark, ...] = ()) -> None:
        with self._changed:
            self._marks = marks
            self._steps.extend(steps)
            self._changed.notify_all()

    def exit(self, line: Exit, patience: float = 5.0) -> None:
        """The last words; gives up on an agent that does not read."""
        with self._changed:
            self._changed.wait_for(lambda: self._marks is None and not self._busy, patience)
        self._channel.settimeout(patience)
        with self._sending, contextlib.suppress(OSError):
            self._channel.sendall(encode(line))

    def _sender(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._marks is not None)
                assert self._marks is not None
                line = Mark(replace(self._marks, steps=tuple(self._steps)))
                self._marks, self._busy = None, True
                self._steps.clear()
            self._send(line)
            with self._changed:
                self._busy = False
                self._changed.notify_all()

    def _send(self, line: Line) -> None:
        try:
            with self._sending:
                self._channel.sendall(encode(line))
        except OSError:
            os._exit(1)  # the agent is gone, and a trainer does not outlive its agent

    def _receive(self) -> Line:
        text = self._lines.readline()
        if not text:
            os._exit(1)
        return decode(text)
