"""The figures of one compile that its report is made of."""

import resource
import sys
from collections.abc import Mapping
from typing import Any

import jax

from regauge.compile import hlo, targets
from regauge.compile.clock import Clock
from regauge.compile.entries import Plan
from regauge.compile.fit import Fit
from regauge.compile.layout import Leaf
from regauge.compile.memory import memory_of
from regauge.compile.report import LARGE_LEAF, Facts
from regauge.compile.request import Request
from regauge.compile.work import Work, measure


def work_of(optimized: str, asked: Request) -> Work | None:
    try:
        return measure(hlo.parse(optimized), [(m.axis, m.size) for m in asked.mesh])
    except hlo.Unreadable as e:
        print(f"the optimised module could not be read, so the report has gaps: {e}", file=sys.stderr)
        return None


def facts_of(asked: Request, planned: Plan, step: Any, fitting: Fit, clock: Clock, options: Mapping[str, Any]) -> Facts:
    def of(prefix: str) -> list[Leaf]:
        return [leaf for leaf in planned.state if leaf.name.startswith(prefix)]

    cost = _cost(step)
    state = sum(leaf.bytes_per_device() for leaf in planned.state)
    gradients = sum(leaf.bytes_per_device() for leaf in of("params/"))
    batch = sum(leaf.bytes_per_device() for leaf in planned.batch)
    tiling = None
    if asked.target.platform == "cuda":
        tiling = "CostModel" if options.get(targets.CUDA_GEMM_TILING) in (True, "true", "True") else "FirstSupported"
    return Facts(
        chip=asked.target.chip,
        memory=memory_of(step),
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
