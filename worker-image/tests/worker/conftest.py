"""One real bundle and one site for all tests of real agents and trainers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from worker_site import ALONE, CHIPS, WORLD, Pki, Site, TinyBundle, compile_tiny, make_pki


@pytest.fixture(scope="session")
def signer() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture(scope="session")
def bundle(signer: Ed25519PrivateKey, tmp_path_factory: pytest.TempPathFactory) -> TinyBundle:
    return compile_tiny(tmp_path_factory.mktemp("bundle"), WORLD, CHIPS, {"data": 2, "fsdp": 2}, signer)


@pytest.fixture(scope="session")
def alone(signer: Ed25519PrivateKey, tmp_path_factory: pytest.TempPathFactory) -> TinyBundle:
    """The same program for one process, on another mesh."""
    return compile_tiny(tmp_path_factory.mktemp("alone"), ALONE["world"], ALONE["chipsPerHost"], {"fsdp": 2}, signer)


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return make_pki(tmp_path_factory.mktemp("pki"))


@pytest.fixture
def site(pki: Pki, bundle: TinyBundle, alone: TinyBundle) -> Iterator[Site]:
    made = Site(pki, bundle, alone)
    yield made
    made.close()


@pytest.fixture
def control(tmp_path: Path) -> Path:
    """What the tiny program is asked to do, read by it before every step."""
    path = tmp_path / "control.json"
    path.write_text('{"pause": 0.05}')
    return path
