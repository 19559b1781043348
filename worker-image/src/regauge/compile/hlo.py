"""A reader of optimised HLO text: computations, instructions, shapes, trip counts. Pure; knows no platform.

It reads what the report needs and keeps the rest of a line as text. Anything it cannot read is `Unreadable`.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

_BITS = {
    "pred": 8,
    "s2": 2,
    "u2": 2,
    "s4": 4,
    "u4": 4,
    "s8": 8,
    "u8": 8,
    "s16": 16,
    "u16": 16,
    "f16": 16,
    "bf16": 16,
    "s32": 32,
    "u32": 32,
    "f32": 32,
    "s64": 64,
    "u64": 64,
    "f64": 64,
    "c64": 64,
    "c128": 128,
    "f4e2m1fn": 4,
    "token": 0,
    "opaque": 0,
}

_HEADER = re.compile(r"^(ENTRY )?%?([\w.\-]+) \(.*\) -> .* \{$")
_ASSIGN = re.compile(r"^\s+(ROOT )?%?([\w.\-]+) = ")
_ARRAY = re.compile(r"([a-z][a-z0-9]*)\[([\d,<=\s?]*)\](\{[^{}]*\})?")
_OPERAND = re.compile(r"%([\w.\-]+)\s*$")


class Unreadable(ValueError):
    """The text is not HLO as this reader knows it."""


@dataclass(frozen=True)
class Array:
    """`space` is the memory space of the layout: 0 main memory, others on the chip."""

    dtype: str
    dims: tuple[int, ...]
    space: int = 0

    @property
    def elements(self) -> int:
        return math.prod(self.dims)

    @property
    def bytes(self) -> int:
        bits = _BITS.get(self.dtype, 8 if self.dtype.startswith("f8") else None)
        if bits is None:
            raise Unreadable(f"unknown element type {self.dtype!r}")
        return (self.elements * bits + 7) // 8


@dataclass(frozen=True)
class Instruction:
    """`shapes`: the arrays of the result, tuples flattened. `rest`: attributes as printed."""

    name: str
    shapes: tuple[Array, ...]
    opcode: str
    operands: tuple[str, ...]
    literal: str
    rest: str
    root: bool

    def called(self, attribute: str) -> str | None:
        found = re.search(rf"\b{attribute}=%?([\w.\-]+)", self.rest)
        return found.group(1) if found else None

    def dims(self, attribute: str) -> tuple[int, ...]:
        found = re.search(rf"\b{attribute}={{([\d,]*)}}", self.rest)
        return tuple(int(d) for d in found.group(1).split(",") if d) if found else ()

    @property
    def bytes(self) -> int:
        return sum(a.bytes for a in self.shapes)


@dataclass(frozen=True)
class Computation:
    name: str
    instructions: tuple[Instruction, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Instruction]:
        return {i.name: i for i in self.instructions}

    @cached_property
    def root(self) -> Instruction:
        return next((i for i in self.instructions if i.root), self.instructions[-1])

    @cached_property
    def users(self) -> Mapping[str, tuple[Instruction, ...]]:
        found: dict[str, list[Instruction]] = {}
        for instruction in self.instructions:
            for operand in dict.fromkeys(instruction.operands):
                found.setdefault(operand, []).append(instruction)
        return {name: tuple(users) for name, users in found.items()}


@dataclass(frozen=True)
class Module:
    computations: Mapping[str, Computation]
    entry: Computation
    trips: Mapping[str, int] = field(default_factory=dict)

    def called(self, instruction: Instruction, attribute: str) -> Computation:
        name = instruction.called(attribute)
        if name is None or name not in self.computations:
            raise Unreadable(f"{instruction.name} calls {name!r} by {attribute}, which the module lacks")
        return self.computations[name]

    def executed(self) -> Iterator[tuple[Computation, int]]:
        """Every computation whose instructions run on their own (not inside a fusion), with how often it runs."""
        yield from self._executed(self.entry, 1)

    def _executed(self, computation: Computation, times: int) -> Iterator[tuple[Computation, int]]:
        yield computation, times
        for instruction in computation.instructions:
            match instruction.opcode:
                case "while":
                    trips = trip_count(self, instruction)
                    yield from self._executed(self.called(instruction, "body"), times * trips)
                    yield from self._executed(self.called(instruction, "condition"), times * trips)
                case "call" | "async-start":
                    attribute = "to_apply" if instruction.called("to_apply") else "calls"
                    yield from self._executed(self.called(instruction, attribute), times)
                case "conditional":
                    # Which branch runs is unknown; the first stands for all (they are alternatives, not a sum).
                    branches = re.search(r"branch_computations=\{%?([\w.\-]+)", instruction.rest)
                    name = branches.group(1) if branches else instruction.called("true_computation")
                    if name is not None and name in self.computations:
                        yield from self._executed(self.computations[name], times)
                case _:
                    pass


def parse(text: str) -> Module:
    computations: dict[str, Computation] = {}
    entry: str | None = None
    name: str | None = None
    body: list[Instruction] = []
    for line in text.splitlines():
        if name is None:
            header = _HEADER.match(line)
            if header:
                name, body = header.group(2), []
                entry = name if header.group(1) else entry
        elif line.startswith("}"):
            computations[name] = Computation(name, tuple(body))
            name = None
        else:
            body.append(_instruction(line))
    if entry is None or entry not in computations:
        raise Unreadable("the text has no ENTRY computation")
    return Module(computations, computations[entry])


def trip_count(module: Module, loop: Instruction) -> int:
    """How often a while body runs: as the compiler noted it, else from `counter < constant`; 1 if neither tells."""
    noted = re.search(r'"known_trip_count":\{"n":"(\d+)"\}', loop.rest)
    if noted:
        return int(noted.group(1))
    condition = module.called(loop, "condition")
    return max(1, _bound(module, condition) or 1)


def _bound(module: Module, condition: Computation) -> int | None:
    """Loops of JAX's scan count from 0 in steps of 1, so the bound of the comparison is the number of trips."""
    root = condition.root
    if root.opcode == "fusion":
        inner = module.called(root, "calls")
        constants = [condition.by_name[o] for o in root.operands if condition.by_name[o].opcode == "constant"]
        constants += [i for i in inner.instructions if i.opcode == "constant"]
        root = next((i for i in inner.instructions if i.opcode == "compare"), inner.root)
    else:
        constants = [condition.by_name[o] for o in root.operands if condition.by_name[o].opcode == "constant"]
    if root.opcode != "compare" or "direction=LT" not in root.rest or len(constants) != 1:
        return None
    return int(constants[0].literal) if re.fullmatch(r"\d+", constants[0].literal) else None


def arrays(text: str) -> tuple[Array, ...]:
    """The arrays of a printed shape, tuples flattened in order."""
    found = []
    for dtype, dims, layout in _ARRAY.findall(text):
        if "<=" in dims or "?" in dims:
            raise Unreadable(f"dynamic shape {text!r}")
        space = re.search(r"S\((\d+)\)", layout or "")
        found.append(Array(dtype, tuple(int(d) for d in dims.split(",") if d.strip()), int(space[1]) if space else 0))
    return tuple(found)


def _instruction(line: str) -> Instruction:
    start = _ASSIGN.match(line)
    if not start:
        raise Unreadable(f"not an instruction: {line[:120]!r}")
    at = start.end()
    end = _closing(line, at) + 1 if line[at] == "(" else line.index(" ", at)
    shape = line[at:end]
    opening = line.index("(", end)
    opcode = line[end:opening].strip()
    closing = _closing(line, opening)
    inside = line[opening + 1 : closing]
    operands = () if opcode == "constant" else tuple(_operands(inside))
    return Instruction(
        start.group(2),
        arrays(shape),
        opcode,
        operands,
        inside if not operands else "",
        line[closing + 1 :],
        bool(start.group(1)),
    )


def _operands(inside: str) -> Iterator[str]:
    for part in re.split(r",(?![^\[{(]*[\]})])", re.sub(r"/\*.*?\*/", "", inside)):
        found = _OPERAND.search(part)
        if found:
            yield found.group(1)


def _closing(line: str, opening: int) -> int:
    """Position of the bracket that closes the one at `opening`; strings are skipped."""
    depth = 0
    quoted = False
    for i in range(opening, len(line)):
        c = line[i]
        if c == '"' and line[i - 1] != "\\":
            quoted = not quoted
        elif quoted:
            continue
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
            if depth == 0:
                return i
    raise Unreadable(f"brackets do not close: {line[:120]!r}")
