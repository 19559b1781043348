"""Facts about the host, by the standard library alone."""

from __future__ import annotations

import contextlib
import importlib.metadata
import platform
import socket
from pathlib import Path
from typing import Any

from regauge.wire.gateway import CONTRACT_VERSION, Devices


def boot_id() -> str:
    """Another one after every start of the host: evidence that nothing of before runs."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def versions() -> dict[str, Any]:
    found: dict[str, Any] = {"python": platform.python_version(), "contract": CONTRACT_VERSION}
    for name in ("jax", "jaxlib"):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found


def devices(kind: str, count: int) -> Devices:
    """As far as it is known without touching a backend; the trainer compares the real ones."""
    if kind == "cuda":
        return Devices(_nvidia_model() or "unknown", count)
    return Devices("cpu" if kind == "cpu" else "unknown", count)


def free_port(address: str) -> int:
    """A port that nothing listens on now. A fresh one per epoch keeps a straggler of another epoch out."""
    with socket.socket() as s:
        s.bind((address, 0))
        port: int = s.getsockname()[1]
        return port


def clear_shared_memory() -> None:
    """NCCL leaves segments behind when it is killed; the next one would run out of space."""
    for left in Path("/dev/shm").glob("nccl-*"):
        left.unlink(missing_ok=True)


def _nvidia_model() -> str | None:
    for card in sorted(Path("/proc/driver/nvidia/gpus").glob("*/information")):
        for line in card.read_text().splitlines():
            if line.startswith("Model:"):
                return line.partition(":")[2].strip()
    return None
