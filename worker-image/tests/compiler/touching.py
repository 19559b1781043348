"""A program whose import makes an array, and so wakes a backend."""

import jax.numpy as jnp

TABLE = jnp.arange(4)


def program(config: object) -> object:
    return config
