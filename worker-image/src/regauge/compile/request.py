"""The compile request as a typed value, and everything that can be said against it without loading the program.

Pure and free of JAX: the parent process refuses a bad request before it starts anything.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

REMAT = ("None", "Full", "Dots")
PLATFORMS = ("cpu", "cuda", "tpu")
# A gang of CPU processes is rebuilt inside one compile pod, so it cannot be arbitrarily large.
MAX_CPU_PROCESSES = 8
MAX_SLICE_CHIPS = 6144


class Invalid(ValueError):
    """A field of the request is not acceptable. The message names field, value and what is allowed."""

    def __init__(self, field: str, value: Any, allowed: str) -> None:
        super().__init__(f"{field} is {value!r}; allowed is {allowed}")
        self.field = field


@dataclass(frozen=True)
class Chip:
    name: str
    hbm_bytes: int
    memory_fraction: float
    peak_bf16_flops: float
    hbm_bytes_per_second: float
    interconnect_bytes_per_second: float
    efficiency: Mapping[str, float]


@dataclass(frozen=True)
class Target:
    """`slice_shape` only for tpu, `gpu_target_config` only for cuda, `cpu_features` only for cpu."""

    platform: str
    profile: str
    hosts: int
    chips_per_host: int
    slice_shape: tuple[int, ...] | None
    chip: Chip
    gpu_target_config: str | None
    cpu_features: str | None

    @property
    def devices(self) -> int:
        return self.hosts * self.chips_per_host


@dataclass(frozen=True)
class MeshAxis:
    axis: str
    size: int


@dataclass(frozen=True)
class Rule:
    logical: str
    mesh: tuple[str, ...]


@dataclass(frozen=True)
class Request:
    request_key: str
    entrypoint: str
    config: Mapping[str, Any]
    global_batch: int
    target: Target
    mesh: tuple[MeshAxis, ...]
    axis_rules: tuple[Rule, ...]
    remat: str
    accumulation: int
    compiler_options: Mapping[str, Any]

    @property
    def mesh_json(self) -> list[dict[str, Any]]:
        return [{"axis": m.axis, "size": m.size} for m in self.mesh]


def parse(data: Any) -> Request:
    """Reads and checks a request. Raises Invalid for the first field that is wrong."""
    root = _Field("request", data)
    if root.integer("contractVersion") != 1:
        raise Invalid("contractVersion", data["contractVersion"], "1")
    program = root.object("program")
    request = Request(
        request_key=root.text("requestKey", r"[0-9a-f]{64}", "64 hex digits"),
        entrypoint=program.text("entrypoint", r"[A-Za-z_][\w.]*:[A-Za-z_]\w*", "package.module:name"),
        config=program.object("config").mapping(),
        global_batch=root.integer("globalBatch", 1, 2**31 - 1),
        target=_target(root.object("target")),
        mesh=tuple(
            MeshAxis(m.text("axis", r"[a-z][a-z0-9_]*", "a lower-case word"), m.integer("size", 1))
            for m in root.objects("mesh")
        ),
        axis_rules=tuple(Rule(r.text("logical"), tuple(r.texts("mesh"))) for r in root.objects("axisRules")),
        remat=root.choice("remat", REMAT),
        accumulation=root.integer("gradientAccumulation", 1, 2**20),
        compiler_options=root.object("compilerOptions").mapping(),
    )
    _check(request)
    return request


def check_batch(request: Request, batch_axes: tuple[str, ...]) -> None:
    """The rows of a microbatch must divide over the mesh axes that carry `batch`."""
    sizes = {m.axis: m.size for m in request.mesh}
    ways = math.prod(sizes[axis] for axis in batch_axes)
    unit = ways * request.accumulation
    if request.global_batch % unit:
        over = " × ".join(f"{axis} {sizes[axis]}" for axis in batch_axes) or "no mesh axis"
        raise Invalid(
            "globalBatch",
            request.global_batch,
            f"a multiple of {unit} (batch over {over}, gradientAccumulation {request.accumulation})",
        )


def _check(request: Request) -> None:
    names = [m.axis for m in request.mesh]
    if not names:
        raise Invalid("mesh", [], "at least one axis")
    for i, name in enumerate(names):
        if name in names[:i]:
            raise Invalid(f"mesh[{i}].axis", name, "every axis once")
    product = math.prod(m.size for m in request.mesh)
    target = request.target
    if product != target.devices:
        sizes = " × ".join(str(m.size) for m in request.mesh)
        raise Invalid(
            "mesh",
            sizes,
            f"a product of {target.devices} (hosts {target.hosts} × chipsPerHost "
            f"{target.chips_per_host}), not {product}",
        )
    for i, rule in enumerate(request.axis_rules):
        for axis in rule.mesh:
            if axis not in names:
                raise Invalid(f"axisRules[{i}].mesh", axis, f"axes of the mesh: {', '.join(names)}")
    for name, value in request.compiler_options.items():
        if not isinstance(value, bool | int | float | str):
            raise Invalid(f"compilerOptions.{name}", value, "a string, number or boolean")
    batch = next((rule.mesh for rule in request.axis_rules if rule.logical == "batch"), None)
    if batch is not None:
        check_batch(request, batch)


def _target(field: "_Field") -> Target:
    chip, platform = field.object("chip"), field.choice("platform", PLATFORMS)
    efficiency = chip.object("efficiency")
    target = Target(
        platform=platform,
        profile=field.text("profile"),
        hosts=field.integer("hosts", 1, 4096),
        chips_per_host=field.integer("chipsPerHost", 1, 256),
        slice_shape=_slice(field) if platform == "tpu" else None,
        chip=Chip(
            chip.text("name"),
            chip.integer("hbmBytes", 1),
            chip.number("memoryFraction", 0.01, 1.0),
            chip.number("peakBf16Flops", 1.0),
            chip.number("hbmBytesPerSecond", 1.0),
            chip.number("interconnectBytesPerSecond", 1.0),
            {name: efficiency.number(name, 1e-6, 1.0) for name in ("p10", "p50", "p90")},
        ),
        gpu_target_config=field.text("gpuTargetConfig") if platform == "cuda" else None,
        cpu_features=field.optional_text("cpuFeatures") if platform == "cpu" else None,
    )
    if target.platform == "cpu" and target.hosts > MAX_CPU_PROCESSES:
        raise Invalid("target.hosts", target.hosts, f"at most {MAX_CPU_PROCESSES} for platform cpu")
    if target.slice_shape is not None and math.prod(target.slice_shape) != target.devices:
        raise Invalid(
            "target.slice",
            "x".join(map(str, target.slice_shape)),
            f"a shape of {target.devices} chips (hosts {target.hosts} × chipsPerHost {target.chips_per_host})",
        )
    return target


def _slice(field: "_Field") -> tuple[int, ...]:
    """A legal v5p shape: below one cube a fixed few, from there on every side a multiple of 4."""
    text = field.text("slice")
    small = {(2, 2, 1), (2, 2, 2), (2, 2, 4), (2, 4, 4)}
    shape = tuple(int(n) for n in text.split("x")) if re.fullmatch(r"\d+x\d+x\d+", text) else ()
    cubes = len(shape) == 3 and all(n > 0 and n % 4 == 0 for n in shape) and list(shape) == sorted(shape)
    if shape in small or (cubes and math.prod(shape) <= MAX_SLICE_CHIPS):
        return shape
    raise Invalid(
        "target.slice", text, f"2x2x1, 2x2x2, 2x2x4, 2x4x4, or ascending multiples of 4 up to {MAX_SLICE_CHIPS} chips"
    )


class _Field:
    """A JSON object with its path, read field by field."""

    def __init__(self, path: str, value: Any) -> None:
        if not isinstance(value, Mapping):
            raise Invalid(path, value, "an object")
        self._path = "" if path == "request" else path + "."
        self._value = value

    def mapping(self) -> Mapping[str, Any]:
        return self._value

    def object(self, name: str) -> "_Field":
        return _Field(self._path + name, self._value.get(name))

    def objects(self, name: str) -> list["_Field"]:
        return [_Field(f"{self._path}{name}[{i}]", v) for i, v in enumerate(self._list(name))]

    def texts(self, name: str) -> list[str]:
        return [
            str(self._checked(f"{name}[{i}]", v, lambda x: isinstance(x, str), "a string"))
            for i, v in enumerate(self._list(name))
        ]

    def text(self, name: str, pattern: str = r"(?s).+", allowed: str = "a string that is not empty") -> str:
        return str(
            self._checked(
                name, self._value.get(name), lambda x: isinstance(x, str) and re.fullmatch(pattern, x), allowed
            )
        )

    def optional_text(self, name: str) -> str | None:
        return None if self._value.get(name) is None else self.text(name)

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        return str(self._checked(name, self._value.get(name), lambda x: x in allowed, "one of " + ", ".join(allowed)))

    def integer(self, name: str, minimum: int = 0, maximum: int = 2**63 - 1) -> int:
        def whole(x: Any) -> bool:
            return isinstance(x, int) and not isinstance(x, bool) and minimum <= x <= maximum

        return int(self._checked(name, self._value.get(name), whole, f"a whole number {minimum} to {maximum}"))

    def number(self, name: str, minimum: float, maximum: float = math.inf) -> float:
        def fits(x: Any) -> bool:
            return isinstance(x, int | float) and not isinstance(x, bool) and minimum <= x <= maximum

        return float(self._checked(name, self._value.get(name), fits, f"a number {minimum} to {maximum}"))

    def _list(self, name: str) -> list[Any]:
        return list(self._checked(name, self._value.get(name), lambda x: isinstance(x, list), "a list"))

    def _checked(self, name: str, value: Any, good: Callable[[Any], Any], allowed: str) -> Any:
        if not good(value):
            raise Invalid(self._path + name, value, allowed)
        return value
