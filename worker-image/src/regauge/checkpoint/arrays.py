"""Arrays to and from a folder by Orbax's handler, without its managers, barriers and retention.

Every process calls ``begin`` and waits for its own part; then, behind a barrier of the caller's, one process calls
``finish``. Nothing here compiles and nothing is a collective.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import orbax.checkpoint as ocp
from etils import epath  # type: ignore[import-untyped]
from jax.sharding import NamedSharding

_SUBFOLDER = "arrays"


@dataclass(frozen=True, slots=True)
class Target:
    """One array as this process wants it back: names are the same on every mesh, shardings are this mesh's."""

    name: str
    shape: tuple[int, ...]
    dtype: Any
    sharding: NamedSharding


@dataclass(frozen=True, slots=True)
class Writing:
    """A write under way; the arrays may be donated already."""

    futures: list[Any]

    def wait(self) -> None:
        """Returns when this process's part is on disk; raises what went wrong."""
        for future in self.futures:
            future.result()


class ArrayStore:
    def __init__(self) -> None:
        # Replica-parallel writing slices on the device, which compiles; one replica writes instead.
        handlers = ocp.type_handlers.create_type_handler_registry(
            (jax.Array, ocp.type_handlers.ArrayHandler(primary_host=0, use_replica_parallel=False))
        )
        self._handler = ocp.PyTreeCheckpointHandler(
            type_handler_registry=handlers,
            multiprocessing_options=ocp.options.MultiprocessingOptions(primary_host=0),
        )

    def begin(self, folder: Path, names: Sequence[str], arrays: Sequence[jax.Array]) -> Writing:
        """Blocks for the copy to the host only."""
        into = epath.Path(folder / _SUBFOLDER)
        into.mkdir(parents=True, exist_ok=True)
        tree = dict(zip(names, arrays, strict=True))
        return Writing(asyncio.run(self._handler.async_save(into, args=ocp.args.PyTreeSave(tree))) or [])

    def finish(self, folder: Path) -> None:
        """Once per checkpoint, after every process's ``wait``."""
        self._handler.finalize(epath.Path(folder / _SUBFOLDER))

    def read(self, folder: Path, targets: Sequence[Target]) -> list[jax.Array]:
        """Each process reads the parts that its devices hold."""
        abstract = {t.name: jax.ShapeDtypeStruct(t.shape, t.dtype, sharding=t.sharding) for t in targets}
        how = {t.name: ocp.ArrayRestoreArgs(sharding=t.sharding, global_shape=t.shape, dtype=t.dtype) for t in targets}
        args = ocp.args.PyTreeRestore(item=abstract, restore_args=how)
        tree = self._handler.restore(epath.Path(folder / _SUBFOLDER), args=args)
        return [tree[t.name] for t in targets]
