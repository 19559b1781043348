"""The devices that an executable is for: described topologies for tpu and cuda, real host devices for cpu."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, version
from typing import Any

import numpy as np

from regauge.bundle.manifest import DeviceFact
from regauge.compile.request import Request, Target

# Without a device XLA cannot time GEMM tilings and takes the first that compiles (16x8); its cost model picks better.
CUDA_GEMM_TILING = "xla_gpu_experimental_cost_model_gemm_tiling_default"

CPU_OPTIMIZATION = "xla_backend_optimization_level"

JAX_CONFIG: Mapping[str, Any] = {
    "jax_default_matmul_precision": "BF16_BF16_F32",
    "jax_default_prng_impl": "threefry2x32",
    "jax_enable_x64": False,
    "jax_threefry_partitionable": True,
}

_WHEELS = {
    "cpu": ("jax", "jaxlib"),
    "tpu": ("jax", "jaxlib", "libtpu"),
    "cuda": ("jax", "jaxlib", "jax-cuda13-plugin", "jax-cuda13-pjrt", "nvidia-cuda-nvcc", "nvidia-nvvm"),
}


def environment(target: Target, base: Mapping[str, str]) -> dict[str, str]:
    """Environment of the compiling process. Flags of the pod are dropped: what compiles is what the key says."""
    env = {k: v for k, v in base.items() if not k.startswith(("JAX_", "XLA_", "LIBTPU_", "REGAUGE_", "TPU_"))}
    env |= {"JAX_PLATFORMS": "cpu", "JAX_ENABLE_COMPILATION_CACHE": "0", "TF_CPP_MIN_LOG_LEVEL": "2"}
    if target.platform == "tpu":
        # libtpu's lock guards chips, and none are here; compiles side by side must not wait for each other.
        env |= {"TPU_SKIP_MDS_QUERY": "1", "ALLOW_MULTIPLE_LIBTPU_LOAD": "1"}
    if target.platform == "cuda":
        env["JAX_SKIP_CUDA_CONSTRAINTS_CHECK"] = "1"
    return env


def compiler_options(request: Request) -> dict[str, Any]:
    """The request's options over our defaults."""
    defaults: dict[str, Any] = {CUDA_GEMM_TILING: True} if request.target.platform == "cuda" else {}
    # The job's options are strings; XLA takes numbers in text, but of booleans only its own spelling.
    spelt = {"true": True, "false": False}
    return defaults | {
        name: spelt.get(value, value) if isinstance(value, str) else value
        for name, value in request.compiler_options.items()
    }


def entry_options(entry: str, platform: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Options of one entry. On cpu half of a small compile went into `init` and `digest`, which hardly ever run."""
    if platform == "cpu" and entry != "step":
        return {CPU_OPTIMIZATION: 0 if entry == "init" else 1, **options}
    return dict(options)


def flags() -> dict[str, str]:
    return {name: os.environ.get(name, "") for name in ("XLA_FLAGS", "LIBTPU_INIT_ARGS")}


@dataclass(frozen=True)
class Devices:
    """`ordered`: JAX devices in mesh order. `topology`: the arguments that describe them, for the key."""

    ordered: list[Any]
    facts: tuple[DeviceFact, ...]
    kind: str
    topology: Mapping[str, Any]


def devices(request: Request) -> Devices:
    """The target's devices in the mesh's row-major order. For cpu the gang must have been joined."""
    import jax
    from jax.experimental import mesh_utils, topologies

    target = request.target
    shape = tuple(m.size for m in request.mesh)
    if target.platform == "cpu":
        found = sorted(jax.devices(), key=lambda d: (d.process_index, d.id))
        described: dict[str, Any] = {"processes": target.hosts, "devicesPerProcess": target.chips_per_host}
    elif target.platform == "tpu":
        assert target.slice_shape is not None
        name = "x".join(map(str, target.slice_shape))
        # From one cube on the torus closes in every direction; below it the links end.
        wrap = (all(n % 4 == 0 for n in target.slice_shape),) * 3
        described = {
            "topology_name": f"v5:{name}",
            "chip_config_name": "megacore",
            "chips_per_host_bounds": (2, 2, 1),
            "num_slices": 1,
            "wrap": wrap,
        }
        topology = topologies.get_topology_desc(platform="tpu", **described)
        found = list(mesh_utils.create_device_mesh(shape, topology.devices, allow_split_physical_axes=True).flatten())
    else:
        described = {"topology": f"{target.hosts}x1x{target.chips_per_host}"}
        topology = topologies.get_topology_desc(platform="cuda", target_config=target.gpu_target_config, **described)
        found = sorted(topology.devices, key=lambda d: (d.process_index, d.id))
    if len(found) != math.prod(shape):
        raise RuntimeError(f"the topology {described} has {len(found)} devices, the mesh {math.prod(shape)}")
    return Devices(found, _facts(found), found[0].device_kind, described)


def versions(platform: str) -> dict[str, str | None]:
    """Versions that the manifest names; a worker compares them before it loads."""
    import platform as python

    def of(package: str) -> str | None:
        try:
            return version(package)
        except PackageNotFoundError:
            return None

    return {
        "python": python.python_version(),
        "jax": of("jax"),
        "jaxlib": of("jaxlib"),
        "libtpu": of("libtpu") if platform == "tpu" else None,
        "cudaPlugin": of("jax-cuda13-plugin") if platform == "cuda" else None,
    }


def wheels(platform: str) -> dict[str, str | None]:
    """Digest of the list of files of every wheel that takes part: two builds may share one version."""
    import hashlib

    digests: dict[str, str | None] = {}
    for package in _WHEELS[platform]:
        try:
            record = distribution(package).read_text("RECORD") or ""
        except PackageNotFoundError:
            digests[package] = None
            continue
        # Byte code and scripts are written at installation and differ between images with equal wheels.
        lines = sorted(
            line
            for line in record.splitlines()
            if ".pyc" not in line and not line.startswith("../") and ".dist-info/" not in line
        )
        digests[package] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return digests


def _facts(ordered: list[Any]) -> tuple[DeviceFact, ...]:
    local: dict[int, int] = {}
    seen: dict[int, int] = {}
    for device in sorted(ordered, key=lambda d: (d.process_index, d.id)):
        local[device.id] = seen.get(device.process_index, 0)
        seen[device.process_index] = local[device.id] + 1

    def fact(device: Any) -> DeviceFact:
        coords = getattr(device, "coords", None)
        return DeviceFact(
            int(device.id),
            int(device.process_index),
            local[device.id],
            None if coords is None or device.platform != "tpu" else tuple(int(c) for c in coords),
            int(getattr(device, "slice_index", 0) or 0),
        )

    return tuple(fact(device) for device in np.asarray(ordered, dtype=object).tolist())
