"""Finds calls back into Python in a traced step. Such a call cannot be serialized, so it is refused by name."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jax._src import core, source_info_util

_PRIMITIVES = frozenset({"pure_callback", "io_callback", "debug_callback", "debug_print", "python_callback"})


def host_callbacks(jaxpr: Any) -> list[str]:
    """`debug_callback of fn at file.py:12 (step)` for every callback in the jaxpr and those inside it."""
    return [_describe(equation) for equation in _equations(jaxpr) if equation.primitive.name in _PRIMITIVES]


def _equations(jaxpr: Any) -> Iterator[Any]:
    for equation in jaxpr.eqns:
        yield equation
        for inner in core.jaxprs_in_params(equation.params):
            yield from _equations(inner)


def _describe(equation: Any) -> str:
    callback = equation.params.get("callback")
    # JAX wraps the user's function; its own wrappers name nothing that the user wrote.
    target = getattr(callback, "callback_func", None) or getattr(callback, "func", None) or callback
    name = getattr(inspect.unwrap(target) if callable(target) else target, "__qualname__", None)
    frame = source_info_util.user_frame(equation.source_info.traceback)
    where = f" at {Path(frame.file_name).name}:{frame.start_line} ({frame.function_name})" if frame else ""
    kind = equation.primitive.name
    return f"{kind}{f' of {name}' if name and not name.startswith('_') else ''}{where}"
