"""The executables of a verified bundle, loaded onto this process's devices. Nothing here compiles."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import jax
import numpy as np
from jax.experimental import serialize_executable
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from regauge.bundle.manifest import Manifest
from regauge.bundle.open import Bundle
from regauge.compile.layout import Leaf, make_mesh

# Names of one and the same chip in different releases of a runtime.
ALIASES = {"TPU v5": "TPU v5p"}


class Mismatch(Exception):
    """This process is not what the bundle was compiled for; the message names the fact, its value and the need."""


@dataclass(frozen=True)
class Entries:
    """The compiled entries with their calling convention of flat lists.

    `state` and `batch` name the leaves in order. `step` gives up (donates) the state it is given.
    """

    mesh: Mesh
    state: tuple[Leaf, ...]
    batch: tuple[Leaf, ...]
    scalars: tuple[str, ...]
    metrics: tuple[str, ...]
    _compiled: Mapping[str, Any]

    def init(self, key_data: np.ndarray[Any, np.dtype[np.uint32]]) -> list[jax.Array]:
        """State leaves of step 0 from threefry key data uint32[2]."""
        return list(self._compiled["init"](self._replicated(np.asarray(key_data, np.uint32))))

    def step(
        self, state: list[jax.Array], batch: Sequence[jax.Array], scalars: Mapping[str, float]
    ) -> tuple[list[jax.Array], jax.Array]:
        """Next state and f32[len(metrics)], replicated; read it late with `read`."""
        missing = set(self.scalars) ^ set(scalars)
        if missing:
            raise ValueError(f"scalars are {sorted(scalars)}; allowed are exactly {list(self.scalars)}")
        vector = np.array([scalars[name] for name in self.scalars], np.float32)
        following, metrics = self._compiled["step"](list(state), list(batch), self._replicated(vector))
        return list(following), metrics

    def digest(self, state: Sequence[jax.Array]) -> jax.Array:
        """uint32[leaves, 2], replicated; equal on every mesh."""
        result: jax.Array = self._compiled["digest"](list(state))
        return result

    def read(self, metrics: jax.Array) -> dict[str, float]:
        """Metrics by name. Waits for the step."""
        values = np.asarray(metrics.addressable_data(0))
        return {name: float(value) for name, value in zip(self.metrics, values, strict=True)}

    def _replicated(self, value: np.ndarray[Any, Any]) -> jax.Array:
        sharding = NamedSharding(self.mesh, PartitionSpec())
        return jax.make_array_from_callback(value.shape, sharding, lambda index: value[index])


def mesh_of(manifest: Manifest, devices: Sequence[Any] | None = None) -> Mesh:
    """The manifest's mesh over this run's devices: found by id, never ordered anew, refused if anything differs."""
    here = {d.id: d for d in (jax.devices() if devices is None else devices)}
    if len(here) != len(manifest.devices):
        raise Mismatch(
            f"this gang has {len(here)} devices; the executable needs {len(manifest.devices)} "
            f"({manifest.processes} processes with {manifest.devices_per_process} each)"
        )
    ordered = []
    for fact in manifest.devices:
        device = here.get(fact.id)
        if device is None:
            raise Mismatch(f"there is no device with id {fact.id}; ids here are {sorted(here)}")
        if device.process_index != fact.process:
            raise Mismatch(
                f"device {fact.id} belongs to process {device.process_index}; the executable needs "
                f"process {fact.process}"
            )
        coords = getattr(device, "coords", None)
        if fact.coords is not None and (coords is None or tuple(coords) != fact.coords):
            raise Mismatch(f"device {fact.id} has coordinates {coords}; the executable needs {fact.coords}")
        kind = ALIASES.get(device.device_kind, device.device_kind)
        if kind != ALIASES.get(manifest.device_kind, manifest.device_kind):
            raise Mismatch(
                f"device {fact.id} is a {device.device_kind!r}; the executable needs {manifest.device_kind!r}"
            )
        ordered.append(device)
    return make_mesh(ordered, manifest.mesh)


def check_versions(manifest: Manifest) -> None:
    """Executables run silently wrong under another compiler or runtime, so versions must be equal, not near."""
    here = {"jax": jax.__version__, "jaxlib": version("jaxlib")}
    for name, mine in here.items():
        if manifest.versions.get(name) != mine:
            raise Mismatch(f"{name} is {mine}; the executable needs {manifest.versions.get(name)}")


def load_entries(bundle: Bundle, mesh: Mesh | None = None) -> Entries:
    """Deserializes every entry of a verified bundle. Raises Mismatch if this process is not the one it is for."""
    manifest = bundle.manifest
    check_versions(manifest)
    mesh = mesh_of(manifest) if mesh is None else mesh
    signature = json.loads(bundle.read("signature.json"))
    state = tuple(Leaf.from_json(leaf, mesh) for leaf in signature["state"])
    batch = tuple(Leaf.from_json(leaf, mesh) for leaf in signature["batch"])
    trees = entry_trees(len(state), len(batch))
    devices = list(mesh.devices.flatten())
    compiled = {}
    for name, fact in manifest.entries.items():
        inputs, outputs = trees[name]
        compiled[name] = serialize_executable.deserialize_and_load(
            bundle.read(fact.path), inputs, outputs, backend=devices[0].client, execution_devices=devices
        )
    return Entries(mesh, state, batch, manifest.scalars, manifest.metrics, compiled)


def entry_trees(state: int, batch: int) -> dict[str, tuple[Any, Any]]:
    """Trees of arguments and results of every entry: they are rebuilt, never unpickled."""
    leaves, fields = [0] * state, [0] * batch
    tree = jax.tree.structure
    return {
        "init": (tree(((0,), {})), tree(leaves)),
        "step": (tree(((leaves, fields, 0), {})), tree((leaves, 0))),
        "digest": (tree(((leaves,), {})), tree(0)),
    }
