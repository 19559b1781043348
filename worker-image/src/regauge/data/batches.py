"""Index remap over a Grain MapDataset, read ahead in threads, and onto the devices."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import grain
import jax
import numpy as np
from jax.sharding import NamedSharding

from regauge.program.step import Row, Step

type Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class LocalBatch:
    """One global batch as this process holds it.

    `leaves`: global arrays in the order of the sorted field names, as `step` takes them. `digest`: 16 hex digits; the
    digests of all processes added modulo 2^64 name the global batch, whatever the layout (`combine`).
    """

    step: int
    leaves: list[jax.Array]
    digest: str


@dataclass(frozen=True)
class LocalRows:
    """Rows that a process reads, ascending, and those among them that count in its digest (each row counts once)."""

    rows: tuple[int, ...]
    counted: frozenset[int]


class _Rows(grain.MapDataset[Any]):
    """Element j is row `rows[j % n]` of step `start + j // n`, with its place in the batch."""

    def __init__(self, parent: Any, global_batch: int, rows: Sequence[int], start: int) -> None:
        super().__init__(parent)
        self._global_batch = global_batch
        self._rows = tuple(rows)
        self._start = start

    def __len__(self) -> int:
        return 2**62

    def __getitem__(self, index: Any) -> Any:
        ahead, place = divmod(int(index), len(self._rows))
        row = self._rows[place]
        at = (self._start + ahead) * self._global_batch + row
        value = self._parent[at]
        if value is None:
            raise ValueError(
                f"row {row} of step {self._start + ahead} (dataset index {at}) is None; a dataset must "
                "give a row for every index. Maybe filter it before training"
            )
        return value


def ordered(dataset: Any, seed: int) -> Any:
    """The infinite sequence that the indices count in."""
    if not isinstance(dataset, grain.MapDataset):
        raise TypeError(f"dataset(seed) gave a {type(dataset).__name__}; allowed is a grain.MapDataset")
    return dataset.seed(seed & 0xFFFFFFFF).shuffle().repeat(None)


def rows_of(sharding: NamedSharding, global_batch: int, process: int | None = None) -> LocalRows:
    """Which rows of a batch sharded in dimension 0 a process addresses, and which of them it counts."""
    me = jax.process_index() if process is None else process
    owner: dict[int, int] = {}
    mine: set[int] = set()
    # Dimension 0 alone decides; the other dimensions of a batch are never split.
    placed: dict[Any, Any] = dict(sharding.devices_indices_map((global_batch,)))
    for device, index in placed.items():
        for row in range(*index[0].indices(global_batch)):
            owner[row] = min(owner.get(row, device.process_index), device.process_index)
            if device.process_index == me:
                mine.add(row)
    rows = tuple(sorted(mine))
    return LocalRows(rows, frozenset(r for r in rows if owner[r] == me))


def batches(
    step: Step,
    shardings: Sequence[NamedSharding],
    *,
    seed: int,
    global_batch: int,
    start: int = 0,
    threads: int = 2,
    ahead: int = 4,
) -> Iterator[LocalBatch]:
    """Batches from step `start` on, for ever. `shardings`: one per field in sorted name order, `[globalBatch, …]`."""
    names = sorted(step.example)
    local = rows_of(_rows_sharding(shardings[0]), global_batch)
    place = {row: i for i, row in enumerate(local.rows)}
    source = _Rows(ordered(step.dataset(seed), seed), global_batch, local.rows, start)
    options = grain.ReadOptions(num_threads=threads, prefetch_buffer_size=max(1, ahead * len(local.rows)))
    stream = iter(source.to_iter_dataset(options))
    number = start
    while True:
        rows = [next(stream) for _ in local.rows]
        fields = {name: _stack(name, step.example[name], rows) for name in names}
        digest = _digest(fields, local)
        leaves = [
            _globally(fields[name], sharding, global_batch, place)
            for name, sharding in zip(names, shardings, strict=True)
        ]
        yield LocalBatch(number, leaves, digest)
        number += 1


def combine(digests: Sequence[str]) -> str:
    """Digest of the global batch from those of all processes."""
    return f"{sum(int(d, 16) for d in digests) % 2**64:016x}"


def _rows_sharding(sharding: NamedSharding) -> NamedSharding:
    spec = tuple(sharding.spec)[:1] or (None,)
    return NamedSharding(sharding.mesh, jax.sharding.PartitionSpec(*spec))


def _stack(name: str, expected: Row, rows: Sequence[Mapping[str, Any]]) -> Array:
    values = np.stack([np.asarray(row[name]) for row in rows])
    if values.shape[1:] != tuple(expected.shape) or values.dtype != np.dtype(expected.dtype):
        raise ValueError(
            f"field {name!r} of a row is {values.dtype}{list(values.shape[1:])}, but the program's "
            f"example says {np.dtype(expected.dtype)}{list(expected.shape)}"
        )
    return values


def _digest(fields: Mapping[str, Array], local: LocalRows) -> str:
    total = 0
    for i, row in enumerate(local.rows):
        if row not in local.counted:
            continue
        h = hashlib.blake2b(row.to_bytes(8, "little"), digest_size=8)
        for values in fields.values():
            h.update(values[i].tobytes())
        total += int.from_bytes(h.digest(), "little")
    return f"{total % 2**64:016x}"


def _globally(values: Array, sharding: NamedSharding, global_batch: int, place: Mapping[int, int]) -> jax.Array:
    shape = (global_batch, *values.shape[1:])

    def part(index: tuple[slice, ...] | None) -> Array:
        assert index is not None
        wanted = range(*index[0].indices(global_batch))
        # The rows of one shard are neighbours here too, since both are ascending.
        return values[place[wanted[0]] : place[wanted[-1]] + 1]

    return jax.make_array_from_callback(shape, sharding, part)
