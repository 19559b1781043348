"""Regauge: one training program, compiled ahead of time for every kind of hardware of a fleet.

`import regauge as rg` is what a program says. Names load on first use, so that the agent, which is the first process
of a pod and needs none of JAX, can import its own package for nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from regauge.program import nnx as nnx
    from regauge.program.axes import AxisRule as AxisRule
    from regauge.program.config import Config as Config
    from regauge.program.config import ConfigError as ConfigError
    from regauge.program.context import axis as axis
    from regauge.program.context import kernel as kernel
    from regauge.program.context import layers as layers
    from regauge.program.context import shard as shard
    from regauge.program.step import Function as Function
    from regauge.program.step import Step as Step
    from regauge.program.sugar import Program as Program

_WHERE = {
    "AxisRule": "regauge.program.axes",
    "Config": "regauge.program.config",
    "ConfigError": "regauge.program.config",
    "Function": "regauge.program.step",
    "Program": "regauge.program.sugar",
    "Step": "regauge.program.step",
    "axis": "regauge.program.context",
    "kernel": "regauge.program.context",
    "layers": "regauge.program.context",
    "nnx": "regauge.program.nnx",
    "shard": "regauge.program.context",
}

__all__ = list(_WHERE)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'regauge' has no attribute {name!r}. Maybe one of {', '.join(sorted(_WHERE))}")
    module = import_module(_WHERE[name])
    return module if name == "nnx" else getattr(module, name)
