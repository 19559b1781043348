"""Programs for compile tests: one that works, small enough for every compiler, and ones with one fault each."""

from collections.abc import Mapping
from typing import Any

import grain
import jax
import jax.numpy as jnp
import numpy as np
import optax

import regauge as rg
from regauge.program.step import Row


class Rows:
    """Row i holds i, so that a test can see which rows came."""

    def __init__(self, width: int) -> None:
        self.width = width

    def __len__(self) -> int:
        return 50

    def __getitem__(self, index: int) -> dict[str, Any]:
        random = np.random.default_rng(int(index))
        x = random.standard_normal(self.width, np.float32)
        return {"index": np.int32(index), "x": x, "y": np.float32(x.sum())}


def _loss(params: Any, extra: Any, batch: Mapping[str, jax.Array], key: jax.Array) -> Any:
    del key
    hidden = rg.layers(lambda layer, h: h + jnp.tanh(h @ layer["w"]), params["layers"], batch["x"])
    error = (hidden @ params["out"] - batch["y"]) ** 2
    return error.sum(), error.size, {"error": error.sum()}, extra


def build(config: rg.Config, **changes: Any) -> rg.Program:
    width = config.integer("width", 16)
    depth = config.integer("layers", 2)

    def init(key: jax.Array) -> Any:
        return {"layers": {"w": 0.1 * jax.random.normal(key, (depth, width, width))}, "out": jnp.ones((width,))}

    given: dict[str, Any] = {
        "init": init,
        "loss": _loss,
        "optimizer": lambda scalars: optax.adam(scalars["learningRate"]),
        "axes": lambda params: {"layers": {"w": ("layers", "embed", "mlp")}, "out": ("embed",)},
        "example": {"index": Row((), np.int32), "x": Row((width,), np.float32), "y": Row((), np.float32)},
        "dataset": lambda seed: grain.MapDataset.source(Rows(width)),
        "scalars": lambda step, horizon: {"learningRate": 0.01 * (1 - step / horizon)},
        "clip": 1.0,
    }
    return rg.Program(**(given | changes))


def program(config: rg.Config) -> rg.Program:
    return build(config)


def raising(config: rg.Config) -> rg.Program:
    def loss(params: Any, extra: Any, batch: Mapping[str, jax.Array], key: jax.Array) -> Any:
        del extra, key
        return batch["x"] @ params["layers"]["w"][0][:3]

    return build(config, loss=loss)


def printing(config: rg.Config) -> rg.Program:
    def loss(params: Any, extra: Any, batch: Mapping[str, jax.Array], key: jax.Array) -> Any:
        def body(layer: Any, h: jax.Array) -> jax.Array:
            jax.debug.print("h {h}", h=h[0, 0])
            return h + h @ layer["w"]

        hidden = rg.layers(body, params["layers"], batch["x"])
        del key
        return hidden.sum(), hidden.size, {}, extra

    return build(config, loss=loss)


def calling(config: rg.Config) -> rg.Program:
    def to_host(x: Any) -> Any:
        return x

    def loss(params: Any, extra: Any, batch: Mapping[str, jax.Array], key: jax.Array) -> Any:
        total, weight, metrics, extra = _loss(params, extra, batch, key)
        jax.debug.callback(lambda value: None, total)
        checked = jax.pure_callback(to_host, jax.ShapeDtypeStruct((), jnp.float32), jax.lax.stop_gradient(total))
        return total, weight, {**metrics, "checked": checked}, extra

    return build(config, loss=loss)


def closing(config: rg.Config) -> rg.Program:
    """Dies as a compiler does when memory runs out."""
    import os
    import signal

    def loss(params: Any, extra: Any, batch: Mapping[str, jax.Array], key: jax.Array) -> Any:
        os.kill(os.getpid(), signal.SIGKILL)
        return _loss(params, extra, batch, key)

    return build(config, loss=loss)


def sleeping(config: rg.Config) -> rg.Program:
    import threading

    def loss(params: Any, extra: Any, batch: Mapping[str, jax.Array], key: jax.Array) -> Any:
        threading.Event().wait()
        return _loss(params, extra, batch, key)

    return build(config, loss=loss)


def function(config: rg.Config) -> Any:
    del config
    return rg.Function(init=lambda key: key, call=lambda params, batch: params, axes=lambda params: None, example={})


def number(config: rg.Config) -> int:
    del config
    return 3


NOT_CALLABLE = 7
