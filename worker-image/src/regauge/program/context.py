"""The trace context: the only way in which a variant (mesh, rules, remat, accumulation) reaches inside a program.

Outside Regauge every function here is a no-op, so a program runs in a notebook as it is.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import jax
from jax.sharding import Mesh, NamedSharding

from regauge.program.axes import AxisRule, flatten_axes, mesh_axes, partition

REMAT = ("None", "Full", "Dots")


@dataclass(frozen=True)
class Trace:
    """What one variant says about the trace. `accumulation` is the number of microbatches of a step."""

    mesh: Mesh | None = None
    rules: tuple[AxisRule, ...] = ()
    remat: str = "None"
    accumulation: int = 1

    def sizes(self) -> Mapping[str, int]:
        return {} if self.mesh is None else dict(self.mesh.shape)


_OUTSIDE = Trace()
_current: ContextVar[Trace] = ContextVar("regauge_trace", default=_OUTSIDE)
_kernels: dict[str, dict[str, Callable[..., Any]]] = {}


def current() -> Trace:
    return _current.get()


@contextmanager
def tracing(trace: Trace) -> Iterator[None]:
    token = _current.set(trace)
    try:
        yield
    finally:
        _current.reset(token)


def shard(x: jax.Array, *axes: str | None) -> jax.Array:
    """Constrains an activation by the logical names of its dimensions."""
    trace = current()
    if trace.mesh is None:
        return x
    sharding = NamedSharding(trace.mesh, partition(x.shape, axes, trace.rules, trace.sizes()))
    constrained: jax.Array = jax.lax.with_sharding_constraint(x, sharding)
    return constrained


def shard_tree[T](tree: T, axes: Any) -> T:
    """`shard` for every leaf of a tree whose logical axes are a tree of the same structure."""
    leaves, structure = jax.tree.flatten(tree)
    named = flatten_axes(tree, axes)
    sharded: T = jax.tree.unflatten(structure, [shard(x, *n) for x, n in zip(leaves, named, strict=True)])
    return sharded


def axis(name: str) -> tuple[str, ...]:
    """The mesh axes that carry the logical axis `name` in this variant; empty outside Regauge."""
    trace = current()
    return mesh_axes(name, trace.rules, trace.sizes())


def layers(body: Callable[[Any, jax.Array], jax.Array], params: Any, x: jax.Array) -> jax.Array:
    """Applies `body(layer params, x) -> x` once per layer; `params` has the layers stacked in dimension 0.

    One compiled body whatever the depth; the variant decides what of it the backward pass recomputes.
    """
    remat = current().remat
    if remat == "Full":
        body = jax.checkpoint(body)
    elif remat == "Dots":
        body = jax.checkpoint(body, policy=jax.checkpoint_policies.dots_with_no_batch_dims_saveable)
    out, _ = jax.lax.scan(lambda carry, layer: (body(layer, carry), None), x, params)
    return out


def register_kernel(name: str, default: Callable[..., Any], **platforms: Callable[..., Any]) -> None:
    """Offers `name` to programs: `default` in plain JAX, others for `cpu`, `cuda` or `tpu`."""
    unknown = set(platforms) - {"cpu", "cuda", "tpu"}
    if unknown:
        raise ValueError(f"kernel {name}: platform {sorted(unknown)[0]!r}; allowed are cpu, cuda and tpu")
    _kernels[name] = {"default": default, **platforms}


def kernel(name: str) -> Callable[..., Any]:
    """The kernel of that name; which implementation runs is decided when the step is lowered for a platform."""
    if name not in _kernels:
        raise KeyError(f"kernel {name!r} is not registered; registered are {', '.join(sorted(_kernels)) or 'none'}")
    offers = dict(_kernels[name])
    default = offers.pop("default")
    if not offers:
        return default

    def call(*args: Any) -> Any:
        return jax.lax.platform_dependent(*args, default=default, **offers)

    return call
