"""The process that compiles: `python -m regauge.compile.child`. Fresh for every compile, so nothing leaks into a key.

For cpu it is rank 0 of a gang as large as the worker's; the other ranks only lend their devices to the topology.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jax
import zstandard
from jax.experimental import serialize_executable

from regauge import gang
from regauge.bundle.archive import sha256
from regauge.bundle.manifest import FORMAT
from regauge.compile import hlo, request, targets
from regauge.compile.callbacks import host_callbacks
from regauge.compile.entries import Plan, jitted, plan
from regauge.compile.fit import Fit, Memory, fit, limit, parse_exhausted
from regauge.compile.key import device_json, executable_key
from regauge.compile.layout import Leaf, make_mesh
from regauge.compile.report import LARGE_LEAF, Facts, report
from regauge.compile.request import Request
from regauge.compile.result import Failed, Outcome, Result
from regauge.compile.work import Work, measure
from regauge.program.axes import AxisRule, mesh_axes
from regauge.program.load import ProgramError, load, shorten
from regauge.program.step import Step

BARRIER_SECONDS = 3600


@dataclass
class Clock:
    """Seconds per phase, as the report names them."""

    seconds: dict[str, float] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        start = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - start

    def total(self) -> float:
        return time.monotonic() - self.began


@dataclass(frozen=True)
class Compiled:
    executables: Mapping[str, Any]
    lowered: Mapping[str, str]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--request", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rank", type=int, default=0)
    parser.add_argument("--coordinator", default="")
    arguments = parser.parse_args()
    asked = request.parse(json.loads(arguments.request.read_bytes()))
    for name, value in targets.JAX_CONFIG.items():
        jax.config.update(name, value)
    if asked.target.platform == "cpu":
        gang.join_cpu(
            devices=asked.target.chips_per_host,
            coordinator=arguments.coordinator,
            world=asked.target.hosts,
            rank=arguments.rank,
            address="127.0.0.1",
        )
    if arguments.rank != 0:
        jax.devices()
        gang.barrier("regauge-compiled", BARRIER_SECONDS)
        return
    result = attempt(asked, arguments.out)
    (arguments.out / "result.json").write_text(json.dumps(result.to_json()))
    gang.barrier("regauge-compiled", BARRIER_SECONDS)
    sys.exit(result.outcome.value)


def attempt(asked: Request, out: Path) -> Result:
    """`run`, with every end that it can have as a Result."""
    try:
        return run(asked, out)
    except Failed as e:
        return e.result
    except request.Invalid as e:
        return Result(Outcome.REQUEST_INVALID, str(e))
    except ProgramError as e:
        return Result(Outcome.PROGRAM_ERROR, str(e))


def run(asked: Request, out: Path) -> Result:
    """Compiles and writes the bundle's files below `out`."""
    clock = Clock()
    step = load(asked.entrypoint, asked.config)
    devices = targets.devices(asked)
    mesh = make_mesh(devices.ordered, asked.mesh_json)
    rules = _rules(asked, step)
    with _program_errors(asked), clock.phase("trace"):
        planned = plan(
            step, mesh, global_batch=asked.global_batch, rules=rules, remat=asked.remat, accumulation=asked.accumulation
        )
    _known_axes(asked, step, planned)
    _refuse_hopeless(asked, planned)
    options = targets.compiler_options(asked)
    compiled = _compile(asked, planned, options, clock)
    fitting = _fit(asked, compiled, planned)
    with clock.phase("serialize"):
        blobs = {name: _serialize(name, executable) for name, executable in compiled.executables.items()}
        optimized = compiled.executables["step"].as_text()
    signature = _signature(planned, step)
    versions = targets.versions(asked.target.platform)
    key = executable_key(
        asked,
        lowered=compiled.lowered,
        signature=signature,
        devices=devices.facts,
        device_kind=devices.kind,
        topology=devices.topology,
        versions=versions,
        wheels=targets.wheels(asked.target.platform),
        flags=targets.flags(),
        jax_config=targets.JAX_CONFIG,
        options={
            entry.name: targets.entry_options(entry.name, asked.target.platform, options) for entry in planned.entries
        },
    )
    files = {f"entries/{name}.bin": blob for name, blob in blobs.items()}
    files["optimized.hlo.zst"] = zstandard.compress(optimized.encode(), 3)
    files["program.stablehlo.zst"] = zstandard.compress(compiled.lowered["step"].encode(), 3)
    files["signature.json"] = _json(signature)
    work = _work(optimized, asked)
    clock.seconds["total"] = clock.total()
    files["report.json"] = _json(report(work, _facts(asked, planned, compiled, fitting, clock, options)))
    files["manifest.json"] = _json(
        {
            "contractVersion": 1,
            "format": FORMAT,
            "requestKey": asked.request_key,
            "executableKey": key,
            "platform": asked.target.platform,
            "deviceKind": devices.kind,
            "processes": asked.target.hosts,
            "devicesPerProcess": asked.target.chips_per_host,
            "devices": [device_json(d) for d in devices.facts],
            "mesh": asked.mesh_json,
            "versions": versions,
            "flags": targets.flags(),
            "jaxConfig": dict(targets.JAX_CONFIG),
            "compilerOptions": options,
            "globalBatch": asked.global_batch,
            "gradientAccumulation": asked.accumulation,
            "program": {"entrypoint": asked.entrypoint, "config": dict(asked.config)},
            "scalars": list(planned.scalars),
            "metrics": list(planned.metrics),
            "entries": {
                name: {"file": f"entries/{name}.bin", "sha256": sha256(blob), "bytes": len(blob)}
                for name, blob in sorted(blobs.items())
            },
            "files": [
                {"path": path, "sha256": sha256(data), "bytes": len(data)} for path, data in sorted(files.items())
            ],
        }
    )
    for path, data in files.items():
        (out / "bundle" / path).parent.mkdir(parents=True, exist_ok=True)
        (out / "bundle" / path).write_bytes(data)
    return Result(
        Outcome.COMPILED,
        f"{len(blobs)} entries, {sum(map(len, blobs.values()))} bytes, for {asked.target.devices} × {devices.kind}",
        fitting.need,
        fitting.limit,
        key,
        round(clock.total(), 3),
    )


def _rules(asked: Request, step: Step) -> tuple[AxisRule, ...]:
    """The request's rules, before the program's own, which go on serving the axes that the request leaves out."""
    named = {rule.logical for rule in asked.axis_rules}
    given = tuple(AxisRule(rule.logical, rule.mesh) for rule in asked.axis_rules)
    rules = given + tuple(rule for rule in step.rules if rule.logical not in named)
    request.check_batch(asked, mesh_axes("batch", rules, {m.axis: m.size for m in asked.mesh}))
    return rules


def _known_axes(asked: Request, step: Step, planned: Plan) -> None:
    known = {name for leaf in (*planned.state, *planned.batch) for name in leaf.axes if name is not None}
    known |= {rule.logical for rule in step.rules} | {"batch", "seq"}
    for i, rule in enumerate(asked.axis_rules):
        if rule.logical not in known:
            raise request.Invalid(
                f"axisRules[{i}].logical", rule.logical, f"an axis of the program: {', '.join(sorted(known))}"
            )


@contextmanager
def _program_errors(asked: Request) -> Iterator[None]:
    """What the user's code raises while it is traced is theirs, with their line."""
    try:
        yield
    except (Failed, ProgramError, request.Invalid):
        raise
    except Exception as e:
        raise ProgramError(f"{asked.entrypoint} raised while its step was traced\n{shorten(e)}") from e


def _compile(asked: Request, planned: Plan, options: dict[str, Any], clock: Clock) -> Compiled:
    platform = asked.target.platform
    with jax.set_mesh(planned.mesh), planned.context():
        lowered: dict[str, Any] = {}
        for entry in planned.entries:
            with _program_errors(asked):
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


def _serialize(name: str, executable: Any) -> bytes:
    try:
        blob: bytes = serialize_executable.serialize(executable)[0]
    except (ValueError, NotImplementedError) as e:
        raise Failed(
            Outcome.PROGRAM_ERROR,
            f"the program's {name} cannot be serialized: {e}. Maybe it closes over an "
            "array or a mutable reference; take it from the state instead",
        ) from e
    return blob


def _fit(asked: Request, compiled: Compiled, planned: Plan) -> Fit:
    memories = {name: _memory(executable) for name, executable in compiled.executables.items()}
    batch = sum(leaf.bytes_per_device() for leaf in planned.batch)
    fitting = fit(asked.target.platform, asked.target.chip, memories, batch)
    if not fitting.fits:
        raise Failed(
            Outcome.DOES_NOT_FIT,
            f"the step needs {fitting.need} bytes per chip, but {asked.target.chip.name} has {fitting.limit} "
            f"for a program ({asked.target.chip.hbm_bytes} × {asked.target.chip.memory_fraction}"
            f"{'' if asked.target.platform == 'cpu' else ' less 2 GiB'}). Maybe remat Full, a larger "
            "gradientAccumulation, or more chips",
            fitting.need,
            fitting.limit,
        )
    return fitting


def _refuse_hopeless(asked: Request, planned: Plan) -> None:
    """State and gradients alone may be too much; then nobody needs to wait for a compile."""
    state = sum(leaf.bytes_per_device() for leaf in planned.state)
    gradients = sum(leaf.bytes_per_device() for leaf in planned.state if leaf.name.startswith("params/"))
    most = limit(asked.target.platform, asked.target.chip)
    if state + gradients > most:
        raise Failed(
            Outcome.DOES_NOT_FIT,
            f"state ({state} bytes per chip) and gradients ({gradients}) alone exceed the {most} bytes that a program "
            f"has on {asked.target.chip.name}. Maybe split more dimensions by axisRules, or more chips",
            state + gradients,
            most,
        )


def _memory(executable: Any) -> Memory:
    m = executable.memory_analysis()
    return Memory(m.argument_size_in_bytes, m.output_size_in_bytes, m.temp_size_in_bytes, m.alias_size_in_bytes)


def _signature(planned: Plan, step: Step) -> dict[str, Any]:
    return {
        "contractVersion": 1,
        "state": [leaf.to_json() for leaf in planned.state],
        "batch": [leaf.to_json() for leaf in planned.batch],
        "scalars": list(planned.scalars),
        "metrics": list(planned.metrics),
        "donated": ["state"],
        "separable": step.separable,
    }


def _work(optimized: str, asked: Request) -> Work | None:
    try:
        return measure(hlo.parse(optimized), [(m.axis, m.size) for m in asked.mesh])
    except hlo.Unreadable as e:
        print(f"the optimised module could not be read, so the report has gaps: {e}", file=sys.stderr)
        return None


def _facts(
    asked: Request, planned: Plan, compiled: Compiled, fitting: Fit, clock: Clock, options: Mapping[str, Any]
) -> Facts:
    def of(prefix: str) -> list[Leaf]:
        return [leaf for leaf in planned.state if leaf.name.startswith(prefix)]

    cost = _cost(compiled.executables["step"])
    state = sum(leaf.bytes_per_device() for leaf in planned.state)
    gradients = sum(leaf.bytes_per_device() for leaf in of("params/"))
    batch = sum(leaf.bytes_per_device() for leaf in planned.batch)
    tiling = None
    if asked.target.platform == "cuda":
        tiling = "CostModel" if options.get(targets.CUDA_GEMM_TILING) in (True, "true", "True") else "FirstSupported"
    return Facts(
        chip=asked.target.chip,
        memory=_memory(compiled.executables["step"]),
        fit=fitting,
        compiler_flops=cost.get("flops"),
        compiler_bytes=cost.get("bytes accessed"),
        # State and gradients are read and written once each, the batch is read: no step can move less.
        minimum_bytes=2 * state + 2 * gradients + batch,
        replicated_optimizer_leaves=[
            leaf.name
            for leaf in of("optimizer/")
            if leaf.sharding.is_fully_replicated and leaf.bytes_per_device() > LARGE_LEAF
        ],
        seconds=clock.seconds,
        peak_resident_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        parameters=sum(_elements(leaf) for leaf in of("params/")),
        device_count=asked.target.devices,
        gemm_tiling=tiling,
    )


def _elements(leaf: Leaf) -> int:
    product = 1
    for extent in leaf.shape:
        product *= extent
    return product


def _cost(executable: Any) -> dict[str, float]:
    """The compiler's own figures, where the backend has any."""
    try:
        return dict(executable.cost_analysis() or {})
    except jax.errors.JaxRuntimeError:
        return {}


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


if __name__ == "__main__":
    main()
