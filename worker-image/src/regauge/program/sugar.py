"""From a loss and an optimizer to a whole training step: `Program.as_step()`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp
import optax

from regauge.program import context
from regauge.program.axes import DEFAULT_RULES, AxisRule, LogicalAxes, flatten_axes, leaf_names
from regauge.program.step import Batch, Metrics, Row, Scalars, State, Step

type Loss = Callable[[Any, Any, Batch, jax.Array], tuple[jax.Array, jax.Array, Mapping[str, jax.Array], Any]]


@dataclass(frozen=True)
class Program:
    """Sugar over `Step`.

    `init(key)`: typed threefry key to parameters. `loss(params, extra, batch, key)`: (sum over rows or tokens, weight,
    metrics as sums with the same weight, next extra); sums, because a mean of means is wrong with padding.
    `optimizer(scalars)`: an optax transformation. `axes(params)`: logical names of every parameter.
    `extra(key)`: state that is no parameter (batch statistics); `trainable(path)`: False freezes a leaf, which then
    has neither gradient nor moments. `clip`: bound of the global gradient norm.
    """

    init: Callable[[jax.Array], Any]
    loss: Loss
    optimizer: Callable[[Scalars], optax.GradientTransformation]
    axes: Callable[[Any], Any]
    example: Mapping[str, Row]
    dataset: Callable[[int], Any]
    scalars: Callable[[int, int], Mapping[str, float]] = field(default=lambda step, horizon: {})  # noqa: ARG005
    extra: Callable[[jax.Array], Any] = field(default=lambda key: {})  # noqa: ARG005
    extra_axes: Callable[[Any], Any] | None = None
    trainable: Callable[[str], bool] = field(default=lambda path: True)  # noqa: ARG005
    clip: float | None = None
    evaluate: Callable[[State, Batch], Metrics] | None = None
    rules: tuple[AxisRule, ...] = DEFAULT_RULES
    separable: bool = True

    def as_step(self) -> Step:
        return Step(
            init=self._init,
            step=self._step,
            axes=self._axes,
            example=self.example,
            dataset=self.dataset,
            scalars=self.scalars,
            evaluate=self.evaluate,
            rules=self.rules,
            separable=self.separable,
        )

    def _init(self, key_data: jax.Array) -> State:
        key = jax.random.wrap_key_data(key_data)
        params = self.init(jax.random.fold_in(key, 0))
        # Moments do not depend on the scalars, but optax builds the transformation from them.
        scalars = dict.fromkeys(self.scalars(0, 1), jnp.zeros((), jnp.float32))
        return {
            "extra": self.extra(jax.random.fold_in(key, 1)),
            "key": key_data,
            "optimizer": self.optimizer(scalars).init(self._split(params)[0]),
            "params": params,
            "step": jnp.zeros((), jnp.int32),
        }

    def _step(self, state: State, batch: Batch, scalars: Scalars) -> tuple[State, Metrics]:
        key = jax.random.fold_in(jax.random.wrap_key_data(state["key"]), state["step"])
        params, frozen = self._split(state["params"])
        axes, _ = self._split(self.axes(state["params"]), like=state["params"])

        def loss(params: Any, extra: Any, rows: Batch, key: jax.Array) -> tuple[jax.Array, tuple[Any, Any, Any]]:
            total, weight, metrics, extra = self.loss(_join(params, frozen), extra, rows, key)
            return total, (jnp.asarray(weight, jnp.float32), dict(metrics), extra)

        sums, grads, extra = _accumulate(loss, params, axes, state["extra"], batch, key)
        weight = sums.pop("weight")
        means = {name: value / weight for name, value in sums.items()}
        grads = jax.tree.map(lambda g: g / weight.astype(g.dtype), grads)
        norm = optax.tree.norm(grads)
        if self.clip is not None:
            factor = jnp.minimum(1.0, self.clip / (norm + 1e-6))
            grads = jax.tree.map(lambda g: g * factor.astype(g.dtype), grads)
        updates, optimizer = self.optimizer(scalars).update(grads, state["optimizer"], params)
        params = optax.apply_updates(params, updates)
        following = {
            "extra": extra,
            "key": state["key"],
            "optimizer": optimizer,
            "params": _join(params, frozen),
            "step": state["step"] + 1,
        }
        return following, {**means, "gradNorm": norm, "updateNorm": optax.tree.norm(updates)}

    def _axes(self, state: State) -> Any:
        """Optimizer leaves take the axes of the parameter whose path ends theirs and whose shape they have."""
        params = state["params"]
        named = flatten_axes(params, self.axes(params))
        by_name = {
            name: (leaf.shape, axes)
            for name, leaf, axes in zip(leaf_names(params), jax.tree.leaves(params), named, strict=True)
        }
        leaves, structure = jax.tree.flatten(state["optimizer"])
        optimizer = [
            _inherit(name, leaf.shape, by_name)
            for name, leaf in zip(leaf_names(state["optimizer"]), leaves, strict=True)
        ]
        extra = state["extra"]
        return {
            "extra": self.extra_axes(extra) if self.extra_axes else jax.tree.map(lambda x: (None,) * x.ndim, extra),
            "key": (None,),
            "optimizer": jax.tree.unflatten(structure, optimizer),
            "params": self.axes(params),
            "step": (),
        }

    def _split(self, tree: Any, like: Any = None) -> tuple[Any, Any]:
        """(trainable, frozen): the same structure with None where the other one has the leaf."""
        reference = tree if like is None else like
        chosen = [self.trainable(name) for name in leaf_names(reference)]
        structure: Any = jax.tree.structure(reference)
        leaves = structure.flatten_up_to(tree)
        take = [x if c else None for x, c in zip(leaves, chosen, strict=True)]
        leave = [None if c else x for x, c in zip(leaves, chosen, strict=True)]
        return jax.tree.unflatten(structure, take), jax.tree.unflatten(structure, leave)


def _join(params: Any, frozen: Any) -> Any:
    return jax.tree.map(lambda a, b: b if a is None else a, params, frozen, is_leaf=lambda x: x is None)


def _inherit(
    name: str, shape: tuple[int, ...], by_name: Mapping[str, tuple[tuple[int, ...], LogicalAxes]]
) -> LogicalAxes:
    parts = name.split("/")
    for start in range(len(parts)):
        found = by_name.get("/".join(parts[start:]))
        if found is not None and found[0] == shape:
            return found[1]
    return (None,) * len(shape)


def _accumulate(
    loss: Callable[..., Any], params: Any, axes: Any, extra: Any, batch: Batch, key: jax.Array
) -> tuple[dict[str, jax.Array], Any, Any]:
    """Sums of loss, weight, metrics and gradients over the variant's microbatches.

    Microbatch k is the rows i with i mod A = k: whatever the mesh, each device cuts its own rows and none move.
    """
    differentiate = jax.value_and_grad(loss, has_aux=True)
    parts = context.current().accumulation

    def one(extra: Any, rows: Batch, key: jax.Array) -> tuple[dict[str, jax.Array], Any, Any]:
        (total, (weight, metrics, extra)), grads = differentiate(params, extra, rows, key)
        return {"loss": total, "weight": weight, **metrics}, context.shard_tree(grads, axes), extra

    if parts == 1:
        return one(extra, batch, key)

    def cut(field: jax.Array) -> jax.Array:
        field = field.reshape(field.shape[0] // parts, parts, *field.shape[1:])
        return context.shard(jnp.moveaxis(field, 1, 0), None, "batch", *(None,) * (field.ndim - 2))

    def body(carry: Any, k_and_rows: Any) -> tuple[Any, None]:
        sums, grads, extra = carry
        k, rows = k_and_rows
        more, more_grads, extra = one(extra, rows, jax.random.fold_in(key, k))
        return (jax.tree.map(jnp.add, sums, more), jax.tree.map(jnp.add, grads, more_grads), extra), None

    micro = {name: cut(field) for name, field in batch.items()}
    first = {name: field[0] for name, field in micro.items()}
    shapes = jax.eval_shape(lambda: one(extra, first, key))
    zeros = jax.tree.map(lambda s: jnp.zeros(s.shape, s.dtype), shapes[:2])
    start = (zeros[0], context.shard_tree(zeros[1], axes), extra)
    (sums, grads, extra), _ = jax.lax.scan(body, start, (jnp.arange(parts), micro))
    return sums, grads, extra
