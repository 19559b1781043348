"""From a plan to executables and their bytes; every way in which user code or compiler can fail has its outcome."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import jax
from jax.experimental import serialize_executable

from regauge.compile import request, targets
from regauge.compile.callbacks import host_callbacks
from regauge.compile.clock import Clock
from regauge.compile.entries import Plan, jitted
from regauge.compile.fit import limit, parse_exhausted
from regauge.compile.request import Request
from regauge.compile.result import Failed, Outcome
from regauge.program.load import ProgramError, shorten


@dataclass(frozen=True)
class Compiled:
    executables: Mapping[str, Any]
    lowered: Mapping[str, str]


@contextmanager
def program_errors(asked: Request) -> Iterator[None]:
    """What the user's code raises while it is traced is theirs, with their line."""
    try:
        yield
    except (Failed, ProgramError, request.Invalid):
        raise
    except Exception as e:
        raise ProgramError(f"{asked.entrypoint} raised while its step was traced\n{shorten(e)}") from e


def compile_entries(asked: Request, planned: Plan, options: dict[str, Any], clock: Clock) -> Compiled:
    platform = asked.target.platform
    with jax.set_mesh(planned.mesh), planned.context():
        lowered: dict[str, Any] = {}
        for entry in planned.entries:
            with program_errors(asked):
                with clock.phase("trace"):
                    traced = jitted(entry).trace(*entry.arguments)
                callbacks = host_callbacks(traced.jaxpr)
                if callbacks:
                    raise Failed(
                        Outcome.HOST_CALLBACK,
                        f"the program's {entry.name} calls back into Python, which an "
                        f"executable cannot carry: {'; '.join(callbacks)}",
                    )
                with clock.phase("lower"):
                    lowered[entry.name] = traced.lower(lowering_platforms=(platform,))

        # XLA lets go of the interpreter, and the step takes as long as the two others together. But the TPU compiler
        # numbers modules as they come, and the numbers get into the bytes: there the order must always be the same.
        side_by_side = 1 if platform == "tpu" else 2

        def one(name: str) -> Any:
            chosen = targets.entry_options(name, platform, options)
            return lowered[name].compile(compiler_options=chosen or None)

        with clock.phase("compile"), ThreadPoolExecutor(side_by_side) as pool:
            futures = {name: pool.submit(one, name) for name in ("step", "init", "digest")}
            try:
                executables = {name: future.result() for name, future in futures.items()}
            except jax.errors.JaxRuntimeError as e:
                raise _compile_failure(asked, e) from e
            except ValueError as e:
                raise _option_failure(options, e) from e
    return Compiled(executables, {name: _text(low) for name, low in lowered.items()})


def _compile_failure(asked: Request, error: Exception) -> Failed:
    message = str(error)
    if "RESOURCE_EXHAUSTED" in message:
        need, most = parse_exhausted(message) or (None, limit(asked.target.platform, asked.target.chip))
        return Failed(Outcome.DOES_NOT_FIT, "the compiler found no room on the chip: " + message[:1500], need, most)
    if "No such compile option" in message or "While setting option" in message:
        return _option_failure(dict(asked.compiler_options), error)
    return Failed(Outcome.COMPILER_CRASH, "the compiler failed: " + message[:3000])


def _option_failure(options: Mapping[str, Any], error: Exception) -> Failed:
    named = next((name for name in options if name in str(error)), next(iter(options), ""))
    return Failed(
        Outcome.REQUEST_INVALID,
        f"compilerOptions.{named} is {options.get(named)!r}; allowed are options of this compiler: {str(error)[:500]}",
    )


def _text(lowered: Any) -> str:
    """StableHLO without source locations: moving a line of code must not change a key."""
    return str(lowered.compiler_ir("stablehlo").operation.get_asm(enable_debug_info=False))


def serialize(name: str, executable: Any) -> bytes:
    try:
        blob: bytes = serialize_executable.serialize(executable)[0]
    except (ValueError, NotImplementedError) as e:
        raise Failed(
            Outcome.PROGRAM_ERROR,
            f"the program's {name} cannot be serialized: {e}. Maybe it closes over an "
            "array or a mutable reference; take it from the state instead",
        ) from e
    return blob
