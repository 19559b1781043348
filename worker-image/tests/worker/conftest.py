"""One real bundle and one site for all tests of real agents and trainers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from worker_site import Pki, Site, TinyBundle, compile_tiny, make_pki


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> TinyBundle:
    return compile_tiny(tmp_path_factory.mktemp("bundle"))


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return make_pki(tmp_path_factory.mktemp("pki"))


@pytest.fixture
def site(pki: Pki, bundle: TinyBundle) -> Iterator[Site]:
    made = Site(pki, bundle)
    yield made
    made.close()


@pytest.fixture
def control(tmp_path: Path) -> Path:
    """What the tiny program is asked to do, read by it before every step."""
    path = tmp_path / "control.json"
    path.write_text('{"pause": 0.05}')
    return path
