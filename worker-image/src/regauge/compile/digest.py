"""Checksums of the state on the device: equal on every mesh, and any flipped bit shows.

Per leaf two sums modulo 2^32 over all elements, weighted by the element's global row-major position. Addition modulo
2^32 has no order, so neither sharding nor reduction order can change them.
"""

import math
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

_GOLDEN = np.uint32(0x9E3779B1)
_ODD = np.uint32(0x85EBCA77)
_UNSIGNED = {1: jnp.uint8, 2: jnp.uint16, 4: jnp.uint32}


def digest(leaves: Sequence[jax.Array]) -> jax.Array:
    """uint32[leaves, 2] of the raw bits of every leaf."""
    return jnp.stack([leaf_digest(leaf) for leaf in leaves])


def leaf_digest(leaf: jax.Array) -> jax.Array:
    """uint32[2]. The first is linear in the bits with odd weights, so one flipped bit always changes it; the second
    mixes bits and position, so exchanged or cancelling changes of the first show there."""
    bits = _bits(leaf)
    position = _positions(leaf.shape)
    linear = jnp.sum(bits * (position * _GOLDEN | np.uint32(1)), dtype=jnp.uint32)
    mixed = jnp.sum(_mix(bits ^ _mix(position * _ODD + np.uint32(1))), dtype=jnp.uint32)
    return jnp.stack([linear, mixed])


def _bits(leaf: jax.Array) -> jax.Array:
    if leaf.dtype == jnp.bool_:
        return leaf.astype(jnp.uint32)
    return jax.lax.bitcast_convert_type(leaf, _UNSIGNED[leaf.dtype.itemsize]).astype(jnp.uint32)


def _positions(shape: tuple[int, ...]) -> jax.Array:
    """Global row-major position of every element, modulo 2^32."""
    position = jnp.zeros(shape, jnp.uint32)
    for dimension in range(len(shape)):
        stride = np.uint32(math.prod(shape[dimension + 1 :]) % 2**32)
        position = position + jax.lax.broadcasted_iota(jnp.uint32, shape, dimension) * stride
    return position


def _mix(x: jax.Array) -> jax.Array:
    """The finalizer of MurmurHash3: every input bit reaches every output bit."""
    x = (x ^ (x >> 16)) * np.uint32(0x85EBCA6B)
    x = (x ^ (x >> 13)) * np.uint32(0xC2B2AE35)
    return x ^ (x >> 16)


def host_digest(leaf: np.ndarray[Any, np.dtype[Any]]) -> tuple[int, int]:
    """The same two sums by numpy, for arrays on the host (verifiers, tests)."""
    flat = np.ascontiguousarray(leaf).reshape(-1)
    bits = (flat if flat.dtype == np.bool_ else flat.view(f"u{flat.dtype.itemsize}")).astype(np.uint32)
    with np.errstate(over="ignore"):
        position = np.arange(flat.size, dtype=np.uint64).astype(np.uint32)
        linear = (bits * (position * _GOLDEN | np.uint32(1))).sum(dtype=np.uint32)
        mixed = _host_mix(bits ^ _host_mix(position * _ODD + np.uint32(1))).sum(dtype=np.uint32)
    return int(linear), int(mixed)


def _host_mix(x: np.ndarray[Any, np.dtype[np.uint32]]) -> np.ndarray[Any, np.dtype[np.uint32]]:
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    x = (x ^ (x >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return x ^ (x >> np.uint32(16))
