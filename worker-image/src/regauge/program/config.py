"""The free-form configuration of a program, read through typed look-ups that refuse with field, value and bounds."""

from collections.abc import Mapping, Sequence
from typing import Any


class ConfigError(ValueError):
    """A configuration value that the program does not accept. The message names field, value and what is allowed."""


class Config:
    """Read-only view of the job's `program.config`. Every look-up counts the field as known to the program."""

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self._values = dict(values or {})
        self._known: set[str] = set()

    def integer(self, name: str, default: int, *, minimum: int = 1, maximum: int = 2**31 - 1) -> int:
        value = self._take(name, default)
        # JSON has one number type: 4.0 written by another tool is still the integer 4.
        if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
            raise ConfigError(f"config.{name} is {value!r}; allowed is a whole number {minimum} to {maximum}")
        return int(self._within(name, int(value), minimum, maximum))

    def number(self, name: str, default: float, *, minimum: float = 0.0, maximum: float = float("inf")) -> float:
        value = self._take(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ConfigError(f"config.{name} is {value!r}; allowed is a number {minimum} to {maximum}")
        return self._within(name, float(value), minimum, maximum)

    def flag(self, name: str, default: bool) -> bool:
        value = self._take(name, default)
        if not isinstance(value, bool):
            raise ConfigError(f"config.{name} is {value!r}; allowed are true and false")
        return value

    def text(self, name: str, default: str, allowed: Sequence[str] | None = None) -> str:
        value = self._take(name, default)
        if not isinstance(value, str):
            raise ConfigError(f"config.{name} is {value!r}; allowed is a string")
        if allowed is not None and value not in allowed:
            raise ConfigError(f"config.{name} is {value!r}; allowed are {', '.join(allowed)}")
        return value

    def raw(self, name: str, default: Any = None) -> Any:
        """The value as JSON gave it, for shapes that the typed look-ups do not cover."""
        return self._take(name, default)

    def refuse_unknown(self) -> None:
        """Called once the program is built: a field that nothing read is a typing error in the job."""
        unknown = sorted(set(self._values) - self._known)
        if unknown:
            name = unknown[0]
            known = ", ".join(sorted(self._known)) or "none"
            raise ConfigError(
                f"config.{name} is {self._values[name]!r}, but the program knows no such field; allowed are {known}"
            )

    def _take(self, name: str, default: Any) -> Any:
        self._known.add(name)
        return self._values.get(name, default)

    @staticmethod
    def _within[N: (int, float)](name: str, value: N, minimum: N, maximum: N) -> N:
        if not minimum <= value <= maximum:
            raise ConfigError(f"config.{name} is {value!r}; allowed is {minimum} to {maximum}")
        return value
