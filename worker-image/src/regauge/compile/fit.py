"""Does the executable fit the chip? Arithmetic over what the compiler says of each entry. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from regauge.compile.request import Chip

# What a CUDA context, NCCL's buffers and fragmentation take beside the program.
ACCELERATOR_HEADROOM = 2 * 2**30


@dataclass(frozen=True)
class Memory:
    """Bytes per device of one entry, as the compiler reports them."""

    arguments: int
    outputs: int
    temporaries: int
    aliased: int

    @property
    def need(self) -> int:
        return self.arguments + self.outputs + self.temporaries - self.aliased


@dataclass(frozen=True)
class Fit:
    need: int
    limit: int

    @property
    def fits(self) -> bool:
        return self.need <= self.limit


def limit(platform: str, chip: Chip) -> int:
    """Bytes that a program may use. The host's memory needs no headroom for a driver."""
    usable = int(chip.hbm_bytes * chip.memory_fraction)
    return usable if platform == "cpu" else usable - ACCELERATOR_HEADROOM


def fit(platform: str, chip: Chip, entries: Mapping[str, Memory], batch_bytes: int) -> Fit:
    """`init` runs alone; `digest` may queue behind a step, so its temporaries add to the step's; two batches wait."""
    step, digest = entries["step"], entries["digest"]
    running = step.need + digest.temporaries + digest.outputs
    return Fit(max(entries["init"].need, running) + 2 * batch_bytes, limit(platform, chip))


_UNITS = {"": 1, "B": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}


def parse_exhausted(message: str) -> tuple[int, int] | None:
    """(need, limit) from libtpu's RESOURCE_EXHAUSTED: `Used 120.5G of 95.73G hbm`, `exceeds available HBM (95.73G)`."""
    used = re.search(r"[Uu]sed ([\d.]+)([KMGTB]?)\w* of ([\d.]+)([KMGTB]?)", message)
    if used:
        return _bytes(used[1], used[2]), _bytes(used[3], used[4])
    need = re.search(r"(?:program|total)[^.\n]{0,60}?\(([\d.]+)([KMGTB])", message, re.IGNORECASE)
    available = re.search(r"available[^.\n]{0,40}?\(([\d.]+)([KMGTB])", message)
    if need and available:
        return _bytes(need[1], need[2]), _bytes(available[1], available[2])
    return None


def _bytes(number: str, unit: str) -> int:
    return int(float(number) * _UNITS[unit])
