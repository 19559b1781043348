"""Every message against its schema and its dataclass, on the fixtures that Java reads too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from regauge.wire import pipe
from regauge.wire.codec import WireError, from_json, to_json
from regauge.wire.exits import CODES, ExitClass, classify
from regauge.wire.gateway import (
    Assignment,
    Commands,
    Ended,
    Hello,
    HelloAnswer,
    Marks,
    Member,
)

CONTRACT = Path(__file__).parents[2] / "contract"
MINE = (
    "assignment",
    "commands",
    "commands-request",
    "event",
    "heartbeat",
    "hello",
    "hello-answer",
    "pipe-begin",
    "pipe-do",
    "pipe-exit",
    "pipe-mark",
    "pipe-ready",
)
FIXTURES = [(m, p) for m in MINE for p in sorted((CONTRACT / "fixtures" / m).glob("*.json"))]
SCHEMAS = {m: json.loads((CONTRACT / f"{m}.schema.json").read_text()) for m in MINE}
REGISTRY: Registry[Any] = Registry().with_resources(
    (schema["$id"], Resource.from_contents(schema)) for schema in SCHEMAS.values()
)


def check(message: str, value: Any) -> None:
    jsonschema.Draft202012Validator(SCHEMAS[message], registry=REGISTRY).validate(value)


def again(message: str, value: dict[str, Any]) -> Any:
    """Read into the dataclasses and written again."""
    match message:
        case "hello":
            return to_json(from_json(Hello, value))
        case "hello-answer":
            return to_json(from_json(HelloAnswer, value))
        case "assignment":
            return to_json(from_json(Assignment, value))
        case "commands":
            return to_json(from_json(Commands, value))
        case "commands-request":
            return to_json(from_json(Member, value)) | {"after": value["after"]}
        case "heartbeat":
            rest = {name: value[name] for name in ("contractVersion", "rank", "sequence")}
            return to_json(from_json(Member, value)) | rest | to_json(from_json(Marks, value))
        case "event":
            rest = {name: value[name] for name in ("contractVersion", "rank")}
            return to_json(from_json(Member, value)) | rest | to_json(from_json(Ended, value))
        case _:
            return json.loads(pipe.encode(pipe.decode(json.dumps(value).encode())))


@pytest.mark.parametrize("message", MINE)
def test_every_message_has_a_sound_schema_and_a_fixture(message: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[message])
    assert any(m == message for m, _ in FIXTURES)


@pytest.mark.parametrize(("message", "path"), FIXTURES, ids=lambda v: v.stem if isinstance(v, Path) else v)
def test_a_fixture_is_valid_and_survives_the_dataclasses(message: str, path: Path) -> None:
    value = json.loads(path.read_text())
    check(message, value)
    assert again(message, value) == value


@pytest.mark.parametrize(("message", "path"), FIXTURES, ids=lambda v: v.stem if isinstance(v, Path) else v)
def test_an_unknown_field_is_ignored_by_schema_and_reader(message: str, path: Path) -> None:
    value = json.loads(path.read_text())
    check(message, value | {"fromTheFuture": [1]})
    assert again(message, value | {"fromTheFuture": [1]}) == value


@pytest.mark.parametrize(("message", "path"), FIXTURES, ids=lambda v: v.stem if isinstance(v, Path) else v)
def test_a_missing_required_field_is_refused_by_schema_and_reader(message: str, path: Path) -> None:
    value = json.loads(path.read_text())
    for name in SCHEMAS[message]["required"]:
        less = {k: v for k, v in value.items() if k != name}
        with pytest.raises(jsonschema.ValidationError):
            check(message, less)
        if name not in ("contractVersion", "after", "rank", "sequence") and not (
            message in ("heartbeat",) and name in to_json(Marks())
        ):
            with pytest.raises((WireError, KeyError)):
                again(message, less)


def test_what_is_wrong_is_named_with_its_value_and_what_is_allowed() -> None:
    value = json.loads((CONTRACT / "fixtures/assignment/newest.json").read_text())
    with pytest.raises(WireError, match=r"Assignment\.restore\.mode is 'Oldest', allowed is one of Newest, AtMost"):
        from_json(Assignment, value | {"restore": {"mode": "Oldest"}})
    with pytest.raises(WireError, match=r"Assignment\.epoch is '2', allowed is a value of type int"):
        from_json(Assignment, value | {"epoch": "2"})
    with pytest.raises(WireError, match=r"Assignment\.publicKeys\[0\] is 7"):
        from_json(Assignment, value | {"publicKeys": [7]})


def test_an_answer_that_assigns_must_carry_an_assignment() -> None:
    with pytest.raises(jsonschema.ValidationError):
        check("hello-answer", {"state": "Assigned", "epoch": 2, "assignment": None})


def test_the_exit_table_is_the_contracts() -> None:
    table = json.loads((CONTRACT / "exit-codes.json").read_text())
    assert {name.value: code for name, code in CODES.items()} == table["codes"]
    assert {name.value for name in ExitClass} == {*table["codes"], table["otherwise"]}
    for name, code in table["codes"].items():
        assert classify(code).value == name
    for code in (1, 2, -6, -9, 33, 137):
        assert classify(code).value == table["otherwise"]


def test_a_line_of_an_unknown_type_is_refused() -> None:
    with pytest.raises(WireError, match="allowed is one of Begin, Do, Ready, Mark, Exit"):
        pipe.decode(b'{"type": "Nothing"}')
