"""Import a program by its entry point, refusing one whose import already touches an accelerator or the CPU backend."""

import importlib
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from jax._src import xla_bridge

from regauge.program.config import Config, ConfigError
from regauge.program.step import Function, Step
from regauge.program.sugar import Program


class ProgramError(Exception):
    """The user's program is at fault. The message is what the user should read."""


class _BackendTouched(BaseException):
    """Raised in place of initialising a backend. Not an Exception, so that a program's own `except` lets it pass."""


def load(entrypoint: str, config: Mapping[str, Any]) -> Step:
    """Imports `package.module:name`, calls it with the configuration and gives the `Step` it describes.

    Raises ProgramError with the user's traceback, shortened to their own frames.
    """
    module_name, colon, name = entrypoint.partition(":")
    if not (module_name and colon and name):
        raise ProgramError(f"program.entrypoint is {entrypoint!r}; allowed is package.module:name")
    given = Config(config)
    with _shortened(entrypoint), _no_backend():
        try:
            module = importlib.import_module(module_name)
        except ModuleNotFoundError as e:
            if e.name is not None and (module_name == e.name or module_name.startswith(e.name + ".")):
                raise ProgramError(
                    f"program.entrypoint is {entrypoint!r}, but there is no module {e.name!r} in the program's image"
                ) from e
            raise
        factory = getattr(module, name, None)
        if not callable(factory):
            names = sorted(
                n
                for n, v in vars(module).items()
                if callable(v) and getattr(v, "__module__", None) == module_name and not n.startswith("_")
            )
            raise ProgramError(
                f"program.entrypoint is {entrypoint!r}, but module {module_name!r} has no function "
                f"{name!r}; it has {', '.join(names) or 'none'}"
            )
        built = factory(given)
        given.refuse_unknown()
    if isinstance(built, Program):
        return built.as_step()
    if isinstance(built, Step):
        return built
    expected = "rg.Program or rg.Step"
    if isinstance(built, Function):
        raise ProgramError(
            f"{entrypoint} gave an rg.Function, which is compiled for inference and cannot train; "
            f"a job needs {expected}"
        )
    raise ProgramError(f"{entrypoint} gave a {type(built).__name__}; allowed is {expected}")


def key_data(seed: int) -> np.ndarray[Any, np.dtype[np.uint32]]:
    """Threefry key data uint32[2] of a seed: the bits of `jax.random.key(seed)`, without touching a backend."""
    return np.array([(seed >> 32) & 0xFFFFFFFF, seed & 0xFFFFFFFF], np.uint32)


def shorten(error: BaseException, limit: int = 3000) -> str:
    """A traceback as a user wants it: their frames and the message, without those of JAX, Flax and Regauge."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if _is_users(f.filename)]
    lines = [f"{type(error).__name__}: {error}".strip()]
    lines += [f"  at {Path(f.filename).name}:{f.lineno} in {f.name}: {f.line}" for f in reversed(frames)]
    text = "\n".join(lines)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _is_users(filename: str) -> bool:
    own = Path(__file__).parent.parent
    path = Path(filename)
    return not (
        filename.startswith("<")
        or "site-packages" in path.parts
        or path.is_relative_to(own)
        or path.is_relative_to(Path(importlib.__file__).parent)
    )


@contextmanager
def _shortened(entrypoint: str) -> Iterator[None]:
    try:
        yield
    except ProgramError:
        raise
    except ConfigError as e:
        raise ProgramError(f"{entrypoint}: {e}") from e
    except _BackendTouched as e:
        raise ProgramError(
            f"{entrypoint} touches a JAX backend while it is imported, which a program must not do: no "
            f"hardware exists yet. Maybe move the array into a function.\n{shorten(e)}"
        ) from e
    except (Exception, SystemExit) as e:
        raise ProgramError(f"{entrypoint} raised while it was imported\n{shorten(e)}") from e


@contextmanager
def _no_backend() -> Iterator[None]:
    """Within this context the first use of a backend raises, with the program's own line on the stack."""
    original = xla_bridge.backends

    def refuse() -> Any:
        raise _BackendTouched("a JAX backend was asked for")

    xla_bridge.backends = refuse
    xla_bridge.get_backend.cache_clear()
    try:
        yield
    finally:
        xla_bridge.backends = original
