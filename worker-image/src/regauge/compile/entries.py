"""The entries of a bundle as functions over flat lists: what is lowered and compiled."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from regauge.compile.digest import digest
from regauge.compile.layout import Leaf, abstract_batch, abstract_state
from regauge.program.axes import AxisRule
from regauge.program.context import Trace, tracing
from regauge.program.step import Step


@dataclass(frozen=True)
class Entry:
    """A function to compile with its abstract arguments and where its results go."""

    name: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    results: Any
    donate: tuple[int, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Everything to compile for one variant of one program."""

    mesh: Mesh
    state: tuple[Leaf, ...]
    batch: tuple[Leaf, ...]
    scalars: tuple[str, ...]
    metrics: tuple[str, ...]
    entries: tuple[Entry, ...]
    trace: Trace

    def context(self) -> AbstractContextManager[None]:
        return tracing(self.trace)


def plan(
    step: Step,
    mesh: Mesh,
    *,
    global_batch: int,
    rules: Sequence[AxisRule] = (),
    remat: str = "None",
    accumulation: int = 1,
) -> Plan:
    """Abstract state, batch and the three entries `init`, `step`, `digest`. Touches no device."""
    trace = Trace(mesh, tuple(rules) or step.rules, remat, accumulation)
    with tracing(trace):
        state, structure = abstract_state(step, mesh, rules)
        batch = abstract_batch(step, mesh, global_batch, rules)
        scalars = step.scalar_names()
        metrics = _metric_names(step, structure, state, batch, scalars)
    fields = [leaf.name for leaf in batch]
    everywhere = NamedSharding(mesh, PartitionSpec())

    def run_init(key_data: jax.Array) -> list[jax.Array]:
        return list(jax.tree.leaves(step.init(key_data)))

    def run_step(leaves: list[jax.Array], rows: list[jax.Array], numbers: jax.Array) -> tuple[list[jax.Array], Any]:
        following, measured = step.step(
            jax.tree.unflatten(structure, leaves),
            dict(zip(fields, rows, strict=True)),
            {name: numbers[i] for i, name in enumerate(scalars)},
        )
        return (
            list(jax.tree.leaves(following)),
            jnp.stack([jnp.asarray(measured[name], jnp.float32) for name in metrics]),
        )

    leaves = [leaf.abstract() for leaf in state]
    placed = [leaf.sharding for leaf in state]
    key = jax.ShapeDtypeStruct((2,), np.uint32, sharding=everywhere)
    numbers = jax.ShapeDtypeStruct((len(scalars),), np.float32, sharding=everywhere)
    return Plan(
        mesh,
        tuple(state),
        tuple(batch),
        scalars,
        metrics,
        (
            Entry("init", run_init, (key,), placed),
            Entry("step", run_step, (leaves, [leaf.abstract() for leaf in batch], numbers), (placed, everywhere), (0,)),
            Entry("digest", digest, (leaves,), everywhere),
        ),
        trace,
    )


def jitted(entry: Entry) -> Any:
    return jax.jit(entry.function, out_shardings=entry.results, donate_argnums=entry.donate)


def _metric_names(
    step: Step, structure: Any, state: Sequence[Leaf], batch: Sequence[Leaf], scalars: Sequence[str]
) -> tuple[str, ...]:
    number = jax.ShapeDtypeStruct((), np.float32)
    following, measured = jax.eval_shape(
        step.step,
        jax.tree.unflatten(structure, [s.abstract() for s in state]),
        {b.name: b.abstract() for b in batch},
        dict.fromkeys(scalars, number),
    )
    before = [(leaf.shape, leaf.dtype) for leaf in state]
    after = [(tuple(x.shape), np.dtype(x.dtype)) for x in jax.tree.leaves(following)]
    if jax.tree.structure(following) != structure or before != after:
        wrong = next(
            (
                f"{leaf.name} is {now[1]}{list(now[0])}, was {leaf.dtype}{list(leaf.shape)}"
                for leaf, now in zip(state, after, strict=False)
                if now != (leaf.shape, leaf.dtype)
            ),
            "the tree differs",
        )
        raise TypeError(f"step() gives a state unlike the one it takes: {wrong}")
    bad = next((name for name, value in measured.items() if value.shape != ()), None)
    if bad is not None:
        raise TypeError(f"metric {bad!r} has shape {measured[bad].shape}; allowed is one number")
    return tuple(sorted(measured))
