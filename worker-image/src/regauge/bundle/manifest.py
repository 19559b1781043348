"""The manifest of a bundle as a typed value; `data` keeps the JSON as it was."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from regauge.bundle.envelope import Refused

FORMAT = "regauge-bundle/1"


@dataclass(frozen=True)
class FileFact:
    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class DeviceFact:
    """One device in mesh order. `coords` only on tpu."""

    id: int
    process: int
    local_index: int
    coords: tuple[int, ...] | None
    slice: int


@dataclass(frozen=True)
class Manifest:
    data: Mapping[str, Any]
    request_key: str
    executable_key: str
    platform: str
    device_kind: str
    processes: int
    devices_per_process: int
    devices: tuple[DeviceFact, ...]
    mesh: tuple[Mapping[str, Any], ...]
    versions: Mapping[str, str | None]
    flags: Mapping[str, str]
    jax_config: Mapping[str, Any]
    global_batch: int
    accumulation: int
    entrypoint: str
    config: Mapping[str, Any]
    scalars: tuple[str, ...]
    metrics: tuple[str, ...]
    entries: Mapping[str, FileFact]
    files: tuple[FileFact, ...]

    @staticmethod
    def parse(text: bytes) -> "Manifest":
        try:
            m = json.loads(text)
            if m["format"] != FORMAT or m["contractVersion"] != 1:
                raise Refused(
                    f"manifest.format is {m['format']!r} of contract {m['contractVersion']!r}; "
                    f"allowed is {FORMAT} of contract 1"
                )
            return Manifest(
                data=m,
                request_key=m["requestKey"],
                executable_key=m["executableKey"],
                platform=m["platform"],
                device_kind=m["deviceKind"],
                processes=m["processes"],
                devices_per_process=m["devicesPerProcess"],
                devices=tuple(
                    DeviceFact(
                        d["id"],
                        d["process"],
                        d["localIndex"],
                        None if d["coords"] is None else tuple(d["coords"]),
                        d["slice"],
                    )
                    for d in m["devices"]
                ),
                mesh=tuple(m["mesh"]),
                versions=m["versions"],
                flags=m["flags"],
                jax_config=m["jaxConfig"],
                global_batch=m["globalBatch"],
                accumulation=m["gradientAccumulation"],
                entrypoint=m["program"]["entrypoint"],
                config=m["program"]["config"],
                scalars=tuple(m["scalars"]),
                metrics=tuple(m["metrics"]),
                entries={name: FileFact(e["file"], e["sha256"], e["bytes"]) for name, e in m["entries"].items()},
                files=tuple(FileFact(f["path"], f["sha256"], f["bytes"]) for f in m["files"]),
            )
        except (ValueError, KeyError, TypeError) as e:
            raise Refused(f"manifest.json is not a manifest: {type(e).__name__} {e}") from e

    def verify(self, files: Mapping[str, bytes], sha256: Any) -> None:
        """Every file is named with its size and digest, and nothing else is there."""
        named = {f.path: f for f in self.files} | {f.path: f for f in self.entries.values()}
        extra = sorted(set(files) - set(named) - {"manifest.json"})
        if extra:
            raise Refused(f"the bundle holds {extra[0]!r}, which its manifest does not name")
        for path, fact in sorted(named.items()):
            if path not in files:
                raise Refused(f"the manifest names {path!r}, which the bundle lacks")
            if len(files[path]) != fact.size or sha256(files[path]) != fact.sha256:
                raise Refused(
                    f"{path} has {len(files[path])} bytes and digest {sha256(files[path])}, but the manifest "
                    f"says {fact.size} and {fact.sha256}"
                )
