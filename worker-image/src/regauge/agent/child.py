"""A trainer process and the line to it. Children are reaped in one place only, ``reap``, because PID 1 reaps all."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping

from regauge.wire.codec import WireError
from regauge.wire.pipe import Exit, Line, decode, encode

_PR_SET_CHILD_SUBREAPER = 36
_TAIL_LINES = 40
_ABORT_OF_PEER = "JAX distributed service detected fatal errors"


def adopt_orphans() -> None:
    """Grandchildren (data workers) become ours when their parent dies, also where this process is not PID 1."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap() -> dict[int, int]:
    """Exit codes of all children that ended since the last call; a signal n is -n."""
    ended: dict[int, int] = {}
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == 0:
            return ended
        ended[pid] = os.waitstatus_to_exitcode(status)


class Child:
    """Must be made on the agent's main thread: the trainer dies with the thread that made it."""

    def __init__(self, env: Mapping[str, str], on_line: Callable[[Child, Line], None]) -> None:
        ours, theirs = socket.socketpair()
        errors, their_errors = os.pipe()
        fd = 3
        arguments = [sys.executable, "-m", "regauge.trainer", "--pipe", str(fd), "--parent", str(os.getpid())]
        try:
            self.pid = os.posix_spawn(
                sys.executable,
                arguments,
                dict(env),
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, their_errors, 2),
                    (os.POSIX_SPAWN_DUP2, theirs.fileno(), fd),
                ],
                setpgroup=0,
            )
        finally:
            theirs.close()
            os.close(their_errors)
        self._channel = ours
        self._on_line = on_line
        self._tail: deque[str] = deque(maxlen=_TAIL_LINES)
        #: What the trainer said of its own end; complete once ``end_group`` returned.
        self.last_words: Exit | None = None
        self._listener = threading.Thread(target=self._listen, name=f"trainer-{self.pid}", daemon=True)
        self._listener.start()
        self._stderr = threading.Thread(target=self._carry_errors, args=(errors,), daemon=True)
        self._stderr.start()

    def send(self, line: Line) -> None:
        """A trainer that is gone has been, or will be, reaped; that is where it is noticed."""
        with contextlib.suppress(OSError):
            self._channel.sendall(encode(line))

    def signal(self, number: signal.Signals) -> None:
        """To the trainer and everything that it started. Only before it is reaped."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def dump_stacks(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGUSR1)

    def end_group(self) -> None:
        """After the trainer itself is reaped: what it left behind must not hold the device."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._listener.join(1.0)
        self._stderr.join(1.0)
        self._channel.close()

    def tail(self) -> str:
        return "\n".join(self._tail)

    def lost_a_peer(self) -> bool:
        """Whether jaxlib ended the process because another one of the gang was gone."""
        return _ABORT_OF_PEER in self.tail()

    def _listen(self) -> None:
        with contextlib.suppress(OSError), self._channel.makefile("rb") as lines:
            for text in lines:
                try:
                    line = decode(text)
                except (WireError, ValueError) as e:
                    sys.stderr.write(f"agent: trainer {self.pid} wrote a bad line: {e}\n")
                    continue
                if isinstance(line, Exit):
                    self.last_words = line
                self._on_line(self, line)

    def _carry_errors(self, fd: int) -> None:
        with os.fdopen(fd, "r", errors="replace") as lines:
            for text in lines:
                self._tail.append(text.rstrip("\n"))
                sys.stderr.write(text)
                sys.stderr.flush()
