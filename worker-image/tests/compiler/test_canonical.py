"""RFC 8785: the vectors of its appendices, and keys that do not depend on how a value was built."""

import json
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regauge.compile.canonical import canonical, digest

NUMBERS = {
    "0000000000000000": "0", "8000000000000000": "0", "0000000000000001": "5e-324", "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308", "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992", "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22", "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000", "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21", "3eb0c6f7a0b5ed8c": "9.999999999999997e-7", "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332", "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}  # fmt: skip


@pytest.mark.parametrize(("bits", "text"), NUMBERS.items())
def test_numbers_are_written_as_ecmascript_writes_them(bits: str, text: str) -> None:
    assert canonical(struct.unpack(">d", bytes.fromhex(bits))[0]).decode() == text


def test_members_are_sorted_by_utf16_and_strings_escaped_as_little_as_possible() -> None:
    value = {"€": "Euro", "\r": "CR", "\U0001f600": "smiley", "1": "One", "\ufb33": "dalet", "ö": "o", "\x80": "c"}
    assert list(json.loads(canonical(value))) == ["\r", "1", "\x80", "ö", "€", "\U0001f600", "\ufb33"]
    assert canonical('\x0f\n\t"\\/€').decode() == '"\\u000f\\n\\t\\"\\\\/€"'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53, b"x", {1, 2}])
def test_what_json_cannot_carry_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical(value)


@given(st.dictionaries(st.text(), st.integers(-(2**53) + 1, 2**53 - 1) | st.booleans() | st.none() | st.text()))
def test_the_order_of_members_does_not_matter(value: dict[str, Any]) -> None:
    assert digest(value) == digest(dict(reversed(value.items())))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_reads_back_equal(value: float) -> None:
    assert float(canonical(value)) == value
