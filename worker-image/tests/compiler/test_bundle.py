"""Bundles: equal content has equal bytes, and nothing is deserialized before everything is verified."""

import hashlib
import io
import json
import pickle
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from regauge.bundle import Bundle, Expected, Refused, archive, envelope, open_bundle
from regauge.bundle.entries import load_entries

CONTRACT = Path(__file__).parents[2] / "contract"
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)


def pem(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


class Canary:
    """Unpickling one of these leaves a file behind."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return (Path.touch, (self.path,))


def files_of(path: Path) -> dict[str, bytes]:
    """A bundle whose entries are canaries."""
    entries = {f"entries/{name}.bin": pickle.dumps(Canary(path)) for name in ("init", "step", "digest")}
    manifest = json.loads((CONTRACT / "fixtures/manifest/cpu-2x2.json").read_text())
    files = {**entries, "report.json": b"{}", "signature.json": b"{}"}

    def fact(name: str, data: bytes, key: str) -> dict[str, Any]:
        return {key: name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}

    manifest["entries"] = {Path(n).stem: fact(n, data, "file") for n, data in entries.items()}
    manifest["files"] = [fact(n, data, "path") for n, data in files.items()]
    return {**files, "manifest.json": json.dumps(manifest).encode()}


class Delivery:
    """What arrives at a worker, to be spoilt by a test."""

    def __init__(self, canary: Path) -> None:
        self.files = files_of(canary)
        manifest = json.loads(self.files["manifest.json"])
        self.statement = {"type": "regauge-index/1", "namespace": "research", "requestKey": manifest["requestKey"],
                          "executableKey": manifest["executableKey"]}  # fmt: skip
        self.signer = KEY

    def open(self, into: Path, tar: bytes | None = None, index: bytes | None = None, **expected: Any) -> Bundle:
        data = archive.write(self.files) if tar is None else tar
        digest = "sha256:" + hashlib.sha256(archive.write(self.files)).hexdigest()
        statement = {"bundleDigest": digest, **self.statement}
        given = {"namespace": "research", "request_key": self.statement["requestKey"], "digest": digest,
                 "public_keys": [pem(KEY)], **expected}  # fmt: skip
        signed = envelope.sign(statement, self.signer) if index is None else index
        return open_bundle(data, signed, Expected(**given), into)


def test_equal_files_give_equal_bytes_in_any_order() -> None:
    files = {"b/z.bin": b"2", "a.json": b"1", "b/a.bin": b""}
    data = archive.write(files)
    assert data == archive.write(dict(reversed(files.items())))
    assert archive.read(data) == files
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        facts = [(m.name, m.mtime, m.uid, m.gid, m.mode, m.uname, m.isreg()) for m in tar]
    assert facts == [(n, 0, 0, 0, 0o644, "", True) for n in sorted(files)]


def test_a_signed_bundle_opens_and_unpacks(tmp_path: Path) -> None:
    bundle = Delivery(tmp_path / "canary").open(tmp_path / "b")
    assert bundle.manifest.processes == 2
    assert (tmp_path / "b/entries/step.bin").exists()
    assert not (tmp_path / "canary").exists()


def test_the_canary_sings_when_it_is_unpickled(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Canary(tmp_path / "canary")))
    assert (tmp_path / "canary").exists()


def flipped(data: bytes, needle: bytes) -> bytes:
    at = data.index(needle)
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


Spoil = Callable[[Delivery, Path], Bundle]


def unsigned(d: Delivery, into: Path) -> Bundle:
    return d.open(into, index=b"{}")


def signed_by_another(d: Delivery, into: Path) -> Bundle:
    d.signer = OTHER
    return d.open(into)


def signature_of_nothing(d: Delivery, into: Path) -> Bundle:
    index = json.loads(envelope.sign(d.statement, KEY))
    return d.open(into, index=json.dumps({**index, "signatures": []}).encode())


def payload_changed(d: Delivery, into: Path) -> Bundle:
    index = json.loads(envelope.sign(d.statement, KEY))
    index["payload"] = json.loads(envelope.sign({**d.statement, "namespace": "else"}, OTHER))["payload"]
    return d.open(into, index=json.dumps(index).encode(), namespace="else")


def another_namespace(d: Delivery, into: Path) -> Bundle:
    d.statement["namespace"] = "attacker"
    return d.open(into)


def another_request(d: Delivery, into: Path) -> Bundle:
    return d.open(into, request_key="0" * 64)


def another_executable(d: Delivery, into: Path) -> Bundle:
    return d.open(into, executable_key="0" * 64)


def executable_key_of_another_manifest(d: Delivery, into: Path) -> Bundle:
    d.statement["executableKey"] = "0" * 64
    return d.open(into)


def tar_changed(d: Delivery, into: Path) -> Bundle:
    return d.open(into, tar=flipped(archive.write(d.files), d.files["entries/step.bin"]))


def file_changed_under_its_manifest(d: Delivery, into: Path) -> Bundle:
    d.files["entries/step.bin"] = d.files["entries/step.bin"] + b"x"
    return d.open(into)


def file_without_a_name_in_the_manifest(d: Delivery, into: Path) -> Bundle:
    d.files["entries/extra.bin"] = b"x"
    return d.open(into)


def file_missing(d: Delivery, into: Path) -> Bundle:
    del d.files["entries/digest.bin"]
    return d.open(into)


def no_manifest(d: Delivery, into: Path) -> Bundle:
    del d.files["manifest.json"]
    return d.open(into)


def manifest_of_another_format(d: Delivery, into: Path) -> Bundle:
    d.files["manifest.json"] = d.files["manifest.json"].replace(b"regauge-bundle/1", b"regauge-bundle/9")
    return d.open(into)


def tar_with_a_link(d: Delivery, into: Path) -> Bundle:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        link = tarfile.TarInfo("entries/step.bin")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    digest = "sha256:" + hashlib.sha256(out.getvalue()).hexdigest()
    d.statement["bundleDigest"] = digest
    return d.open(into, tar=out.getvalue(), digest=digest)


def tar_that_climbs_out(d: Delivery, into: Path) -> Bundle:
    d.files["../out.bin"] = b"x"
    return d.open(into)


SPOILS: list[tuple[Spoil, str]] = [
    (unsigned, "not a DSSE envelope"),
    (signed_by_another, "not signed by a known key"),
    (signature_of_nothing, "not signed by a known key"),
    (payload_changed, "not signed by a known key"),
    (another_namespace, "namespace = 'attacker'"),
    (another_request, "requestKey = "),
    (another_executable, "executableKey = "),
    (executable_key_of_another_manifest, "the manifest says executableKey"),
    (tar_changed, "the bundle has digest"),
    (file_changed_under_its_manifest, "but the manifest says"),
    (file_without_a_name_in_the_manifest, "which its manifest does not name"),
    (file_missing, "which the bundle lacks"),
    (no_manifest, "no manifest.json"),
    (manifest_of_another_format, "regauge-bundle/9"),
    (tar_with_a_link, "not a plain file"),
    (tar_that_climbs_out, "not a plain file"),
]


@pytest.mark.parametrize(("spoil", "message"), SPOILS, ids=[s.__name__ for s, _ in SPOILS])
def test_a_spoilt_bundle_is_refused_before_anything_is_unpickled(spoil: Spoil, message: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=message):
        load_entries(spoil(Delivery(tmp_path / "canary"), tmp_path / "b"))
    assert not (tmp_path / "canary").exists()
    assert not (tmp_path / "b").exists()


def test_a_file_that_changes_on_disk_after_opening_is_refused(tmp_path: Path) -> None:
    bundle = Delivery(tmp_path / "canary").open(tmp_path / "b")
    entry = tmp_path / "b/entries/step.bin"
    entry.write_bytes(entry.read_bytes() + b"x")
    with pytest.raises(Refused, match="changed on disk"):
        bundle.read("entries/step.bin")


def test_the_signature_covers_the_payload_type() -> None:
    """The vector of the DSSE specification."""
    assert envelope.pre_authentication("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_one_of_several_keys_is_enough() -> None:
    index = envelope.sign({"type": "regauge-index/1"}, KEY)
    assert envelope.verify(index, [pem(OTHER), pem(KEY)]) == {"type": "regauge-index/1"}
