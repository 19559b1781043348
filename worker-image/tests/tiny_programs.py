"""A program small enough for a gang to train in a second, with faults that a test can ask for while it runs."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import grain
import jax
import jax.numpy as jnp
import numpy as np
import optax

import regauge as rg
from regauge.program.step import Row

WIDTH, OUT = 16, 8


class _Rows:
    """Rows of a fixed linear map with noise: the loss falls, and every row is known by its index."""

    def __len__(self) -> int:
        return 1000

    def __getitem__(self, index: int) -> dict[str, Any]:
        random = np.random.default_rng([7, int(index)])
        x = random.standard_normal(WIDTH, np.float32)
        target = np.random.default_rng(3).standard_normal((WIDTH, OUT), np.float32)
        return {"x": x, "y": x @ target + 0.1 * random.standard_normal(OUT, np.float32)}


def program(config: rg.Config) -> rg.Program:
    rate = config.number("learningRate", 0.05)

    def init(key: jax.Array) -> Any:
        return {"bias": jnp.zeros((OUT,)), "weight": 0.1 * jax.random.normal(key, (WIDTH, OUT))}

    def loss(params: Any, extra: Any, batch: Mapping[str, jax.Array], key: jax.Array) -> Any:
        noise = 0.01 * jax.random.normal(key, batch["y"].shape)
        errors = (batch["x"] @ params["weight"] + params["bias"] - batch["y"] + noise) ** 2
        return errors.sum(), errors.size, {}, extra

    def scalars(step: int, horizon: int) -> dict[str, float]:
        asked = json.loads(Path(os.environ["TINY_CONTROL"]).read_text()) if "TINY_CONTROL" in os.environ else {}
        time.sleep(asked.get("pause", 0.0))
        if asked.get("raiseAt") == step:
            raise ValueError(f"asked to raise at step {step}")
        if asked.get("poisonAt") == step:
            return {"learningRate": float("nan")}
        return {"learningRate": rate * (1 - 0.5 * step / horizon)}

    return rg.Program(
        init=init,
        loss=loss,
        optimizer=lambda scalars: optax.sgd(scalars["learningRate"], momentum=0.9),
        axes=lambda params: {"bias": (None,), "weight": ("embed", None)},
        example={"x": Row((WIDTH,), np.float32), "y": Row((OUT,), np.float32)},
        dataset=lambda seed: grain.MapDataset.source(_Rows()),
        scalars=scalars,
    )
