"""From bytes that came over the network to a verified bundle on disk: envelope, tar, manifest, every file, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regauge.bundle import archive, envelope
from regauge.bundle.envelope import Refused
from regauge.bundle.manifest import Manifest


@dataclass(frozen=True)
class Expected:
    """What the assignment says must come. `digest` is `sha256:<64 hex>`; `executable_key` may be unknown."""

    namespace: str
    request_key: str
    digest: str
    public_keys: Sequence[str]
    executable_key: str | None = None


@dataclass(frozen=True)
class Bundle:
    """A verified bundle. Only `open_bundle` makes one, and only a Bundle can be loaded."""

    directory: Path
    manifest: Manifest
    statement: dict[str, Any]

    def read(self, name: str) -> bytes:
        """A file's bytes, checked once more: the disk may have changed since the bundle was opened."""
        fact = next((f for f in (*self.manifest.entries.values(), *self.manifest.files) if f.path == name), None)
        if fact is None:
            raise Refused(f"the manifest names no file {name!r}")
        data = (self.directory / name).read_bytes()
        if archive.sha256(data) != fact.sha256:
            raise Refused(f"{name} changed on disk since the bundle was verified")
        return data


def open_bundle(tar: bytes, index: bytes, expected: Expected, into: Path) -> Bundle:
    """Verifies and unpacks. Raises Refused with the first thing that is wrong; deserializes nothing."""
    statement = envelope.verify(index, expected.public_keys)
    facts = [
        ("type", "regauge-index/1"),
        ("namespace", expected.namespace),
        ("requestKey", expected.request_key),
        ("bundleDigest", expected.digest),
    ]
    if expected.executable_key is not None:
        facts.append(("executableKey", expected.executable_key))
    for name, wanted in facts:
        if statement.get(name) != wanted:
            raise Refused(f"the signed index says {name} = {statement.get(name)!r}, but {wanted!r} was assigned")
    digest = "sha256:" + archive.sha256(tar)
    if digest != expected.digest:
        raise Refused(f"the bundle has digest {digest}, but the signed index says {expected.digest}")
    files = archive.read(tar)
    if "manifest.json" not in files:
        raise Refused("the bundle has no manifest.json")
    manifest = Manifest.parse(files["manifest.json"])
    # Bundles of equal programs are shared between requests, so the manifest's request key may be an older one.
    if manifest.executable_key != statement.get("executableKey"):
        raise Refused(
            f"the manifest says executableKey = {manifest.executable_key!r}, but the signed index says "
            f"{statement.get('executableKey')!r}"
        )
    manifest.verify(files, archive.sha256)
    archive.unpack(files, into)
    return Bundle(into, manifest, statement)
