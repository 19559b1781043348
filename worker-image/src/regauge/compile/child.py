"""The process that compiles: `python -m regauge.compile.child`. Fresh for every compile, so nothing leaks into a key.

For cpu it is rank 0 of a gang as large as the worker's; the other ranks only lend their devices to the topology.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import jax
import zstandard

from regauge import gang
from regauge.bundle.archive import sha256
from regauge.bundle.manifest import FORMAT
from regauge.compile import request, targets
from regauge.compile.clock import Clock
from regauge.compile.compiling import compile_entries, program_errors, serialize
from regauge.compile.entries import Plan, plan
from regauge.compile.facts import facts_of, work_of
from regauge.compile.key import device_json, executable_key
from regauge.compile.layout import make_mesh
from regauge.compile.memory import fit_chip, refuse_hopeless
from regauge.compile.report import report
from regauge.compile.request import Request
from regauge.compile.result import Failed, Outcome, Result
from regauge.program.axes import AxisRule, mesh_axes
from regauge.program.load import ProgramError, load
from regauge.program.step import Step

BARRIER_SECONDS = 3600


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
    with program_errors(asked), clock.phase("trace"):
        planned = plan(
            step, mesh, global_batch=asked.global_batch, rules=rules, remat=asked.remat, accumulation=asked.accumulation
        )
    _known_axes(asked, step, planned)
    refuse_hopeless(asked, planned)
    options = targets.compiler_options(asked)
    compiled = compile_entries(asked, planned, options, clock)
    fitting = fit_chip(asked, compiled.executables, planned)
    with clock.phase("serialize"):
        blobs = {name: serialize(name, executable) for name, executable in compiled.executables.items()}
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
    work = work_of(optimized, asked)
    clock.seconds["total"] = clock.total()
    files["report.json"] = _json(
        report(work, facts_of(asked, planned, compiled.executables["step"], fitting, clock, options))
    )
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


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


if __name__ == "__main__":
    main()
