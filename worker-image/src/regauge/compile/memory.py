"""What executables need of the chip's memory; what cannot fit is refused before anybody waits for a compile."""

from collections.abc import Mapping
from typing import Any

from regauge.compile.entries import Plan
from regauge.compile.fit import Fit, Memory, fit, limit
from regauge.compile.request import Request
from regauge.compile.result import Failed, Outcome


def fit_chip(asked: Request, executables: Mapping[str, Any], planned: Plan) -> Fit:
    memories = {name: memory_of(executable) for name, executable in executables.items()}
    batch = sum(leaf.bytes_per_device() for leaf in planned.batch)
    fitting = fit(asked.target.platform, asked.target.chip, memories, batch)
    if not fitting.fits:
        raise Failed(
            Outcome.DOES_NOT_FIT,
            f"the step needs {fitting.need} bytes per chip, but {asked.target.chip.name} has {fitting.limit} "
            f"for a program ({asked.target.chip.hbm_bytes} × {asked.target.chip.memory_fraction}"
            f"{'' if asked.target.platform == 'cpu' else ' less 2 GiB'}). Maybe remat Full, a larger "
            "gradientAccumulation, or more chips",
            fitting.need,
            fitting.limit,
        )
    return fitting


def refuse_hopeless(asked: Request, planned: Plan) -> None:
    """State and gradients alone may be too much; then nobody needs to wait for a compile."""
    state = sum(leaf.bytes_per_device() for leaf in planned.state)
    gradients = sum(leaf.bytes_per_device() for leaf in planned.state if leaf.name.startswith("params/"))
    most = limit(asked.target.platform, asked.target.chip)
    if state + gradients > most:
        raise Failed(
            Outcome.DOES_NOT_FIT,
            f"state ({state} bytes per chip) and gradients ({gradients}) alone exceed the {most} bytes that a program "
            f"has on {asked.target.chip.name}. Maybe split more dimensions by axisRules, or more chips",
            state + gradients,
            most,
        )


def memory_of(executable: Any) -> Memory:
    m = executable.memory_analysis()
    return Memory(m.argument_size_in_bytes, m.output_size_in_bytes, m.temp_size_in_bytes, m.alias_size_in_bytes)
