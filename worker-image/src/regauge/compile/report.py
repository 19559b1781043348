"""The compile report: what one optimizer step costs one device, and where each figure comes from. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from regauge.compile.fit import Fit, Memory
from regauge.compile.request import Chip
from regauge.compile.work import Work

# A replicated optimizer leaf above this wastes memory on every device and is worth a rule.
LARGE_LEAF = 64 * 2**20


@dataclass(frozen=True)
class Facts:
    """Inputs of a report. `compiler_*` are None where the backend does not tell."""

    chip: Chip
    memory: Memory
    fit: Fit
    compiler_flops: float | None
    compiler_bytes: float | None
    minimum_bytes: int
    replicated_optimizer_leaves: Sequence[str]
    seconds: Mapping[str, float]
    peak_resident_bytes: int
    parameters: int
    device_count: int
    gemm_tiling: str | None


@dataclass(frozen=True)
class Roofline:
    """Seconds of a step if each resource ran at its peak and the others were free."""

    compute: float
    memory: float
    interconnect: float

    @property
    def seconds(self) -> float:
        return max(self.compute, self.memory, self.interconnect)

    @property
    def bound(self) -> str:
        named = {"compute": self.compute, "memory": self.memory, "interconnect": self.interconnect}
        return max(named, key=lambda name: named[name])


def roofline(work: Work, chip: Chip) -> Roofline:
    return Roofline(
        work.flops / chip.peak_bf16_flops,
        work.bytes_after / chip.hbm_bytes_per_second,
        sum(c.moved * c.times for c in work.collectives) / chip.interconnect_bytes_per_second,
    )


def matmul_time_share(work: Work, chip: Chip) -> float | None:
    """Share of the kernels' roofline seconds in kernels that multiply matrices."""
    total = matmul = 0.0
    for kernel in work.kernels:
        seconds = kernel.times * max(kernel.flops / chip.peak_bf16_flops, kernel.bytes / chip.hbm_bytes_per_second)
        total += seconds
        matmul += seconds if kernel.matmul_flops else 0.0
    return matmul / total if total else None


def report(work: Work | None, facts: Facts) -> dict[str, Any]:
    """`work` None: the optimised module could not be read; what depends on it is null."""
    roof = roofline(work, facts.chip) if work else None
    efficiency = facts.chip.efficiency
    seconds = (
        None
        if roof is None
        else {
            # A fast step is one of high efficiency, so the percentiles change sides.
            "p10": roof.seconds / efficiency["p90"],
            "p50": roof.seconds / efficiency["p50"],
            "p90": roof.seconds / efficiency["p10"],
        }
    )
    return {
        "contractVersion": 1,
        "flops": {"xla": facts.compiler_flops, "analytic": work.flops if work else None},
        "matmulFlopsShare": work.matmul_flops / work.flops if work and work.flops else None,
        "matmulTimeShare": matmul_time_share(work, facts.chip) if work else None,
        "bytesBeforeFusion": work.bytes_before if work else None,
        "bytesAfterFusion": work.bytes_after if work else None,
        "bytesCompiler": facts.compiler_bytes,
        "bytesMinimum": facts.minimum_bytes,
        "operations": work.operations if work else None,
        "fusions": work.fusions if work else None,
        "kernels": work.launches if work else None,
        "customCalls": dict(sorted(work.custom_calls.items())) if work else {},
        "collectives": collectives(work) if work else [],
        "memory": {
            "argumentBytes": facts.memory.arguments,
            "outputBytes": facts.memory.outputs,
            "tempBytes": facts.memory.temporaries,
            "aliasBytes": facts.memory.aliased,
            "needBytes": facts.fit.need,
            "limitBytes": facts.fit.limit,
            "fits": facts.fit.fits,
        },
        "roofline": None
        if roof is None
        else {
            "computeSeconds": roof.compute,
            "memorySeconds": roof.memory,
            "interconnectSeconds": roof.interconnect,
            "seconds": roof.seconds,
            "bound": roof.bound,
        },
        "predictedStepSeconds": seconds,
        "replicatedOptimizerLeaves": list(facts.replicated_optimizer_leaves),
        "seconds": {name: round(value, 3) for name, value in facts.seconds.items()},
        "peakResidentBytes": facts.peak_resident_bytes,
        "parameters": facts.parameters,
        "deviceCount": facts.device_count,
        "gemmTiling": facts.gemm_tiling,
        "basis": {
            "flops.xla": "compiler",
            "flops.analytic": "estimated",
            "bytesBeforeFusion": "estimated",
            "bytesAfterFusion": "estimated",
            "bytesCompiler": "compiler",
            "bytesMinimum": "estimated",
            "memory": "compiler",
            "roofline": "roofline",
            "predictedStepSeconds": "roofline",
            "matmulTimeShare": "roofline",
            "seconds": "measured",
            "peakResidentBytes": "measured",
        },
    }


def collectives(work: Work) -> list[dict[str, Any]]:
    """Grouped by operation and axes, largest first. `bytes`: payload of a step; `axes` null if they cannot be told."""
    groups: defaultdict[tuple[str, tuple[str, ...] | None], list[int]] = defaultdict(lambda: [0, 0])
    for c in work.collectives:
        sums = groups[(c.op, c.axes)]
        sums[0] += c.times
        sums[1] += c.times * c.bytes
    rows = [
        {"op": op, "count": count, "bytes": size, "axes": None if axes is None else list(axes)}
        for (op, axes), (count, size) in groups.items()
    ]
    return sorted(rows, key=lambda r: (-r["bytes"], r["op"], r["axes"] or []))
