"""Requests for tests: a small linear model on any target, changed field by field."""

import copy
from pathlib import Path
from typing import Any

CONTRACT = Path(__file__).parents[2] / "contract"

CHIPS: dict[str, dict[str, Any]] = {
    "cpu": {"name": "cpu", "hbmBytes": 4 * 2**30, "peakBf16Flops": 5e10, "hbmBytesPerSecond": 1e10,
            "interconnectBytesPerSecond": 1e9},
    "tpu": {"name": "tpu-v5p", "hbmBytes": 95 * 2**30, "peakBf16Flops": 4.59e14, "hbmBytesPerSecond": 2.765e12,
            "interconnectBytesPerSecond": 6e11},
    "cuda": {"name": "h100-sxm", "hbmBytes": 80 * 2**30, "peakBf16Flops": 9.89e14, "hbmBytesPerSecond": 3.352e12,
             "interconnectBytesPerSecond": 4.5e11},
}  # fmt: skip


def request(platform: str = "cpu", *, hosts: int = 1, chips: int = 4, data: int = 2, fsdp: int = 2,
            **changes: Any) -> dict[str, Any]:  # fmt: skip
    """A valid request of `tests/compiler/linear.py`; `changes` are paths with `__` for dots."""
    text = None
    if platform == "cuda":
        import json

        fixture = CONTRACT / "fixtures/compile-request/h100-1x8.json"
        text = json.loads(fixture.read_text())["target"]["gpuTargetConfig"]
    chip = CHIPS[platform] | {"memoryFraction": 0.92, "efficiency": {"p10": 0.2, "p50": 0.4, "p90": 0.7}}
    value: dict[str, Any] = {
        "contractVersion": 1,
        "requestKey": "ab" * 32,
        "program": {"entrypoint": "linear:program", "config": {}},
        "globalBatch": 16,
        "target": {
            "platform": platform,
            "profile": chip["name"],
            "hosts": hosts,
            "chipsPerHost": chips,
            "slice": "2x2x1" if platform == "tpu" else None,
            "chip": chip,
            "gpuTargetConfig": text,
            "cpuFeatures": "0" * 16 if platform == "cpu" else None,
        },
        "mesh": [{"axis": "data", "size": data}, {"axis": "fsdp", "size": fsdp}],
        "axisRules": [],
        "remat": "None",
        "gradientAccumulation": 1,
        "compilerOptions": {},
    }
    return change(value, changes)


def change(value: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    value = copy.deepcopy(value)
    for path, new in changes.items():
        *parents, last = path.split("__")
        at = value
        for parent in parents:
            at = at[parent]
        at[last] = new
    return value
