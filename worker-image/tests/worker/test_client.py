"""The agent's HTTPS client against a real TLS server."""

from __future__ import annotations

from pathlib import Path

import pytest

from regauge.agent.client import Answered, Client, Unreachable
from worker_site import Site, make_pki


def a_client(site: Site, folder: Path, ca_pem: str, token: str = "token-of-x") -> Client:
    (folder / "token").write_text(token)
    return Client(site.url, ca_pem, folder / "token", 5.0)


def test_an_authority_that_is_not_ours_is_not_trusted(site: Site, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
        a_client(site, tmp_path, make_pki(tmp_path).ca_pem).post("/v1/events", {})
    assert site.events == []


def test_a_refused_token_is_told_apart_from_a_server_that_is_away(site: Site, tmp_path: Path) -> None:
    client = a_client(site, tmp_path, site.ca_pem, "stolen")
    with pytest.raises(Answered) as refused:
        client.post("/v1/events", {})
    assert refused.value.not_me
    site.away = True
    with pytest.raises(Unreachable):
        client.post("/v1/events", {})


def test_a_kept_connection_that_was_closed_meanwhile_costs_nothing(site: Site, tmp_path: Path) -> None:
    client = a_client(site, tmp_path, site.ca_pem)
    client.post("/v1/events", {"n": 1})
    assert client._connection is not None
    assert client._connection.sock is not None
    client._connection.sock.shutdown(2)
    client.post("/v1/events", {"n": 2})
    assert [e["n"] for e in site.events] == [1, 2]
