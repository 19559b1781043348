"""Canonical JSON (RFC 8785), so that equal values have equal bytes and keys can be hashes."""

import hashlib
import math
from collections.abc import Mapping
from typing import Any


def canonical(value: Any) -> bytes:
    """UTF-8 bytes: members sorted by UTF-16 code units, no white space, ECMAScript numbers."""
    return _write(value).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical bytes, 64 hex digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _write(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return _string(value)
        case int():
            if abs(value) > 2**53 - 1:
                raise ValueError(f"{value} is not exact as a JSON number; allowed is -2^53+1 to 2^53-1")
            return str(value)
        case float():
            return _number(value)
        case Mapping():
            members = sorted(value.items(), key=lambda kv: kv[0].encode("utf-16-be"))
            return "{" + ",".join(f"{_string(k)}:{_write(v)}" for k, v in members) + "}"
        case list() | tuple():
            return "[" + ",".join(_write(v) for v in value) + "]"
        case _:
            raise TypeError(f"{type(value).__name__} has no JSON form")


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def _string(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in text) + '"'


def _number(value: float) -> str:
    """ECMAScript's Number::toString: Python's shortest digits in another lay-out."""
    if not math.isfinite(value):
        raise ValueError(f"{value} has no JSON form")
    if value == 0:
        return "0"
    sign, text = ("-", repr(-value)) if value < 0 else ("", repr(value))
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    stripped = (whole + fraction).lstrip("0")
    # The decimal point stands after this many of the significant digits.
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(stripped))
    digits = stripped.rstrip("0")
    n = len(digits)
    if n <= point <= 21:
        return sign + digits + "0" * (point - n)
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    scale = point - 1
    head = digits[0] + ("." + digits[1:] if n > 1 else "")
    return f"{sign}{head}e{'+' if scale > 0 else '-'}{abs(scale)}"
