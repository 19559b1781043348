"""`python -m regauge.compile`: the command of a compile pod, and of laptops with `--request FILE --out DIR`."""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from regauge.bundle import archive
from regauge.compile import request, supervise
from regauge.compile.result import Failed, Outcome, Result
from regauge.compile.upload import Ticket, upload

TERMINATION_LOG = Path("/dev/termination-log")
DEFAULT_TIMEOUT_SECONDS = 1800.0


def main(argv: list[str], environment: Mapping[str, str]) -> int:
    parser = argparse.ArgumentParser(prog="regauge.compile", description=__doc__)
    parser.add_argument("--request", type=Path, help="request JSON; default: $REGAUGE_COMPILE_REQUEST")
    parser.add_argument("--out", type=Path, help="where to write the bundle instead of uploading it")
    arguments = parser.parse_args(argv)
    began = time.monotonic()
    try:
        result = _run(arguments.request, arguments.out, environment)
    except Failed as e:
        result = e.result
    result = Result(
        result.outcome,
        result.message,
        result.need_bytes,
        result.limit_bytes,
        result.executable_key,
        round(time.monotonic() - began, 3),
    )
    message = result.termination_message()
    if arguments.out is None and TERMINATION_LOG.exists():
        TERMINATION_LOG.write_text(message)
    print(message, flush=True)
    return result.outcome.value


def _run(file: Path | None, out: Path | None, environment: Mapping[str, str]) -> Result:
    text = file.read_text() if file else environment.get("REGAUGE_COMPILE_REQUEST")
    if text is None:
        raise Failed(Outcome.REQUEST_INVALID, "REGAUGE_COMPILE_REQUEST is not set; allowed is a request as JSON")
    ticket = None if out else _ticket(environment)
    try:
        data: Any = json.loads(text)
        asked = request.parse(data)
    except ValueError as e:
        raise Failed(Outcome.REQUEST_INVALID, str(e)) from e
    timeout = float(environment.get("REGAUGE_COMPILE_TIMEOUT_SECONDS", DEFAULT_TIMEOUT_SECONDS))
    with tempfile.TemporaryDirectory(prefix="regauge-compile-") as scratch:
        result = supervise.compile_in_child(asked, text, Path(scratch), environment, timeout)
        if result.outcome is not Outcome.COMPILED:
            return result
        bundle = Path(scratch) / "bundle"
        files = {p.relative_to(bundle).as_posix(): p.read_bytes() for p in bundle.rglob("*") if p.is_file()}
        if ticket:
            upload(archive.write(files), ticket)
        elif out:
            archive.unpack(files, out)
            (out.parent / (out.name + ".tar")).write_bytes(archive.write(files))
        return result


def _ticket(environment: Mapping[str, str]) -> Ticket:
    def required(name: str) -> str:
        value = environment.get(name)
        if not value:
            raise Failed(
                Outcome.REQUEST_INVALID,
                f"{name} is not set; allowed is what the compile service gave this "
                "pod, or --out DIR to write the bundle to a folder",
            )
        return value

    return Ticket(
        required("REGAUGE_COMPILE_URL"),
        environment.get("REGAUGE_CA_PEM"),
        required("REGAUGE_EXECUTABLE_UID"),
        required("REGAUGE_TRY"),
        required("REGAUGE_TICKET"),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
