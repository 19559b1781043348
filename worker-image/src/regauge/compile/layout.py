"""Where every leaf of the state and of a batch lives on a mesh: shared by compiler and worker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from regauge.program.axes import AxisRule, LogicalAxes, flatten_axes, leaf_names, partition
from regauge.program.step import Step


@dataclass(frozen=True)
class Leaf:
    """One array of the flat calling convention. `shape` is global."""

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    sharding: NamedSharding
    axes: LogicalAxes = ()

    def abstract(self) -> jax.ShapeDtypeStruct:
        return jax.ShapeDtypeStruct(self.shape, self.dtype, sharding=self.sharding)

    def bytes_per_device(self) -> int:
        shard = self.sharding.shard_shape(self.shape)
        return int(np.prod(shard, dtype=np.int64)) * self.dtype.itemsize

    def to_json(self) -> dict[str, Any]:
        spec = [[] if part is None else [part] if isinstance(part, str) else list(part) for part in self.sharding.spec]
        return {
            "name": self.name,
            "shape": list(self.shape),
            "dtype": self.dtype.name,
            "axes": list(self.axes),
            "spec": spec,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any], mesh: Mesh) -> "Leaf":
        spec = PartitionSpec(*(tuple(part) if len(part) > 1 else (part[0] if part else None) for part in data["spec"]))
        return Leaf(
            data["name"],
            tuple(data["shape"]),
            jax.numpy.dtype(data["dtype"]),
            NamedSharding(mesh, spec),
            tuple(data["axes"]),
        )


def make_mesh(devices: Sequence[Any], mesh: Sequence[Mapping[str, Any]]) -> Mesh:
    """`devices` in row-major order over `mesh`, a list of {axis, size}."""
    shape = tuple(int(m["size"]) for m in mesh)
    array = np.empty(len(devices), dtype=object)
    array[:] = list(devices)
    return Mesh(
        array.reshape(shape), tuple(str(m["axis"]) for m in mesh), axis_types=(jax.sharding.AxisType.Auto,) * len(shape)
    )


def abstract_state(step: Step, mesh: Mesh, rules: Sequence[AxisRule] = ()) -> tuple[list[Leaf], Any]:
    """Every leaf of the state in flattening order, and the tree that they unflatten to. Touches no device."""
    state = jax.eval_shape(step.init, jax.ShapeDtypeStruct((2,), np.uint32))
    sizes = dict(mesh.shape)
    leaves, structure = jax.tree.flatten(state)
    placed = [
        Leaf(
            name,
            tuple(leaf.shape),
            np.dtype(leaf.dtype),
            NamedSharding(mesh, partition(leaf.shape, axes, rules or step.rules, sizes)),
            axes,
        )
        for name, leaf, axes in zip(leaf_names(state), leaves, flatten_axes(state, step.axes(state)), strict=True)
    ]
    return placed, structure


def abstract_batch(step: Step, mesh: Mesh, global_batch: int, rules: Sequence[AxisRule] = ()) -> list[Leaf]:
    """The batch's fields in sorted name order; only rows are split, whatever the rules say of other dimensions."""
    sizes = dict(mesh.shape)
    leaves = []
    for name, row in sorted(step.example.items()):
        axes = ("batch", *(None,) * len(row.shape))
        shape = (global_batch, *row.shape)
        sharding = NamedSharding(mesh, partition(shape, axes, rules or step.rules, sizes))
        leaves.append(Leaf(name, shape, np.dtype(row.dtype), sharding, row.batched_axes()))
    return leaves
