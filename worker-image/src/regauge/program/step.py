"""The core contract: what a program must say so that it can be compiled for any variant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import jax
import numpy as np

from regauge.program.axes import DEFAULT_RULES, AxisRule, LogicalAxes

type State = Any
type Batch = Mapping[str, jax.Array]
type Scalars = Mapping[str, jax.Array]
type Metrics = Mapping[str, jax.Array]


@dataclass(frozen=True)
class Row:
    """Shape and dtype of one field of one dataset row, and the logical names of its dimensions."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any] | type
    axes: LogicalAxes = ()

    def batched_axes(self) -> LogicalAxes:
        return ("batch", *(self.axes or (None,) * len(self.shape)))


@dataclass(frozen=True)
class Step:
    """One training step over a global batch.

    `init(key)`: uint32[2] threefry key data to state. `step(state, batch, scalars)`: batch fields are
    `[globalBatch, *row shape]`, scalars are f32[]; gives the next state and f32[] metrics. Random numbers inside come
    from the state (key data folded with the step counter), so a seed or a step number is never compiled in.
    `axes(state)`: the state's structure with tuples of logical names as leaves. `dataset(seed)`: a Grain MapDataset of
    rows, in order; Regauge shuffles and repeats it. `scalars(step, horizon)`: every number that depends on the step,
    computed on the host in float64.
    """

    init: Callable[[jax.Array], State]
    step: Callable[[State, Batch, Scalars], tuple[State, Metrics]]
    axes: Callable[[State], Any]
    example: Mapping[str, Row]
    dataset: Callable[[int], Any]
    scalars: Callable[[int, int], Mapping[str, float]] = field(default=lambda step, horizon: {})  # noqa: ARG005
    evaluate: Callable[[State, Batch], Metrics] | None = None
    rules: tuple[AxisRule, ...] = DEFAULT_RULES
    # False: rows influence each other (dropout, expert balance, batch norm), so accumulation changes the numbers.
    separable: bool = True

    def scalar_names(self) -> tuple[str, ...]:
        """Sorted: the order of the executable's scalar vector."""
        return tuple(sorted(self.scalars(0, 1)))


@dataclass(frozen=True)
class Function:
    """A pure function with parameters (a decode step, say), compiled and signed like a step, never scheduled."""

    init: Callable[[jax.Array], Any]
    call: Callable[[Any, Batch], Any]
    axes: Callable[[Any], Any]
    example: Mapping[str, Row]
    rules: tuple[AxisRule, ...] = DEFAULT_RULES
