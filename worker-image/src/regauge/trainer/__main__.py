"""``python -m regauge.trainer --pipe FD --parent PID``: imports everything, touches no backend, and waits."""

from __future__ import annotations

import argparse
import ctypes
import faulthandler
import os
import signal
import socket
import sys
import time

_PR_SET_PDEATHSIG = 1
#: On a host that is short of processors the agent's heartbeats must not wait for the trainer.
_BELOW_THE_AGENT = 5


def die_with(parent: int) -> None:
    """The kernel kills this process when its agent ends, however that ends."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # the agent ended before the line above


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m regauge.trainer")
    arguments.add_argument("--pipe", type=int, required=True)
    arguments.add_argument("--parent", type=int, required=True)
    given = arguments.parse_args()
    die_with(given.parent)
    os.nice(_BELOW_THE_AGENT)
    faulthandler.register(signal.SIGUSR1, file=sys.stderr, all_threads=True)

    # Standard output is for the journal's JSON lines alone; what libraries and programs print goes with the errors.
    journal = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    began = time.monotonic()
    import jax
    import jaxlib

    import regauge.program.nnx  # noqa: F401  (most programs are Flax models)
    from regauge.trainer.pipe import Pipe
    from regauge.trainer.run import run
    from regauge.wire.exits import CODES
    from regauge.wire.pipe import Ready

    compiled = 0

    def count(event: str, duration_secs: float, **facts: str | int) -> None:  # noqa: ARG001
        nonlocal compiled
        compiled += event.endswith("backend_compile_duration")

    jax.monitoring.register_event_duration_secs_listener(count)
    versions = {"jax": jax.__version__, "jaxlib": jaxlib.__version__, "python": sys.version.split()[0]}
    pipe = Pipe(socket.socket(fileno=given.pipe))
    begin = pipe.ready(Ready(versions, round(time.monotonic() - began, 3)))
    exit_class = run(pipe, begin, lambda: compiled, journal)
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads of a runtime whose peers are gone may never return; nothing is left to tidy.
    os._exit(CODES.get(exit_class, 1))


if __name__ == "__main__":
    main()
