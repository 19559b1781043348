"""Bundles by digest in the pod's cache, fetched from the compile service. Nothing is opened here, only compared."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path

from regauge.agent.client import Answered, Backoff, Client, Disbelief, Unreachable
from regauge.wire.gateway import Executable

#: A blob with the wrong digest is not a passing fault for long.
_WRONG_TRIES = 3


class WrongBundle(Exception):
    """What the compile service gives is not what was assigned."""


class Cancelled(Exception):
    """Another epoch came meanwhile."""


class BundleCache:
    def __init__(self, root: Path, client: Client, say: Callable[[str], None], disbelief_seconds: float = 30.0) -> None:
        self._disbelief_seconds = disbelief_seconds
        self._root = root
        self._client = client
        self._say = say

    def digests(self) -> tuple[str, ...]:
        """Of the bundles at hand, as ``sha256:<hex>``."""
        folder = self._root / "bundles"
        return tuple(sorted(f"sha256:{p.stem}" for p in folder.glob("*.tar"))) if folder.is_dir() else ()

    def fetch(self, executable: Executable, cancelled: threading.Event) -> tuple[Path, Path]:
        """Paths of the bundle and of its signed index entry. Tries for as long as it takes.

        Raises WrongBundle, Answered where 401 or 403 last, Cancelled.
        """
        kind, _, hexadecimal = executable.digest.partition(":")
        if kind != "sha256" or len(hexadecimal) != 64:
            raise WrongBundle(f"executable.digest is {executable.digest!r}, allowed is sha256:<64 hex>")
        envelope = self._root / "index" / f"{executable.request_key}-{hexadecimal}.json"
        bundle = self._root / "bundles" / f"{hexadecimal}.tar"
        if not envelope.exists():
            _place(envelope, self._patiently(f"/index/{executable.request_key}", cancelled))
        for _ in range(_WRONG_TRIES):
            if bundle.exists() and _sha256(bundle.read_bytes()) == hexadecimal:
                return bundle, envelope
            content = self._patiently(f"/blobs/{hexadecimal}", cancelled)
            found = _sha256(content)
            if found == hexadecimal:
                _place(bundle, content)
        raise WrongBundle(f"the compile service gave a bundle with digest sha256:{found}, not {executable.digest}")

    def forget(self, executable: Executable) -> None:
        """Drops the index entry, so that a refused one is fetched anew the next time."""
        for path in (self._root / "index").glob(f"{executable.request_key}-*.json"):
            path.unlink(missing_ok=True)

    def _patiently(self, path: str, cancelled: threading.Event) -> bytes:
        backoff, disbelief = Backoff(), Disbelief(self._disbelief_seconds)
        while not cancelled.is_set():
            try:
                return self._client.get(path)
            except (Unreachable, Answered) as e:
                if disbelief.lasts(e):
                    raise
                self._say(f"compile service: {e}")
            cancelled.wait(backoff.wait())
        raise Cancelled


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _place(path: Path, content: bytes) -> None:
    """Whole or not at all: a killed agent leaves no half file under the name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    temporary.write_bytes(content)
    temporary.replace(path)
