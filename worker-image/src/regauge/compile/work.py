"""What an optimised module does in one step: FLOPs, bytes before and after fusion, kernels, collectives. Pure.

Bytes are those that the buffers imply: operands + results of every operation that runs on its own. `before` counts
the same module with each fusion opened, as if every operation read and wrote main memory. A slice counts the slice,
an in-place update the update, an on-chip buffer nothing; all times trip counts.
"""

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from regauge.compile.hlo import Array, Computation, Instruction, Module

_FREE = frozenset(
    {
        "add-dependency",
        "after-all",
        "async-start",
        "async-update",
        "bitcast",
        "call",
        "conditional",
        "constant",
        "domain",
        "get-dimension-size",
        "get-tuple-element",
        "iota",
        "opt-barrier",
        "parameter",
        "partition-id",
        "replica-id",
        "tuple",
        "while",
    }
)
# Custom calls that only name a buffer or state a fact.
_FREE_CALLS = frozenset(
    {"AllocateBuffer", "AssumeGatherIndicesInBound", "Sharding", "SPMDFullToShardShape", "SPMDShardToFullShape"}
)
COLLECTIVES = (
    "all-gather",
    "all-reduce",
    "all-to-all",
    "collective-broadcast",
    "collective-permute",
    "ragged-all-to-all",
    "reduce-scatter",
)
_NO_ARITHMETIC = frozenset(
    {
        "bitcast-convert",
        "broadcast",
        "concatenate",
        "convert",
        "copy",
        "copy-start",
        "custom-call",
        "dynamic-slice",
        "dynamic-update-slice",
        "fusion",
        "gather",
        "pad",
        "reshape",
        "reverse",
        "rng-bit-generator",
        "scatter",
        "select",
        "slice",
        "sort",
        "transpose",
    }
) | frozenset(COLLECTIVES)


@dataclass(frozen=True)
class Collective:
    """`bytes`: payload of one execution per device. `axes`: mesh axes it runs over; None if they cannot be told."""

    op: str
    bytes: int
    axes: tuple[str, ...] | None
    group: int
    times: int

    @property
    def moved(self) -> float:
        """Bytes that a device sends in a ring, one execution."""
        share = (self.group - 1) / self.group
        passes = {"all-reduce": 2 * share, "collective-permute": 1.0}
        return self.bytes * passes.get(self.op, share)


@dataclass(frozen=True)
class Kernel:
    """One operation that runs on its own. `matmul_flops` is the part of `flops` in matrix multiplications."""

    opcode: str
    flops: int
    matmul_flops: int
    bytes: int
    times: int


@dataclass(frozen=True)
class Work:
    """Of one step on one device."""

    kernels: tuple[Kernel, ...]
    collectives: tuple[Collective, ...]
    bytes_before: int
    operations: int
    custom_calls: Mapping[str, int]

    @property
    def flops(self) -> int:
        return sum(k.flops * k.times for k in self.kernels)

    @property
    def matmul_flops(self) -> int:
        return sum(k.matmul_flops * k.times for k in self.kernels)

    @property
    def bytes_after(self) -> int:
        return sum(k.bytes * k.times for k in self.kernels)

    @property
    def launches(self) -> int:
        """Kernels started: neither collectives nor asynchronous copies between memories, which are no kernels."""
        return sum(k.times for k in self.kernels if k.opcode not in (*COLLECTIVES, "copy-start"))

    @property
    def fusions(self) -> int:
        return sum(k.times for k in self.kernels if k.opcode == "fusion")


def measure(module: Module, mesh: Sequence[tuple[str, int]]) -> Work:
    """`mesh`: axes and sizes in row-major order, for naming the axes of collectives."""
    kernels: list[Kernel] = []
    collectives: list[Collective] = []
    calls: dict[str, int] = {}
    before = operations = 0
    for computation, times in module.executed():
        for instruction in computation.instructions:
            if _is_free(computation, instruction):
                continue
            inner = list(_opened(module, computation, instruction))
            flops = matmul = 0
            for within, op in inner:
                this = _matmul_flops(within, op)
                matmul += this
                flops += this or _arithmetic(within, op)
                before += times * _bytes(within, op, on_chip_free=False)
            operations += times * len(inner)
            opcode = _base(instruction)
            shown = instruction.opcode if opcode == "copy" else opcode
            kernels.append(Kernel(shown, flops, matmul, _traffic(module, computation, instruction), times))
            if opcode in COLLECTIVES:
                collectives.append(_collective(computation, instruction, opcode, times, mesh))
            if opcode == "custom-call":
                target = _target(instruction)
                calls[target] = calls.get(target, 0) + times
    return Work(tuple(kernels), tuple(collectives), before, operations, calls)


def _base(instruction: Instruction) -> str:
    return instruction.opcode.removesuffix("-start")


def _target(instruction: Instruction) -> str:
    found = re.search(r'custom_call_target="([^"]*)"', instruction.rest)
    return found.group(1) if found else "?"


def _is_free(computation: Computation, instruction: Instruction) -> bool:
    opcode = instruction.opcode
    if opcode in _FREE or opcode.endswith("-done"):
        return True
    if opcode == "custom-call":
        return _target(instruction) in _FREE_CALLS
    return opcode == "broadcast" and all(_array(computation, o).elements == 1 for o in instruction.operands)


def _opened(
    module: Module, computation: Computation, instruction: Instruction
) -> Iterator[tuple[Computation, Instruction]]:
    """The operations of a fusion, or the operation itself."""
    if _base(instruction) != "fusion":
        yield computation, instruction
        return
    inner = module.called(instruction, "calls")
    for op in inner.instructions:
        if not _is_free(inner, op):
            yield from _opened(module, inner, op)


def _array(computation: Computation, name: str) -> Array:
    shapes = computation.by_name[name].shapes
    return shapes[0] if len(shapes) == 1 else Array("u8", (sum(s.bytes for s in shapes),))


def _results(computation: Computation, instruction: Instruction) -> tuple[Array, ...]:
    """Arrays written. The result of a start also lists its operands and context; what its done gives is the result."""
    if not instruction.opcode.endswith("-start"):
        return instruction.shapes
    done = next((u for u in computation.users.get(instruction.name, ()) if u.opcode.endswith("-done")), None)
    return done.shapes if done else instruction.shapes


def _bytes(computation: Computation, instruction: Instruction, *, on_chip_free: bool) -> int:
    """Traffic of one operation that is not a fusion."""

    def size(array: Array) -> int:
        return 0 if on_chip_free and array.space else array.bytes

    operands = [_array(computation, o) for o in instruction.operands]
    results = _results(computation, instruction)
    written = sum(size(a) for a in results)
    match _base(instruction):
        case "slice" | "dynamic-slice":
            return (0 if on_chip_free and operands[0].space else results[0].bytes) + written
        case "gather":
            return (0 if on_chip_free and operands[0].space else results[0].bytes) + size(operands[1]) + written
        case "dynamic-update-slice":
            return size(operands[1]) + (0 if on_chip_free and results[0].space else operands[1].bytes)
        case "scatter":
            updates = sum(size(a) for a in operands[len(operands) // 2 + 1 :])
            # A scatter reads, combines and writes the rows that the updates address.
            return 3 * updates + size(operands[len(operands) // 2])
        case "copy" if not on_chip_free and operands[0].space != results[0].space:
            return 0
        case "all-reduce" | "reduce-scatter" | "all-gather" | "all-to-all" | "collective-permute":
            return sum(size(a) for a in operands) + written
        case _:
            return sum(size(a) for a in operands) + written


def _traffic(module: Module, computation: Computation, instruction: Instruction) -> int:
    """Bytes to and from main memory of one operation that runs on its own."""
    if _base(instruction) != "fusion":
        return _bytes(computation, instruction, on_chip_free=True)
    inner = module.called(instruction, "calls")
    parameters = sorted((i for i in inner.instructions if i.opcode == "parameter"), key=lambda i: int(i.literal))
    total = 0
    for name, parameter in zip(instruction.operands, parameters, strict=False):
        array = _array(computation, name)
        if not array.space:
            total += min(array.bytes, _read(module, inner, parameter))
    for array, element in zip(_results(computation, instruction), _roots(inner), strict=False):
        if not array.space:
            total += min(array.bytes, _written(module, inner, element))
    return total


def _read(module: Module, computation: Computation, value: Instruction) -> int:
    """How much of a fusion's operand its users read: slices only, if all of them slice it."""
    total = 0
    for user in computation.users.get(value.name, ()):
        match user.opcode:
            case "bitcast" | "reshape":
                total += _read(module, computation, user)
            case "slice" | "dynamic-slice":
                total += user.bytes if user.operands[0] == value.name else value.bytes
            case "gather" if user.operands[0] == value.name:
                total += user.bytes
            case "dynamic-update-slice" if user.operands[0] == value.name and value.name not in user.operands[1:]:
                pass
            case "fusion":
                nested = module.called(user, "calls")
                for i, operand in enumerate(user.operands):
                    if operand == value.name:
                        inside = next(p for p in nested.instructions if p.opcode == "parameter" and int(p.literal) == i)
                        total += _read(module, nested, inside)
            case _:
                return value.bytes
    return total


def _roots(computation: Computation) -> list[Instruction]:
    root = computation.root
    return [computation.by_name[o] for o in root.operands] if root.opcode == "tuple" else [root]


def _written(module: Module, computation: Computation, value: Instruction) -> int:
    """How much of a fusion's result is written: an in-place update writes only the update."""
    if value.opcode in ("bitcast", "reshape") and value.operands[0] in computation.by_name:
        return _written(module, computation, computation.by_name[value.operands[0]])
    if value.opcode == "dynamic-update-slice":
        return _array(computation, value.operands[1]).bytes
    if value.opcode == "fusion":
        nested = module.called(value, "calls")
        return sum(_written(module, nested, r) for r in _roots(nested))
    return value.bytes


def _arithmetic(computation: Computation, instruction: Instruction) -> int:
    """One operation per element, for a reduction per element that goes in. An estimate beside the matmuls."""
    opcode = instruction.opcode
    if opcode in _NO_ARITHMETIC or opcode.endswith("-start"):
        return 0
    if opcode in ("reduce", "reduce-window"):
        return sum(_array(computation, o).elements for o in instruction.operands[: len(instruction.operands) // 2])
    return sum(a.elements for a in instruction.shapes)


def _matmul_flops(computation: Computation, instruction: Instruction) -> int:
    match instruction.opcode:
        case "dot":
            left = _array(computation, instruction.operands[0])
            depth = math.prod(left.dims[d] for d in instruction.dims("lhs_contracting_dims"))
            return 2 * instruction.shapes[0].elements * depth
        case "convolution":
            return _convolution_flops(computation, instruction)
        case "custom-call" if _target(instruction).startswith(("__cublas$", "__onednn$matmul")):
            left = _array(computation, instruction.operands[0])
            found = re.search(r'"lhs_contracting_dimensions":\["(\d+)"', instruction.rest)
            return 2 * instruction.shapes[0].elements * left.dims[int(found.group(1)) if found else -1]
        case _:
            return 0


def _convolution_flops(computation: Computation, instruction: Instruction) -> int:
    """2 × batch × output features × input features × window positions that fall on real input.

    TPU writes every matrix multiplication as a convolution, batch dimensions as dilated windows, so holes count.
    """
    labels = re.search(r"dim_labels=(\w+)_(\w+)->(\w+)", instruction.rest)
    if not labels:
        return 0
    left, kernel, out = labels.groups()
    a, b, c = (
        _array(computation, instruction.operands[0]).dims,
        _array(computation, instruction.operands[1]).dims,
        instruction.shapes[0].dims,
    )
    flops = 2 * c[out.index("b")] * c[out.index("f")] * b[kernel.index("i")]
    window = re.search(r"window=\{([^}]*)\}", instruction.rest)
    facts = dict(part.split("=", 1) for part in window.group(1).split()) if window else {}

    def per_dimension(name: str, default: str) -> list[str]:
        spatial = sum(label.isdigit() for label in left)
        return facts[name].split("x") if name in facts else [default] * spatial

    pads = [int(p.split("_")[0]) for p in per_dimension("pad", "0_0")]
    strides, dilations, kernel_dilations = (
        [int(v) for v in per_dimension(name, "1")] for name in ("stride", "lhs_dilate", "rhs_dilate")
    )
    for d in range(sum(label.isdigit() for label in left)):
        place = np.arange(c[out.index(str(d))])[:, None] * strides[d] - pads[d]
        place = place + np.arange(b[kernel.index(str(d))])[None, :] * kernel_dilations[d]
        extent = (a[left.index(str(d))] - 1) * dilations[d]
        flops *= int(((place >= 0) & (place <= extent) & (place % dilations[d] == 0)).sum())
    return flops


def _collective(
    computation: Computation, instruction: Instruction, op: str, times: int, mesh: Sequence[tuple[str, int]]
) -> Collective:
    payload = (
        sum(a.bytes for a in _results(computation, instruction))
        if op == "all-gather"
        else sum(_array(computation, o).bytes for o in instruction.operands)
    )
    groups = replica_groups(instruction.rest, math.prod(size for _, size in mesh))
    named = _mesh_groups(instruction.rest, mesh)
    axes = named if named is not None else axes_of(groups, mesh)
    size = math.prod(dict(mesh)[a] for a in axes) if axes is not None else max((len(g) for g in groups), default=1) or 1
    return Collective(op, payload, axes, max(1, size), times)


def _mesh_groups(rest: str, mesh: Sequence[tuple[str, int]]) -> tuple[str, ...] | None:
    """Groups printed by mesh axes: `mesh['a'=4,'b'=2] {'b'}`. The names may be made up, the places are not."""
    found = re.search(r"replica_groups=mesh\[([^\]]*)\]\s*(?:\{([^}]*)\})?", rest)
    if not found:
        return None
    printed = re.findall(r"'([^']+)'=(\d+)", found.group(1))
    wanted = re.findall(r"'([^']+)'", found.group(2) or "")
    real = [(name, size) for name, size in mesh if size > 1]
    candidates = [list(mesh), real]
    for candidate in candidates:
        if [int(size) for _, size in printed] == [size for _, size in candidate] and ":(" not in (found.group(2) or ""):
            names = dict(zip((name for name, _ in printed), (name for name, _ in candidate), strict=True))
            return tuple(names[w] for w in wanted if w in names)
    return None


def replica_groups(rest: str, devices: int) -> list[tuple[int, ...]]:
    """Groups of devices, written out or as `[groups,size]<=[dims]T(permutation)`. None printed = all devices."""
    tiled = re.search(r"replica_groups=\[([\d,]+)\]<=\[([\d,]+)\](?:T\(([\d,]+)\))?", rest)
    if tiled:
        shape, dims = ([int(x) for x in tiled.group(i).split(",")] for i in (1, 2))
        ids = np.arange(math.prod(dims)).reshape(dims)
        if tiled.group(3):
            ids = ids.transpose([int(x) for x in tiled.group(3).split(",")])
        return [tuple(int(x) for x in row) for row in ids.reshape(shape[0], -1)]
    pairs = re.search(r"source_target_pairs=\{((?:\{\d+,\d+\},?)+)\}", rest)
    listed = re.search(r"replica_groups=\{((?:\{[\d,]+\},?)+)\}", rest) or pairs
    if listed:
        return [tuple(int(x) for x in group.split(",")) for group in re.findall(r"\{([\d,]+)\}", listed.group(1))]
    return [tuple(range(devices))]


def axes_of(groups: Sequence[Sequence[int]], mesh: Sequence[tuple[str, int]]) -> tuple[str, ...] | None:
    """The mesh axes that groups of places (row-major) run over: the smallest set that holds every group."""
    sizes = [size for _, size in mesh]
    ids = np.arange(math.prod(sizes)).reshape(sizes)
    wanted = {frozenset(g) for g in groups}
    for count in range(len(mesh) + 1):
        for chosen in itertools.combinations(range(len(mesh)), count):
            kept = [d for d in range(len(mesh)) if d not in chosen]
            grouped = ids.transpose(*kept, *chosen).reshape(-1, math.prod(sizes[d] for d in chosen))
            whole = [frozenset(int(x) for x in row) for row in grouped]
            if set(whole) == wanted or (wanted and all(any(g <= w for w in whole) for g in wanted)):
                return tuple(mesh[d][0] for d in chosen)
    return None
