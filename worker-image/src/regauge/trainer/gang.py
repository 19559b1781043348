"""The processes of one epoch, through JAX's coordination service. Nothing here runs on a device or compiles."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import jax
from jax._src import distributed
from jax.errors import JaxRuntimeError

from regauge.gang import join_cpu
from regauge.trainer.outcome import Stop
from regauge.wire.exits import ExitClass
from regauge.wire.gateway import Assignment

#: Longer than any restore; a dead peer ends the wait much sooner, through the service's heartbeats.
_PATIENCE_MS = 3_600_000


def tpu_environment(rank: int, addresses: Sequence[str]) -> dict[str, str]:
    """What libtpu reads, once, to find the other hosts of its slice: ``addresses`` in rank order."""
    return {"TPU_WORKER_ID": str(rank), "TPU_WORKER_HOSTNAMES": ",".join(addresses)}


class Gang:
    """Barriers and words. A gang of one needs no service."""

    def __init__(self, rank: int, world: int) -> None:
        self.rank = rank
        self.world = world
        self._alone: dict[str, str] = {}

    @staticmethod
    def join(assignment: Assignment, address: str) -> Gang:
        """``address``: where the peers reach this process."""
        # A preemption notice is the agent's business; JAX's own handler would swallow SIGTERM.
        jax.config.update("jax_enable_preemption_service", False)
        if assignment.platform == "cpu":
            join_cpu(
                devices=assignment.chips_per_host,
                coordinator=assignment.coordinator,
                world=assignment.world,
                rank=assignment.rank,
                address=address,
                heartbeat_timeout_seconds=assignment.jax.heartbeat_timeout_seconds,
                init_timeout_seconds=assignment.jax.init_timeout_seconds,
            )
        elif assignment.world > 1:
            jax.distributed.initialize(
                assignment.coordinator,
                num_processes=assignment.world,
                process_id=assignment.rank,
                initialization_timeout=assignment.jax.init_timeout_seconds,
                heartbeat_timeout_seconds=assignment.jax.heartbeat_timeout_seconds,
                cluster_detection_method="deactivate",
            )
        gang = Gang(assignment.rank, assignment.world)
        if assignment.platform == "tpu":
            os.environ.update(tpu_environment(assignment.rank, gang.gather("address", address)))
        if jax.process_index() != assignment.rank or jax.process_count() != assignment.world:
            raise Stop(
                ExitClass.RANK_MISMATCH,
                f"this process is {jax.process_index()} of {jax.process_count()}, "
                f"assigned was rank {assignment.rank} of {assignment.world}",
            )
        return gang

    def leave(self) -> None:
        """Together with all others, at a good end only."""
        if self.world > 1:
            jax.distributed.shutdown()

    def barrier(self, name: str) -> None:
        """Each name once per epoch."""
        if self.world > 1:
            self._client().wait_at_barrier(f"regauge/{name}", _PATIENCE_MS)

    def put(self, name: str, value: str) -> None:
        if self.world > 1:
            self._client().key_value_set(f"regauge/{name}", value)
        else:
            self._alone[name] = value

    def get(self, name: str) -> str:
        """Waits until someone put it."""
        if self.world > 1:
            return str(self._client().blocking_key_value_get(f"regauge/{name}", _PATIENCE_MS))
        return self._alone[name]

    def peek(self, name: str) -> str | None:
        if self.world == 1:
            return self._alone.get(name)
        try:
            return str(self._client().key_value_try_get(f"regauge/{name}"))
        except JaxRuntimeError as e:
            if "NOT_FOUND" in str(e):
                return None
            raise

    def gather(self, name: str, value: str) -> list[str]:
        """Everyone's word, in rank order, to everyone."""
        self.put(f"{name}/{self.rank}", value)
        return [self.get(f"{name}/{rank}") for rank in range(self.world)]

    @staticmethod
    def _client() -> Any:
        return distributed.global_state.client
