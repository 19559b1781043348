"""Bundles: what the compiler writes and a worker loads. Nothing is unpickled before its signature is verified.

`archive` (deterministic tar), `manifest` (typed view), `envelope` (DSSE, Ed25519), `open` (verification in order),
`entries` (the executables on this process's devices). The first four import no JAX.
"""

from regauge.bundle.envelope import Refused
from regauge.bundle.manifest import Manifest
from regauge.bundle.open import Bundle, Expected, open_bundle

__all__ = ["Bundle", "Expected", "Manifest", "Refused", "open_bundle"]
