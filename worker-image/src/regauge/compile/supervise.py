"""Runs the compiling process (for cpu: the whole gang), waits, and turns whatever happens into a result.

This process imports no JAX, so it survives what kills a compiler.
"""

import collections
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from regauge.compile.request import Request
from regauge.compile.result import Failed, Outcome, Result
from regauge.compile.targets import environment as environment_of

_TAIL_LINES = 30


def compile_in_child(
    asked: Request, text: str, scratch: Path, environment: Mapping[str, str], timeout: float
) -> Result:
    """Files of the bundle come below `scratch/bundle`. Raises nothing: every end is a Result."""
    (scratch / "request.json").write_text(text)
    world = asked.target.hosts if asked.target.platform == "cpu" else 1
    coordinator = f"127.0.0.1:{_free_port()}" if world > 1 else ""
    env = environment_of(asked.target, environment)
    env["TMPDIR"] = str(scratch)
    tail: collections.deque[str] = collections.deque(maxlen=_TAIL_LINES)
    processes = [_start(rank, coordinator, scratch, env) for rank in range(world)]
    readers = [threading.Thread(target=_forward, args=(p, tail), daemon=True) for p in processes]
    for reader in readers:
        reader.start()
    try:
        return _wait(processes, scratch, time.monotonic() + timeout, timeout, tail, readers)
    finally:
        for process in processes:
            _end(process)


def _wait(
    processes: list[subprocess.Popen[bytes]],
    scratch: Path,
    deadline: float,
    timeout: float,
    tail: collections.deque[str],
    readers: list[threading.Thread],
) -> Result:
    """Until rank 0 is done; a rank that dies takes the gang with it."""
    ended = threading.Event()

    def watch(process: subprocess.Popen[bytes]) -> None:
        process.wait()
        ended.set()

    for process in processes:
        threading.Thread(target=watch, args=(process,), daemon=True).start()
    while True:
        if not ended.wait(max(0.0, deadline - time.monotonic())):
            return Result(Outcome.TIMEOUT, f"the compile took longer than {timeout:.0f} s")
        ended.clear()
        first = processes[0].poll()
        if first is not None:
            for reader in readers[:1]:
                reader.join(5)
            return _read(scratch, first, tail)
        lost = next((p for p in processes[1:] if p.poll() not in (None, 0)), None)
        if lost is not None:
            return Result(Outcome.COMPILER_CRASH, f"a process of the gang {_end_of(lost.returncode)}\n{_last(tail)}")


def _read(scratch: Path, code: int, tail: collections.deque[str]) -> Result:
    written = scratch / "result.json"
    if written.exists():
        return Result.from_json(json.loads(written.read_text()))
    return Result(Outcome.COMPILER_CRASH, f"the compiler {_end_of(code)}\n{_last(tail)}")


def _end_of(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}"
    name = signal.Signals(-code).name
    return f"was ended by {name}" + (" (out of memory, maybe)" if name == "SIGKILL" else "")


def _last(tail: collections.deque[str]) -> str:
    return "\n".join(tail)[-3000:]


def _start(rank: int, coordinator: str, scratch: Path, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "regauge.compile.child",
        "--request",
        str(scratch / "request.json"),
        "--out",
        str(scratch),
        "--rank",
        str(rank),
        "--coordinator",
        coordinator,
    ]
    try:
        return subprocess.Popen(
            command,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as e:
        raise Failed(Outcome.COMPILER_CRASH, f"the compiling process did not start: {e}") from e


def _forward(process: subprocess.Popen[bytes], tail: collections.deque[str]) -> None:
    assert process.stdout is not None
    for raw in process.stdout:
        line = raw.decode(errors="replace").rstrip()
        tail.append(line[:500])
        print(line, file=sys.stderr, flush=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port
