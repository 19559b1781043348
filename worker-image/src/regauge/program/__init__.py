"""What a user writes against: a program says what one training step computes, never on which hardware.

In: configuration, functions over arrays, logical axis names. Out: a `Step`. No device, mesh or file enters; a variant
reaches inside only through the trace context (`context`).
"""

from regauge.program.load import ProgramError, key_data, load

__all__ = ["ProgramError", "key_data", "load"]
