"""The manifest of a checkpoint: what was written, by name, size and digest. Its own digest is in the Commit entry."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMAT = "regauge-checkpoint/1"
NAME = "manifest.json"
#: Files up to this size are the ones that Orbax parses; arrays are verified by their digests on the device instead.
_SMALL = 1 << 20
_CHUNK = 1 << 22


class Unverified(Exception):
    """The checkpoint's files are not those that were committed."""


@dataclass(frozen=True, slots=True)
class LeafFact:
    """Name, global shape and dtype of one array."""

    name: str
    shape: tuple[int, ...]
    dtype: str


def write(folder: Path, facts: dict[str, Any], leaves: Sequence[LeafFact]) -> str:
    """Makes every file of the folder durable, lists them, writes the manifest; returns ``sha256:<hex>`` of it."""
    files = [_fact(path, folder) for path in sorted(folder.rglob("*")) if path.is_file()]
    body = {
        "format": FORMAT,
        **facts,
        "leaves": [{"name": f.name, "shape": list(f.shape), "dtype": f.dtype} for f in leaves],
        "files": files,
    }
    text = json.dumps(body, sort_keys=True, indent=1).encode()
    with (folder / NAME).open("xb") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    for changed in {folder, *(p for p in folder.rglob("*") if p.is_dir()), folder.parent}:
        _sync_folder(changed)
    return _digest(text)


def verify(folder: Path, digest: str, leaves: Sequence[LeafFact]) -> None:
    """Raises Unverified with the first thing that differs. Reads no array."""
    try:
        text = (folder / NAME).read_bytes()
    except FileNotFoundError as e:
        raise Unverified(f"{folder.name}: there is no {NAME}") from e
    if _digest(text) != digest:
        raise Unverified(f"{folder.name}: {NAME} has digest {_digest(text)}, committed was {digest}")
    body = json.loads(text)
    if body["format"] != FORMAT:
        raise Unverified(f"{folder.name}: format is {body['format']!r}, this reader knows {FORMAT!r}")
    there = [LeafFact(f["name"], tuple(f["shape"]), f["dtype"]) for f in body["leaves"]]
    if there != list(leaves):
        odd = next((f"{a} instead of {b}" for a, b in zip(there, leaves, strict=False) if a != b), "another number")
        raise Unverified(f"{folder.name}: its arrays are not those of this executable: {odd}")
    for fact in body["files"]:
        _verify_file(folder, fact)


def _verify_file(folder: Path, fact: dict[str, Any]) -> None:
    path = folder / fact["path"]
    try:
        size = path.stat().st_size
    except FileNotFoundError as e:
        raise Unverified(f"{folder.name}: {fact['path']} is missing") from e
    if size != fact["bytes"]:
        raise Unverified(f"{folder.name}: {fact['path']} has {size} bytes, committed were {fact['bytes']}")
    if size <= _SMALL and _sha256(path, sync=False) != fact["sha256"]:
        raise Unverified(f"{folder.name}: {fact['path']} has changed")


def _fact(path: Path, folder: Path) -> dict[str, Any]:
    digest = _sha256(path, sync=True)
    return {"path": str(path.relative_to(folder)), "bytes": path.stat().st_size, "sha256": digest}


def _sha256(path: Path, *, sync: bool) -> str:
    h = hashlib.sha256()
    with path.open("rb") as f:
        if sync:
            os.fsync(f.fileno())
        while chunk := f.read(_CHUNK):
            h.update(chunk)
    return h.hexdigest()


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    except OSError:
        pass  # some network file systems refuse this; for those the files alone are durable
    finally:
        os.close(fd)


def _digest(text: bytes) -> str:
    return "sha256:" + hashlib.sha256(text).hexdigest()
