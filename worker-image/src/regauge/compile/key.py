"""The executable key: everything that decides the bytes of the entries, and nothing else. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from regauge.bundle.manifest import DeviceFact
from regauge.compile.canonical import digest
from regauge.compile.request import Request

SCHEMA = 1


def executable_key(
    request: Request,
    *,
    lowered: Mapping[str, str],
    signature: Mapping[str, Any],
    devices: Sequence[DeviceFact],
    device_kind: str,
    topology: Mapping[str, Any],
    versions: Mapping[str, str | None],
    wheels: Mapping[str, str | None],
    flags: Mapping[str, str],
    jax_config: Mapping[str, Any],
    options: Mapping[str, Any],
) -> str:
    """SHA-256 of canonical JSON. `lowered`: StableHLO of each entry without locations.

    For cpu the host's features count, for its code is for that host; for cuda the description of the chip.
    """
    target = request.target
    return digest(
        {
            "schema": SCHEMA,
            "platform": target.platform,
            "entries": {name: hashlib.sha256(text.encode()).hexdigest() for name, text in lowered.items()},
            "signature": signature,
            "mesh": request.mesh_json,
            "devices": [device_json(d) for d in devices],
            "deviceKind": device_kind,
            "topology": topology,
            "gpuTargetConfig": None
            if target.gpu_target_config is None
            else hashlib.sha256(target.gpu_target_config.encode()).hexdigest(),
            "cpuFeatures": target.cpu_features,
            "versions": versions,
            "wheels": wheels,
            "flags": flags,
            "jaxConfig": jax_config,
            "compilerOptions": options,
        }
    )


def device_json(device: DeviceFact) -> dict[str, Any]:
    return {
        "id": device.id,
        "process": device.process,
        "localIndex": device.local_index,
        "coords": None if device.coords is None else list(device.coords),
        "slice": device.slice,
    }
