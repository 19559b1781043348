"""HTTPS to the gateway and the compile service: the token read anew each time, one connection kept per client."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class Unreachable(Exception):
    """No answer: try again."""


class Answered(Exception):
    """An answer that is not 200. ``body`` is its JSON object, or empty."""

    def __init__(self, status: int, body: dict[str, Any], what: str) -> None:
        super().__init__(f"{what}: {status} {body or ''}")
        self.status = status
        self.body = body

    @property
    def not_me(self) -> bool:
        """The one kind of answer that patience rarely changes."""
        return self.status in (401, 403)


class Client:
    """Not for two threads at once."""

    def __init__(self, url: str, ca_pem: str, token_file: Path, timeout: float) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._port = parts.port or 443
        self._context = ssl.create_default_context(cadata=ca_pem)
        self._token_file = token_file
        self._timeout = timeout
        self._connection: http.client.HTTPSConnection | None = None

    def post(self, path: str, body: Any) -> dict[str, Any]:
        """Raises Unreachable or Answered."""
        answer: dict[str, Any] = _object(self._ask("POST", path, json.dumps(body).encode()))
        return answer

    def get(self, path: str) -> bytes:
        return self._ask("GET", path, None)

    def _ask(self, method: str, path: str, body: bytes | None) -> bytes:
        # A kept connection may have been closed by the other side; that says nothing yet. Every call may be repeated.
        kept = self._connection is not None
        try:
            status, content = self._once(method, path, body)
        except (ConnectionError, http.client.HTTPException) as e:
            if not kept:
                raise Unreachable(f"{method} {path}: {type(e).__name__} {e}") from e
            return self._ask(method, path, body)
        except OSError as e:
            raise Unreachable(f"{method} {path}: {type(e).__name__} {e}") from e
        if status != 200:
            raise Answered(status, _object(content), f"{method} {path}")
        return content

    def _once(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        try:
            token = self._token_file.read_text().strip()
            if self._connection is None:
                self._connection = http.client.HTTPSConnection(
                    self._host, self._port, timeout=self._timeout, context=self._context
                )
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Disbelief:
    """How long 401 and 403 have been the only answers. A token may be a moment too old, and keys a moment unknown."""

    def __init__(self, patience: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience = patience
        self._clock = clock
        self._since: float | None = None

    def lasts(self, error: Exception) -> bool:
        """True once it has lasted too long."""
        if not (isinstance(error, Answered) and error.not_me):
            self._since = None
            return False
        if self._since is None:
            self._since = self._clock()
        return self._clock() - self._since >= self._patience

    def over(self) -> None:
        self._since = None


class Backoff:
    """Doubles up to five seconds; a success starts it again."""

    def __init__(self, first: float = 0.1, most: float = 5.0) -> None:
        self._first = first
        self._most = most
        self._next = first

    def wait(self) -> float:
        seconds, self._next = self._next, min(self._most, self._next * 2)
        return seconds

    def reset(self) -> None:
        self._next = self._first


def _object(content: bytes) -> dict[str, Any]:
    try:
        value = json.loads(content or b"{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
