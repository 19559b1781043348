"""What surrounds a worker, on loopback: a gateway and a compile service over real TLS, pods that are real agents."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import ipaddress
import json
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

from regauge.bundle.envelope import sign
from regauge.commitlog import Entry, Fold, decode, fold

NAMESPACE, JOB, JOB_UID = "research", "tiny", "6f1c0d9a"
WORLD, CHIPS, BATCH = 2, 2, 16
#: What the cpu-1x2 variant is: one process with two devices, on a mesh of another shape.
ALONE = {"world": 1, "chipsPerHost": 2}
PROGRAM = {"entrypoint": "tiny_programs:program", "config": {"learningRate": 0.05}}
PATIENCE = 4
HERE = Path(__file__).parent
PYTHONPATH = f"{HERE.parent / 'src'}:{HERE}"


def eventually[T](what: str, seconds: float, ask: Callable[[], T]) -> T:
    """Asks until the answer is true. ``seconds`` is for an idle machine; a busy one gets more."""
    until = time.monotonic() + seconds * PATIENCE
    while not (answer := ask()):
        if time.monotonic() > until:
            raise AssertionError(f"not within {seconds} s: {what}; last answer {answer!r}")
        time.sleep(0.05)
    return answer


# Keys and certificates.


@dataclass(frozen=True)
class Pki:
    ca_pem: str
    context: ssl.SSLContext


def make_pki(folder: Path) -> Pki:
    now = datetime.datetime.now(datetime.UTC)

    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    def certificate(subject: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name("test authority"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=1))
        )

    authority, server = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    ca = (
        certificate("test authority", authority)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )
    leaf = (
        certificate("gateway", server)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "tls.crt").write_bytes(leaf.public_bytes(pem))
    (folder / "tls.key").write_bytes(
        server.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "tls.crt", folder / "tls.key")
    return Pki(ca.public_bytes(pem).decode(), context)


# The bundle, by the real compiler.


@dataclass(frozen=True)
class TinyBundle:
    """``tar`` as the compile service stores it, and the key that signs its index."""

    tar: bytes
    request_key: str
    executable_key: str
    signer: Ed25519PrivateKey

    @property
    def executable(self) -> dict[str, str]:
        """As an assignment names it."""
        return {"requestKey": self.request_key, "executableKey": self.executable_key, "digest": self.digest}

    @property
    def digest(self) -> str:
        return "sha256:" + hashlib.sha256(self.tar).hexdigest()

    @property
    def public_key(self) -> str:
        return pem_of(self.signer)

    def envelope(self, signer: Ed25519PrivateKey | None = None) -> bytes:
        statement = {
            "type": "regauge-index/1",
            "namespace": NAMESPACE,
            "requestKey": self.request_key,
            "executableKey": self.executable_key,
            "bundleDigest": self.digest,
            "bytes": len(self.tar),
            "platform": "cpu",
            "deviceKind": "cpu",
        }
        return sign(statement, signer or self.signer)


def pem_of(key: Ed25519PrivateKey) -> str:
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def compile_tiny(folder: Path, hosts: int, chips: int, mesh: dict[str, int], signer: Ed25519PrivateKey) -> TinyBundle:
    request_key = hashlib.sha256(json.dumps([hosts, chips, mesh]).encode()).hexdigest()
    efficiency = {"p10": 0.2, "p50": 0.4, "p90": 0.7}
    chip = {
        "name": "cpu",
        "hbmBytes": 4 << 30,
        "memoryFraction": 0.92,
        "peakBf16Flops": 5e10,
        "hbmBytesPerSecond": 1e10,
        "interconnectBytesPerSecond": 1e9,
        "efficiency": efficiency,
    }
    request = {
        "contractVersion": 1,
        "requestKey": request_key,
        "program": PROGRAM,
        "globalBatch": BATCH,
        "target": {
            "platform": "cpu",
            "profile": "cpu",
            "hosts": hosts,
            "chipsPerHost": chips,
            "slice": None,
            "chip": chip,
            "gpuTargetConfig": None,
            "cpuFeatures": "0" * 16,
        },
        "mesh": [{"axis": axis, "size": size} for axis, size in mesh.items()],
        "axisRules": [{"logical": "batch", "mesh": list(mesh)}],
        "remat": "None",
        "gradientAccumulation": 1,
        "compilerOptions": {},
    }
    (folder / "request.json").write_text(json.dumps(request))
    command = [sys.executable, "-m", "regauge.compile", "--request", folder / "request.json", "--out", folder / "out"]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": PYTHONPATH}, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    manifest = json.loads((folder / "out/manifest.json").read_text())
    return TinyBundle((folder / "out.tar").read_bytes(), request_key, manifest["executableKey"], signer)


# What a test reads from a checkpoint root.


@dataclass(frozen=True)
class Checkpoints:
    root: Path

    @property
    def job(self) -> Path:
        return self.root / NAMESPACE / f"{JOB}-{JOB_UID}"

    def log(self) -> list[Entry]:
        return [decode(p.read_bytes()) for p in sorted((self.job / "log").glob("*.json"))]

    def fold(self) -> Fold:
        return fold(self.log())

    def committed(self) -> list[tuple[int, int]]:
        return [(c.epoch, c.step) for c in self.fold().commits]

    def folders(self) -> set[tuple[int, int]]:
        """(epoch, step) of every checkpoint folder, committed or not."""
        return {(int(p.parent.name.split("-")[0]), int(p.name)) for p in (self.job / "data").glob("*/*") if p.is_dir()}

    def folder(self, epoch: int, step: int) -> Path:
        return next((self.job / "data").glob(f"{epoch}-*/{step}"))


# The gateway and the compile service.


@dataclass
class Attempt:
    epoch: int
    pods: list[str]
    steps: int
    root: Path
    change: dict[str, Any] = field(default_factory=dict)
    offers: dict[str, dict[str, Any]] = field(default_factory=dict)


class Site:
    """Plain state under one lock; the handlers long-poll on it as the real gateway does."""

    def __init__(self, pki: Pki, bundle: TinyBundle, *more: TinyBundle) -> None:
        self.bundle = bundle
        self.index = {b.request_key: b.envelope() for b in (bundle, *more)}
        self.blobs = {b.digest: b.tar for b in (bundle, *more)}
        self.away = False
        self.changed = threading.Condition()
        #: The newest step that was told before the end of the trainer was, by pod and epoch.
        self.heard_at_end: dict[tuple[str, int], int] = {}
        self.attempt: Attempt | None = None
        self.dismissed: set[str] = set()
        self.heartbeats: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
        self.events: list[dict[str, Any]] = []
        self.hellos: list[dict[str, Any]] = []
        self.commands: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.tokens: set[str] = set()

        class Handler(_Handler):
            pass

        Handler.site = self
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.socket = pki.context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.url = f"https://127.0.0.1:{self._server.server_address[1]}"
        self.ca_pem = pki.ca_pem
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def gather(self, epoch: int, pods: list[str], steps: int, root: Path, **change: Any) -> Checkpoints:
        """A new attempt: from now on these pods are greeted for it. ``change`` overrides fields of the assignment."""
        with self.changed:
            self.attempt = Attempt(epoch, pods, steps, root, change)
            self.changed.notify_all()
        return Checkpoints(root)

    def command(self, pod: str, kind: str) -> None:
        with self.changed:
            number = 1_000 + sum(len(c) for c in self.commands.values())
            self.commands[pod].append({"id": number, "type": kind, "epoch": None, "deadlineSeconds": None})
            self.changed.notify_all()

    # What tests ask.

    def steps(self, pod: str, epoch: int) -> dict[int, dict[str, Any]]:
        with self.changed:
            return {s["step"]: s for beat in self.heartbeats[pod, epoch] for s in beat["steps"]}

    def last(self, pod: str, epoch: int) -> dict[str, Any]:
        with self.changed:
            beats = self.heartbeats[pod, epoch]
            return max(beats, key=lambda b: b["sequence"]) if beats else {}

    def ended(self, pod: str, epoch: int) -> dict[str, Any] | None:
        with self.changed:
            found = [e for e in self.events if e["pod"] == pod and e["epoch"] == epoch and e["type"] != "Goodbye"]
            return found[0] if found else None

    # What handlers answer.

    def hello(self, hello: dict[str, Any]) -> dict[str, Any]:
        pod = hello["pod"]
        with self.changed:
            self.hellos.append(hello)
            self.changed.wait_for(lambda: self._answer(pod, hello) is not None, 5.0)
            return self._answer(pod, hello) or {"state": "Waiting" if self.attempt else "NoAttempt", "epoch": 0}

    def _answer(self, pod: str, hello: dict[str, Any]) -> dict[str, Any] | None:
        if pod in self.dismissed:
            return {"state": "Exit", "epoch": 0, "message": "dismissed by the test"}
        attempt = self.attempt
        if attempt is None or pod not in attempt.pods:
            return None
        if hello["forEpoch"] < attempt.epoch:
            return {"state": "Greet", "epoch": attempt.epoch}
        if hello["forEpoch"] == attempt.epoch and pod not in attempt.offers:
            attempt.offers[pod] = hello
            self.changed.notify_all()
        if len(attempt.offers) < len(attempt.pods):
            return None
        return {"state": "Assigned", "epoch": attempt.epoch, "assignment": self._assignment(attempt, pod)}

    def _assignment(self, attempt: Attempt, pod: str) -> dict[str, Any]:
        first = attempt.offers[attempt.pods[0]]
        return {
            "contractVersion": 1,
            "namespace": NAMESPACE,
            "job": JOB,
            "jobUid": JOB_UID,
            "epoch": attempt.epoch,
            "rank": attempt.pods.index(pod),
            "world": WORLD,
            "writer": f"{first['instance']}-{attempt.epoch}",
            "coordinator": f"{first['podIp']}:{first['coordinatorPort']}",
            "variant": "cpu-2x2",
            "platform": "cpu",
            "chipsPerHost": CHIPS,
            "executable": self.bundle.executable,
            "publicKeys": [self.bundle.public_key],
            "program": PROGRAM,
            "steps": attempt.steps,
            "globalBatch": BATCH,
            "seed": 11,
            "horizon": 400,
            "restore": {"mode": "Newest", "epoch": None, "step": None},
            "checkpoint": {"root": str(attempt.root), "intervalSteps": 5, "intervalSeconds": None, "keepLast": 3},
            "jax": {"heartbeatTimeoutSeconds": 60, "initTimeoutSeconds": 240},
            "onExecutableMismatch": "Stop",
            **attempt.change,
        }

    def poll(self, asked: dict[str, Any]) -> dict[str, Any]:
        def due() -> list[dict[str, Any]]:
            found = [c for c in self.commands[asked["pod"]] if c["id"] > asked["after"]]
            attempt = self.attempt
            if attempt is not None and attempt.epoch > asked["epoch"] and asked["pod"] in attempt.pods:
                number = attempt.epoch * 2
                if number > asked["after"]:
                    found.append({"id": number, "type": "Greet", "epoch": attempt.epoch, "deadlineSeconds": None})
            return found

        with self.changed:
            self.changed.wait_for(due, 5.0)
            return {"commands": due()}

    def heartbeat(self, beat: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        with self.changed:
            if self.attempt is not None and beat["epoch"] < self.attempt.epoch and beat["pod"] in self.attempt.pods:
                return 409, {"reason": "EpochIsOver", "newestEpoch": self.attempt.epoch}
            self.heartbeats[beat["pod"], beat["epoch"]].append(beat)
            self.changed.notify_all()
            return 200, {"ok": True}

    def event(self, event: dict[str, Any]) -> None:
        with self.changed:
            self.events.append(event)
            if event.get("type") in ("Completed", "TrainerExited"):
                self.heard_at_end[event["pod"], event["epoch"]] = max(
                    self.steps(event["pod"], event["epoch"]), default=0
                )
            self.changed.notify_all()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that are killed in the middle of a call are what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._admitted():
            return
        match self.path:
            case "/v1/hello":
                self._answer(200, self.site.hello(body))
            case "/v1/heartbeat":
                self._answer(*self.site.heartbeat(body))
            case "/v1/commands":
                self._answer(200, self.site.poll(body))
            case "/v1/events":
                self.site.event(body)
                self._answer(200, {"ok": True})
            case _:
                self._answer(404, {})

    def do_GET(self) -> None:
        if not self._admitted():
            return
        _, kind, name = self.path.split("/")
        content = self.site.index.get(name) if kind == "index" else self.site.blobs.get(f"sha256:{name}")
        if content is None:
            self._answer(404, {})
        else:
            self._write(200, content)

    def _admitted(self) -> bool:
        if self.site.away:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.close()
            return False
        token = self.headers.get("Authorization", "")
        self.site.tokens.add(token)
        if token.startswith("Bearer token-of-"):
            return True
        self._answer(401, {"reason": "NotAToken"})
        return False

    def _answer(self, status: int, body: Any) -> None:
        self._write(status, json.dumps(body).encode())

    def _write(self, status: int, content: bytes) -> None:
        with contextlib.suppress(OSError, ValueError):
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


# Pods.


class Pod:
    """A real agent. Its trainers are children that ``trainers`` finds by asking the kernel."""

    def __init__(self, site: Site, name: str, folder: Path, **env: str) -> None:
        self.name = name
        folder = folder / name
        folder.mkdir(parents=True)
        self.token = folder / "token"
        self.token.write_text(f"token-of-{name}")
        self.log = folder / "log"
        self.errors = folder / "errors"
        settings = {
            "REGAUGE_GATEWAY_URL": site.url,
            "REGAUGE_COMPILE_URL": site.url,
            "REGAUGE_CA_PEM": site.ca_pem,
            "REGAUGE_TOKEN_FILE": str(self.token),
            "REGAUGE_NAMESPACE": NAMESPACE,
            "REGAUGE_POD_NAME": name,
            "REGAUGE_POD_UID": str(uuid.uuid4()),
            "REGAUGE_POD_IP": "127.0.0.1",
            "REGAUGE_NODE_NAME": f"node-of-{name}",
            "REGAUGE_JOB": JOB,
            "REGAUGE_JOB_UID": JOB_UID,
            "REGAUGE_PLATFORM": "cpu",
            "REGAUGE_CHIPS": str(CHIPS),
            "REGAUGE_CACHE_DIR": str(folder / "cache"),
            "PYTHONPATH": PYTHONPATH,
        }
        with self.log.open("wb") as out, self.errors.open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "regauge.agent"], env={**os.environ, **settings, **env}, stdout=out, stderr=err
            )

    def children(self) -> list[int]:
        """Trainers, the one that trains first: the warm one is always started after it."""
        try:
            text = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        except FileNotFoundError:
            return []
        return sorted((int(pid) for pid in text.split()), key=_started)

    def trainer(self) -> int:
        return self.children()[0]

    def lines(self, event: str, epoch: int) -> list[dict[str, Any]]:
        """Rank 0's JSON lines."""
        found = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [f for f in found if f["event"] == event and f["epoch"] == epoch]

    def everyone(self, number: signal.Signals) -> None:
        """To the agent and all its children, as a frozen or partitioned host would be."""
        for pid in [self.process.pid, *self.children()]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def end(self) -> None:
        self.everyone(signal.SIGCONT)
        self.process.kill()
        self.process.wait(10)


def _started(pid: int) -> int:
    """In clock ticks since boot; field 22 of stat, counted after the command in parentheses."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except FileNotFoundError:
        return 0


@contextlib.contextmanager
def pods(site: Site, folder: Path, *names: str, **env: str) -> Iterator[list[Pod]]:
    started = [Pod(site, name, folder, **env) for name in names]
    try:
        yield started
    except BaseException:
        for pod in started:
            sys.stderr.write(f"--- {pod.name}\n{pod.errors.read_text()[-6000:]}\n{pod.log.read_text()[-3000:]}\n")
        raise
    finally:
        for pod in started:
            pod.end()


def tampered(data: bytes) -> bytes:
    """One bit of the middle is another."""
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
