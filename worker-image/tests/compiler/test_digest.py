"""Checksums of the state: the same on every mesh and on the host, different for any flipped bit."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regauge.compile.digest import host_digest, leaf_digest

DTYPES = ["float32", "bfloat16", "float16", "int32", "uint32", "uint8", "bool"]


def values(dtype: str, shape: tuple[int, ...]) -> np.ndarray:
    bits = np.random.default_rng(5).integers(0, 2**15, shape)
    return (bits % 2 == 0) if dtype == "bool" else bits.astype(np.float64).astype(jnp.dtype(dtype))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (7,), (3, 5, 2), (0,)])
def test_device_and_host_agree(dtype: str, shape: tuple[int, ...]) -> None:
    leaf = values(dtype, shape)
    assert tuple(int(x) for x in jax.jit(leaf_digest)(leaf)) == host_digest(leaf)


@pytest.mark.parametrize("mesh", [(1, 1), (8, 1), (1, 8), (2, 4), (4, 2)])
@pytest.mark.parametrize("spec", [(None, None), ("a", None), (None, "b"), ("a", "b"), (("a", "b"), None), ("b", "a")])
def test_every_mesh_and_every_sharding_give_the_same(mesh: tuple[int, int], spec: tuple[object, object]) -> None:
    leaf = values("float32", (16, 24))
    devices = np.array(jax.devices()[: mesh[0] * mesh[1]]).reshape(mesh)
    sharding = jax.NamedSharding(jax.sharding.Mesh(devices, ("a", "b")), jax.P(*spec))
    placed = jax.device_put(leaf, sharding)
    assert tuple(int(x) for x in jax.jit(leaf_digest)(placed)) == host_digest(leaf)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 99), st.integers(0, 31))
def test_any_flipped_bit_changes_the_first_sum(position: int, bit: int) -> None:
    leaf = values("float32", (10, 10))
    flipped = leaf.copy().view(np.uint32).reshape(-1)
    flipped[position] ^= np.uint32(1 << bit)
    assert host_digest(flipped.view(np.float32).reshape(10, 10))[0] != host_digest(leaf)[0]


def test_exchanged_elements_change_the_digest() -> None:
    leaf = values("float32", (8, 8))
    assert host_digest(leaf) != host_digest(leaf.T.copy())
    assert host_digest(leaf) != host_digest(leaf[::-1].copy())


def test_signs_of_zero_and_payloads_of_nan_are_seen() -> None:
    assert host_digest(np.array([0.0], np.float32)) != host_digest(np.array([-0.0], np.float32))
    quiet = np.array([0x7FC00000, 0x7FC00001], np.uint32).view(np.float32)
    assert host_digest(quiet[:1]) != host_digest(quiet[1:])
