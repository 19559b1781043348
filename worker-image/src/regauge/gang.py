"""Joining a gang of CPU processes: the one place that knows how JAX's CPU collectives are wired.

Compiler and trainer must come to the same device ids, so both come through here.
"""

import jax
from jax._src import distributed, xla_bridge
from jax._src.lib import _jax  # type: ignore[attr-defined]  # re-exported by JAX for its own use only


def join_cpu(
    *,
    devices: int,
    coordinator: str,
    world: int,
    rank: int,
    address: str,
    heartbeat_timeout_seconds: int = 100,
    init_timeout_seconds: int = 300,
) -> None:
    """Makes this process rank `rank` of `world`, with `devices` CPU devices. No backend may exist yet.

    `address` is where the peers reach this process. Left to itself, gloo asks for the host's name, which need not
    resolve, or resolves to a loopback address that no other pod reaches.
    """
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_num_cpu_devices", devices)
    if world == 1:
        return
    jax.distributed.initialize(
        coordinator,
        world,
        rank,
        initialization_timeout=init_timeout_seconds,
        heartbeat_timeout_seconds=heartbeat_timeout_seconds,
    )

    def client() -> object:
        collectives = _jax.make_gloo_tcp_collectives(
            distributed_client=distributed.global_state.client, hostname=address
        )
        return xla_bridge.make_cpu_client(collectives)

    xla_bridge.register_backend_factory("cpu", client, priority=0, fail_quietly=False)


def barrier(name: str, timeout_seconds: int) -> None:
    """Waits until every process of the gang is here; needs no device and compiles nothing."""
    client = distributed.global_state.client
    if client is not None:
        client.wait_at_barrier(name, timeout_seconds * 1000)
