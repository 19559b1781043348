"""Hands the bundle to the compile service with the pod's one ticket."""

import base64
import hashlib
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass

from regauge.compile.result import Failed, Outcome

ATTEMPTS = 6


@dataclass(frozen=True)
class Ticket:
    url: str
    ca_pem: str | None
    uid: str
    attempt: str
    ticket: str


def upload(bundle: bytes, ticket: Ticket, sleep: Callable[[float], None] = time.sleep) -> None:
    """PUT until stored. Raises Failed(UploadFailed) on a refusal, or when the service stays away."""
    # The pod's authority and no other: the system's store is not consulted.
    context = ssl.create_default_context(cadata=ticket.ca_pem) if ticket.ca_pem else None
    request = urllib.request.Request(
        f"{ticket.url.rstrip('/')}/uploads/{ticket.uid}?try={ticket.attempt}",
        data=bundle,
        method="PUT",
        headers={
            "Authorization": f"Bearer {ticket.ticket}",
            "Content-Type": "application/x-tar",
            "Content-Digest": f"sha-256=:{base64.b64encode(hashlib.sha256(bundle).digest()).decode()}:",
        },
    )
    last = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            sleep(min(8.0, 0.5 * 2**attempt))
        try:
            with urllib.request.urlopen(request, timeout=60, context=context):
                return
        except urllib.error.HTTPError as e:
            body = e.read(2000).decode(errors="replace")
            last = f"{e.code} {e.reason}: {body}"
            if 400 <= e.code < 500 and e.code not in (408, 425, 429):
                raise Failed(Outcome.UPLOAD_FAILED, f"the compile service refused the bundle: {last}") from e
        except OSError as e:
            last = f"{type(e).__name__}: {e}"
    raise Failed(Outcome.UPLOAD_FAILED, f"the compile service took no bundle in {ATTEMPTS} tries; the last: {last}")
