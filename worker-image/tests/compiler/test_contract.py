"""Every message of the compiler against its schema and its typed reader, on the fixtures that Java reads too."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from regauge.bundle.manifest import Manifest
from regauge.compile import request
from regauge.compile.result import Result

CONTRACT = Path(__file__).parents[2] / "contract"
MESSAGES = ("compile-request", "compile-result", "manifest", "report", "signature", "index-statement")
FIXTURES = [(m, p) for m in MESSAGES for p in sorted((CONTRACT / "fixtures" / m).glob("*.json"))]


def validator(message: str) -> Any:
    schema = json.loads((CONTRACT / f"{message}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("message", MESSAGES)
def test_every_message_has_a_fixture(message: str) -> None:
    assert any(m == message for m, _ in FIXTURES)


@pytest.mark.parametrize(("message", "path"), FIXTURES, ids=lambda v: v.stem if isinstance(v, Path) else v)
def test_a_fixture_is_valid(message: str, path: Path) -> None:
    validator(message).validate(json.loads(path.read_text()))


@pytest.mark.parametrize(("message", "path"), FIXTURES, ids=lambda v: v.stem if isinstance(v, Path) else v)
def test_a_fixture_without_any_one_required_field_is_refused(message: str, path: Path) -> None:
    check = validator(message)
    value = json.loads(path.read_text())
    for name in check.schema["required"]:
        less = {k: v for k, v in value.items() if k != name}
        assert not check.is_valid(less), name


@pytest.mark.parametrize("path", sorted((CONTRACT / "fixtures/compile-request").glob("*.json")), ids=lambda p: p.stem)
def test_a_request_is_read_and_unknown_fields_are_ignored(path: Path) -> None:
    value = json.loads(path.read_text())
    asked = request.parse(value)
    assert asked.request_key == value["requestKey"]
    assert asked.mesh_json == value["mesh"]
    assert asked.target.devices == asked.target.hosts * asked.target.chips_per_host
    assert request.parse({**value, "later": True}) == asked


@pytest.mark.parametrize("path", sorted((CONTRACT / "fixtures/compile-result").glob("*.json")), ids=lambda p: p.stem)
def test_a_result_survives_the_round_trip(path: Path) -> None:
    value = json.loads(path.read_text())
    assert Result.from_json(value).to_json() == value


@pytest.mark.parametrize("path", sorted((CONTRACT / "fixtures/manifest").glob("*.json")), ids=lambda p: p.stem)
def test_a_manifest_is_read_in_mesh_order(path: Path) -> None:
    value = json.loads(path.read_text())
    manifest = Manifest.parse(path.read_bytes())
    assert [d.id for d in manifest.devices] == [d["id"] for d in value["devices"]]
    assert len(manifest.devices) == manifest.processes * manifest.devices_per_process
    assert {f.path for f in manifest.entries.values()} <= {f.path for f in manifest.files}
