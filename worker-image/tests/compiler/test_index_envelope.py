"""An index envelope as the compile service signs it; the Java tests sign the same statement and compare the bytes."""

import json
from pathlib import Path

import pytest

from regauge.bundle import envelope

FIXTURES = Path(__file__).parents[2] / "contract/fixtures"


def test_java_envelope_verifies_and_holds_the_statement() -> None:
    fixture = json.loads((FIXTURES / "index-envelope/cpu-2x2.json").read_text())
    statement = envelope.verify(json.dumps(fixture["envelope"]).encode(), [fixture["publicKey"]])
    assert statement == json.loads((FIXTURES / "index-statement/cpu-2x2.json").read_text())


def test_java_envelope_with_another_payload_is_refused() -> None:
    fixture = json.loads((FIXTURES / "index-envelope/cpu-2x2.json").read_text())
    payload = fixture["envelope"]["payload"]
    fixture["envelope"]["payload"] = ("A" if payload[0] != "A" else "B") + payload[1:]
    with pytest.raises(envelope.Refused):
        envelope.verify(json.dumps(fixture["envelope"]).encode(), [fixture["publicKey"]])
