"""Flax NNX for programs: a module becomes pure functions over nested dicts, named by logical axes.

Modules state the logical axes of a parameter where they make it (`nnx.with_partitioning(init, ("embed", "mlp"))`);
parameters leave as nested dicts of arrays, so checkpoints and signatures know nothing of Flax.
"""

from collections.abc import Callable
from typing import Any

import jax
from flax import nnx

from regauge.program import context
from regauge.program.axes import LogicalAxes


class Pure:
    """A module without its state: `init(key)`, `axes()` and `apply(params, *inputs)`.

    `build(rngs)` makes the module. `count` stacks that many copies in dimension 0, for `rg.layers`.
    """

    def __init__(self, build: Callable[[nnx.Rngs], nnx.Module], count: int | None = None) -> None:
        self._build = build
        self._count = count
        with nnx.use_eager_sharding(False):
            model = nnx.eval_shape(lambda: build(nnx.Rngs(params=jax.random.key(0))))
            self._graph, self._params, self._rest = nnx.split(model, nnx.Param, ...)

    def init(self, key: jax.Array) -> Any:
        """Parameters as nested dicts of arrays."""
        if self._count is None:
            return self._one(key)
        return jax.vmap(self._one)(jax.random.split(key, self._count))

    def axes(self) -> Any:
        """Logical names of every parameter, in the structure of `init`; stacked ones begin with `layers`."""

        def names(leaf: Any) -> LogicalAxes:
            given = leaf.get_metadata("out_sharding", None)
            own = tuple(given) if given else (None,) * len(leaf.get_value().shape)
            return own if self._count is None else ("layers", *own)

        flat = {path: names(leaf) for path, leaf in nnx.to_flat_state(self._params)}
        return nnx.to_pure_dict(nnx.from_flat_state(flat.items()))

    def apply(self, params: Any, *inputs: Any) -> Any:
        """Calls the module with these parameters (of one copy, if stacked)."""
        state = jax.tree.map(lambda x: x, self._params)
        nnx.replace_by_pure_dict(state, params)
        with nnx.use_eager_sharding(False):
            return nnx.merge(self._graph, state, self._rest)(*inputs)

    def layers(self, params: Any, x: jax.Array) -> jax.Array:
        """All stacked copies, one after the other, as the variant wants it (scan, remat)."""
        return context.layers(lambda layer, h: self.apply(layer, h), params, x)

    def _one(self, key: jax.Array) -> Any:
        with nnx.use_eager_sharding(False):
            return nnx.to_pure_dict(nnx.state(self._build(nnx.Rngs(params=key)), nnx.Param))
