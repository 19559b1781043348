"""Real compiles: three targets, what loads, what repeats, and how each failure ends."""

import hashlib
import json
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import jax
import jsonschema
import numpy as np
import pytest
import zstandard
from asking import CONTRACT, request
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from regauge.bundle import Bundle, Expected, archive, envelope, open_bundle
from regauge.bundle.entries import Entries, Mismatch, load_entries, mesh_of
from regauge.compile import __main__ as command
from regauge.compile import child, supervise
from regauge.compile.digest import host_digest
from regauge.compile.request import parse
from regauge.compile.result import Failed, Outcome, Result
from regauge.compile.upload import Ticket, upload
from regauge.data import batches
from regauge.program import key_data, load

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def run(asked: dict[str, Any], out: Path) -> Result:
    """The command as a pod runs it, in its own process; the bundle comes to `out` and `out`.tar."""
    file = out.with_suffix(".request.json")
    file.write_text(json.dumps(asked))
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-m", "regauge.compile", "--request", file, "--out", out],
                          stdout=subprocess.PIPE, text=True, env=env, check=False)  # fmt: skip
    result = Result.from_json(json.loads(done.stdout))
    assert done.returncode == result.outcome.value
    return result


def opened(tar: Path, into: Path) -> Bundle:
    data = tar.read_bytes()
    manifest = json.loads(archive.read(data)["manifest.json"])
    digest = "sha256:" + archive.sha256(data)
    facts = {"requestKey": manifest["requestKey"], "executableKey": manifest["executableKey"], "bundleDigest": digest}
    index = envelope.sign({"type": "regauge-index/1", "namespace": "n", **facts}, KEY)
    return open_bundle(data, index, Expected("n", manifest["requestKey"], digest, [PEM]), into)


def check_bundle(folder: Path) -> None:
    """Against the schemas, and against each other."""
    for name in ("manifest", "report", "signature"):
        schema = json.loads((CONTRACT / f"{name}.schema.json").read_text())
        jsonschema.Draft202012Validator(schema).validate(json.loads((folder / f"{name}.json").read_text()))
    report = json.loads((folder / "report.json").read_text())
    assert report["bytesMinimum"] < report["bytesAfterFusion"] < report["bytesBeforeFusion"]
    assert report["predictedStepSeconds"]["p10"] < report["predictedStepSeconds"]["p90"]
    # Two layers of 16 × 16 and one column, over 16 rows, forward and twice that backward (not into the data).
    forward = 2 * 16 * (2 * 16 * 16 + 16)
    assert forward * 2 < report["flops"]["analytic"] * report["deviceCount"] < forward * 8
    assert zstandard.decompress((folder / "optimized.hlo.zst").read_bytes()).startswith(b"HloModule jit_run_step")
    assert b"stablehlo.dot_general" in zstandard.decompress((folder / "program.stablehlo.zst").read_bytes())


def entry_digests(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (folder / "entries").iterdir()}


@pytest.fixture(scope="session")
def four(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The linear program for four CPU devices."""
    folder = tmp_path_factory.mktemp("four")
    result = run(request("cpu"), folder / "bundle")
    assert result.outcome is Outcome.COMPILED, result.message
    check_bundle(folder / "bundle")
    return opened(folder / "bundle.tar", folder / "opened")


@contextmanager
def counting_compiles() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(event: str, seconds: float, **_: Any) -> None:
        if "backend_compile" in event:
            seen.append(f"{event} {seconds}")

    jax.monitoring.register_event_duration_secs_listener(note)
    yield seen
    jax.monitoring.unregister_event_duration_listener(note)


def trained(entries: Entries, steps: int) -> tuple[list[dict[str, float]], list[list[int]]]:
    step = load("linear:program", {})
    state = entries.init(key_data(1))
    digests = [np.asarray(entries.digest(state)).tolist()]
    measured = []
    rows = batches(step, [leaf.sharding for leaf in entries.batch], seed=1, global_batch=16)
    for number in range(steps):
        state, metrics = entries.step(state, next(rows).leaves, step.scalars(number, 100))
        measured.append(entries.read(metrics))
    digests.append(np.asarray(entries.digest(state)).tolist())
    assert digests[1] == [list(host_digest(np.asarray(leaf))) for leaf in state]
    return measured, digests


@pytest.mark.compiles
def test_a_cpu_bundle_trains_without_compiling_anything(four: Bundle) -> None:
    entries = load_entries(four, mesh_of(four.manifest, jax.devices()[:4]))
    with counting_compiles() as compiled:
        measured, digests = trained(entries, 60)
    assert compiled == []
    assert sorted(measured[0]) == ["error", "gradNorm", "loss", "updateNorm"]
    assert measured[-1]["loss"] < 0.7 * measured[0]["loss"]
    assert digests[0] != digests[1]


@pytest.mark.compiles
def test_another_mesh_starts_from_the_same_bits_and_follows_the_same_curve(four: Bundle, tmp_path: Path) -> None:
    result = run(request("cpu", chips=8, data=4, gradientAccumulation=2, remat="Full"), tmp_path / "bundle")
    assert result.outcome is Outcome.COMPILED, result.message
    other = opened(tmp_path / "bundle.tar", tmp_path / "opened")
    here, here_digests = trained(load_entries(four, mesh_of(four.manifest, jax.devices()[:4])), 5)
    there, there_digests = trained(load_entries(other), 5)
    assert here_digests[0] == there_digests[0]
    for a, b in zip(here, there, strict=True):
        assert a["loss"] == pytest.approx(b["loss"], rel=2e-2)
    assert four.manifest.executable_key != other.manifest.executable_key


@pytest.mark.compiles
def test_a_gang_of_another_shape_is_refused_by_what_differs(four: Bundle) -> None:
    with pytest.raises(Mismatch, match="this gang has 8 devices; the executable needs 4"):
        mesh_of(four.manifest)
    with pytest.raises(Mismatch, match="there is no device with id 0; ids here are"):
        mesh_of(four.manifest, jax.devices()[4:])


@pytest.mark.compiles
def test_scalars_of_other_names_are_refused(four: Bundle) -> None:
    entries = load_entries(four, mesh_of(four.manifest, jax.devices()[:4]))
    with pytest.raises(ValueError, match=r"scalars are \['rate'\]; allowed are exactly \['learningRate'\]"):
        entries.step([], [], {"rate": 1.0})


@pytest.mark.compiles
@pytest.mark.parametrize(("platform", "chips", "kind"), [("tpu", 4, "TPU v5"), ("cuda", 8, "NVIDIA H100 80GB HBM3")])
def test_an_accelerator_bundle_has_equal_bytes_from_two_processes(
    platform: str, chips: int, kind: str, tmp_path: Path
) -> None:
    asked = request(platform, chips=chips, data=chips // 2)
    results = [run(asked, tmp_path / name) for name in ("first", "second")]
    assert [r.outcome for r in results] == [Outcome.COMPILED] * 2, results[0].message
    check_bundle(tmp_path / "first")
    assert entry_digests(tmp_path / "first") == entry_digests(tmp_path / "second")
    assert results[0].executable_key == results[1].executable_key
    manifest = json.loads((tmp_path / "first/manifest.json").read_text())
    assert (manifest["deviceKind"], len(manifest["devices"])) == (kind, chips)
    assert all((d["coords"] is not None) == (platform == "tpu") for d in manifest["devices"])
    assert json.loads((tmp_path / "first/report.json").read_text())["gemmTiling"] == (
        "CostModel" if platform == "cuda" else None
    )


# Failures that need no process of their own: this one has eight CPU devices.


def attempt(tmp_path: Path, **changes: Any) -> Result:
    return child.attempt(parse(request("cpu", chips=8, data=4, **changes)), tmp_path)


@pytest.mark.compiles
def test_what_the_program_raises_is_its_own_with_its_line(tmp_path: Path) -> None:
    result = attempt(tmp_path, program__entrypoint="linear:raising")
    assert result.outcome is Outcome.PROGRAM_ERROR
    assert "linear:raising raised while its step was traced" in result.message
    assert 'in loss: return batch["x"] @ params["layers"]["w"][0][:3]' in result.message
    assert "regauge" not in result.message.replace("rg.", "")


@pytest.mark.compiles
@pytest.mark.parametrize(
    ("entrypoint", "named"),
    [("linear:printing", ["debug_print at linear.py"]), ("linear:calling", ["debug_callback", "pure_callback of"])],
)
def test_host_callbacks_are_refused_by_name(entrypoint: str, named: list[str], tmp_path: Path) -> None:
    result = attempt(tmp_path, program__entrypoint=entrypoint)
    assert result.outcome is Outcome.HOST_CALLBACK, result.message
    assert all(name in result.message for name in named), result.message


@pytest.mark.compiles
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"globalBatch": 12}, "globalBatch is 12; allowed is a multiple of 8 (batch over data 4 × fsdp 2"),
        ({"axisRules": [{"logical": "hats", "mesh": ["data"]}]}, "axisRules[0].logical is 'hats'; allowed is an axis"),
        ({"compilerOptions": {"xla_no_such": "1"}}, "compilerOptions.xla_no_such is '1'; allowed are options"),
        ({"compilerOptions": {"xla_cpu_enable_fast_math": "maybe"}}, "compilerOptions.xla_cpu_enable_fast_math is"),
    ],
)
def test_what_only_the_program_or_the_compiler_knows_is_refused_too(
    changes: dict[str, Any], message: str, tmp_path: Path
) -> None:
    result = attempt(tmp_path, **changes)
    assert (result.outcome, result.message[: len(message)]) == (Outcome.REQUEST_INVALID, message)


@pytest.mark.compiles
def test_a_program_whose_step_is_too_large_does_not_fit_with_need_and_limit(tmp_path: Path) -> None:
    result = attempt(tmp_path, target__chip__hbmBytes=6000)
    assert result.outcome is Outcome.DOES_NOT_FIT
    assert result.limit_bytes == 5520
    assert result.need_bytes is not None
    assert result.need_bytes > 5520
    assert "Maybe remat Full" in result.message


@pytest.mark.compiles
def test_a_state_that_is_too_large_alone_is_refused_before_the_compile(tmp_path: Path) -> None:
    config = {"width": 8192, "layers": 64}
    result = attempt(tmp_path, program__config=config)
    assert result.outcome is Outcome.DOES_NOT_FIT
    # Parameters and two moments in f32, and the gradients, over fsdp 2: the matrices outweigh all else.
    assert result.need_bytes == pytest.approx(4 * 4 * 64 * 8192**2 / 2, rel=1e-3)
    assert result.message.startswith("state (")


# Failures of the compiling process.


def supervised(tmp_path: Path, timeout: float = 600.0, **changes: Any) -> Result:
    asked = request("cpu", **changes)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return supervise.compile_in_child(parse(asked), json.dumps(asked), tmp_path, env, timeout)


@pytest.mark.compiles
def test_a_compiler_that_is_killed_is_a_crash_by_its_signal(tmp_path: Path) -> None:
    result = supervised(tmp_path, program__entrypoint="linear:closing")
    assert result.outcome is Outcome.COMPILER_CRASH
    assert result.message.startswith("the compiler was ended by SIGKILL (out of memory, maybe)")


@pytest.mark.compiles
def test_a_compile_that_does_not_end_is_ended(tmp_path: Path) -> None:
    result = supervised(tmp_path, timeout=0.5, program__entrypoint="linear:sleeping")
    assert (result.outcome, result.message) == (Outcome.TIMEOUT, "the compile took longer than 0 s")


def test_a_bad_request_starts_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    asked = json.dumps(request(globalBatch=-1))
    code = command.main(["--out", str(tmp_path / "out")], {"REGAUGE_COMPILE_REQUEST": asked})
    assert code == Outcome.REQUEST_INVALID.value
    assert "globalBatch is -1" in json.loads(capsys.readouterr().out)["message"]


@pytest.mark.parametrize(
    ("environment", "named"),
    [({}, "REGAUGE_COMPILE_REQUEST is not set"), ({"REGAUGE_COMPILE_REQUEST": "{"}, "REGAUGE_COMPILE_URL is not set")],
)
def test_a_missing_variable_is_named(environment: dict[str, str], named: str, capsys: Any) -> None:
    assert command.main([], environment) == Outcome.REQUEST_INVALID.value
    assert named in json.loads(capsys.readouterr().out)["message"]


# Upload.


class Service(BaseHTTPRequestHandler):
    """Answers with the codes it is given, the last one for ever; keeps what it was sent."""

    codes: list[int]
    seen: list[tuple[str, str, bytes]]

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append((self.path, self.headers["Authorization"], body))
        code = self.codes.pop(0) if len(self.codes) > 1 else self.codes[0]
        self.send_response(code)
        self.end_headers()
        self.wfile.write(b'{"title": "no"}')

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@contextmanager
def service(*codes: int) -> Iterator[tuple[Ticket, list[tuple[str, str, bytes]]]]:
    handler = type("Handler", (Service,), {"codes": list(codes), "seen": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield Ticket(f"http://127.0.0.1:{server.server_port}", None, "uid-1", "2", "secret"), handler.seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_bundle_is_put_with_its_ticket() -> None:
    with service(201) as (ticket, seen):
        upload(b"tar", ticket)
    assert seen == [("/uploads/uid-1?try=2", "Bearer secret", b"tar")]


def test_a_service_that_is_away_is_asked_again_with_back_off() -> None:
    waits: list[float] = []
    with service(503, 502, 201) as (ticket, seen):
        upload(b"tar", ticket, waits.append)
    assert len(seen) == 3
    assert waits == [1.0, 2.0]


@pytest.mark.parametrize("code", [400, 403, 409, 413])
def test_a_refusal_is_final(code: int) -> None:
    with service(code) as (ticket, seen), pytest.raises(Failed, match="refused the bundle"):
        upload(b"tar", ticket, lambda _: pytest.fail("it waited"))
    assert len(seen) == 1


def test_a_service_that_stays_away_fails_the_upload() -> None:
    with service(500) as (ticket, seen), pytest.raises(Failed) as failed:
        upload(b"tar", ticket, lambda _: None)
    assert failed.value.result.outcome is Outcome.UPLOAD_FAILED
    assert len(seen) == 6


def test_an_authority_that_is_not_one_is_not_trusted_blindly() -> None:
    with pytest.raises(ssl.SSLError):
        upload(b"tar", Ticket("https://127.0.0.1:1", "not a certificate", "u", "1", "t"), lambda _: None)
