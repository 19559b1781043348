"""Logical axes to mesh axes: first fit over an ordered list of rules. Pure, knows no devices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax
from jax.sharding import PartitionSpec

type LogicalAxes = tuple[str | None, ...]


@dataclass(frozen=True)
class AxisRule:
    """Dimensions with the logical name `logical` are split over the mesh axes `mesh`, major first."""

    logical: str
    mesh: tuple[str, ...]


# Used where a job gives no rules: rows over every data axis, parameters split by their embedding over fsdp
# (ZeRO-3), and the wide dimensions over tensor. Mesh axes that a variant lacks drop out.
DEFAULT_RULES: tuple[AxisRule, ...] = (
    AxisRule("batch", ("data", "fsdp")),
    AxisRule("vocab", ("tensor",)),
    AxisRule("mlp", ("tensor",)),
    AxisRule("heads", ("tensor",)),
    AxisRule("expert", ("expert",)),
    AxisRule("embed", ("fsdp",)),
)


def mesh_axes(name: str | None, rules: Sequence[AxisRule], sizes: Mapping[str, int]) -> tuple[str, ...]:
    """The mesh axes of the first rule for `name` that has any axis in the mesh."""
    for rule in rules:
        present = tuple(axis for axis in rule.mesh if axis in sizes)
        if rule.logical == name and present:
            return present
    return ()


def partition(
    shape: Sequence[int], axes: LogicalAxes, rules: Sequence[AxisRule], sizes: Mapping[str, int]
) -> PartitionSpec:
    """Spec of an array: per dimension the first rule that divides it and whose mesh axes are still free here."""
    if len(axes) != len(shape):
        raise ValueError(f"axes {axes} name {len(axes)} dimensions, but the shape {tuple(shape)} has {len(shape)}")
    used: set[str] = set()
    spec: list[Any] = []
    for extent, name in zip(shape, axes, strict=True):
        chosen: tuple[str, ...] = ()
        for rule in rules:
            present = tuple(axis for axis in rule.mesh if axis in sizes)
            if name is None or rule.logical != name or not present or used.intersection(present):
                continue
            if extent % ways(present, sizes) == 0:
                chosen = present
                break
        used.update(chosen)
        spec.append(chosen if len(chosen) > 1 else (chosen[0] if chosen else None))
    return PartitionSpec(*spec)


def ways(axes: Sequence[str], sizes: Mapping[str, int]) -> int:
    """In how many parts a dimension over these mesh axes is split."""
    product = 1
    for axis in axes:
        product *= sizes[axis]
    return product


def leaf_names(tree: Any) -> list[str]:
    """Path of every leaf in flattening order, parts joined by '/': the names in signatures and checkpoints."""
    return [
        jax.tree_util.keystr(path, simple=True, separator="/")
        for path, _ in jax.tree_util.tree_flatten_with_path(tree)[0]
    ]


def flatten_axes(tree: Any, axes: Any) -> list[LogicalAxes]:
    """Logical axes of every leaf of `tree`, in flattening order; `axes` has its structure, with tuples as leaves."""
    try:
        structure: Any = jax.tree.structure(tree)
        named = structure.flatten_up_to(axes)
    except ValueError as e:
        raise ValueError(f"axes() does not have the structure of what it describes: {e}") from e
    wrong = next((n for n in named if not (isinstance(n, tuple) and all(isinstance(a, str | None) for a in n))), None)
    if wrong is not None:
        raise ValueError(f"axes() gives {wrong!r} for a leaf; allowed is a tuple of names and None")
    return [tuple(n) for n in named]
