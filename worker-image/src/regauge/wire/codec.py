"""camelCase JSON to frozen dataclasses and back. Unknown fields are ignored, missing ones are named."""

from __future__ import annotations

import dataclasses
import enum
import functools
import re
import types
import typing
from collections.abc import Mapping
from typing import Any


class WireError(ValueError):
    """A message does not have the form that it must have."""


def to_json(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {_camel(f.name): to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, list | tuple):
        return [to_json(v) for v in value]
    if isinstance(value, Mapping):
        return {k: to_json(v) for k, v in value.items()}
    return value


def from_json[T](kind: type[T], value: Any) -> T:
    """Raises WireError that names the field, its value and what is allowed."""
    result: T = _read(kind, value, kind.__name__)
    return result


def _read(kind: Any, value: Any, where: str) -> Any:
    if isinstance(kind, typing.TypeAliasType):
        kind = kind.__value__
    origin = typing.get_origin(kind)
    if kind is Any:
        return value
    if origin in (typing.Union, types.UnionType):
        return _read_optional(kind, value, where)
    if origin is tuple:
        of = typing.get_args(kind)[0]
        return tuple(_read(of, v, f"{where}[{i}]") for i, v in enumerate(_typed(list, value, where)))
    if origin in (Mapping, dict):
        of = typing.get_args(kind)[1]
        return {k: _read(of, v, f"{where}.{k}") for k, v in _typed(dict, value, where).items()}
    if dataclasses.is_dataclass(kind):
        return _read_fields(kind, _typed(dict, value, where), where)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        allowed = [member.value for member in kind]
        if value not in allowed:
            raise WireError(f"{where} is {value!r}, allowed is one of {', '.join(allowed)}")
        return kind(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return _typed(kind, value, where)


def _read_optional(kind: Any, value: Any, where: str) -> Any:
    if value is None:
        return None
    rest = [k for k in typing.get_args(kind) if k is not types.NoneType]
    assert len(rest) == 1, f"{where}: only X | None is supported, not {kind}"
    return _read(rest[0], value, where)


def _read_fields(kind: Any, value: Mapping[str, Any], where: str) -> Any:
    hints = _hints(kind)
    given = {}
    for field in dataclasses.fields(kind):
        name = _camel(field.name)
        if name in value:
            given[field.name] = _read(hints[field.name], value[name], f"{where}.{name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise WireError(f"{where}.{name} is missing")
    return kind(**given)


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _typed(kind: type, value: Any, where: str) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise WireError(f"{where} is {value!r}, allowed is a value of type {kind.__name__}")
    return value


@functools.cache
def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda m: m.group(1).upper(), name)
