"""Outcomes: their codes are the contract's, their messages fit a termination log."""

import json

import pytest

from regauge.compile.result import TERMINATION_LIMIT, Outcome, Result


def test_codes_and_words_are_those_of_the_contract() -> None:
    assert {o.word: o.value for o in Outcome} == {
        "Compiled": 0, "DoesNotFit": 10, "ProgramError": 11, "HostCallback": 12, "CompilerCrash": 13, "Timeout": 14,
        "RequestInvalid": 15, "UploadFailed": 17}  # fmt: skip


@pytest.mark.parametrize("character", ["x", "é", '"', "\U0001f600", "\x01"])
def test_a_long_message_loses_its_middle_and_stays_below_the_limit(character: str) -> None:
    result = Result(Outcome.PROGRAM_ERROR, "first line " + character * 9000 + " last line", seconds=1.0)
    text = result.termination_message()
    assert TERMINATION_LIMIT * 0.8 < len(text.encode()) <= TERMINATION_LIMIT
    message = json.loads(text)["message"]
    assert message.startswith("first line")
    assert message.endswith("last line")


def test_a_short_message_is_left_alone() -> None:
    result = Result(Outcome.DOES_NOT_FIT, "too big", 5, 4)
    assert Result.from_json(json.loads(result.termination_message())) == result
