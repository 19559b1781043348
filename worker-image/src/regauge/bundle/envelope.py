"""DSSE envelopes over Ed25519: who says that this bundle answers that request."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

PAYLOAD_TYPE = "application/vnd.regauge.index+json"


class Refused(Exception):
    """A bundle or its signature is not what it claims to be. Nothing of it was deserialized."""


def pre_authentication(payload_type: str, payload: bytes) -> bytes:
    """What DSSE v1 signs: type and payload with their lengths, so neither can pass for the other."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def key_id(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def sign(statement: Mapping[str, Any], key: Ed25519PrivateKey) -> bytes:
    """An envelope as the compile service writes it (used where bundles are made and loaded on one machine)."""
    payload = json.dumps(statement, sort_keys=True, separators=(",", ":")).encode()
    signature = key.sign(pre_authentication(PAYLOAD_TYPE, payload))
    return json.dumps(
        {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"keyid": key_id(key.public_key()), "sig": base64.b64encode(signature).decode()}],
        }
    ).encode()


def verify(envelope: bytes, public_keys: Sequence[str]) -> dict[str, Any]:
    """The signed statement. Refuses an envelope that none of the PEM keys signed."""
    keys: dict[str, Ed25519PublicKey] = {}
    for pem in public_keys:
        key = load_pem_public_key(pem.encode())
        if not isinstance(key, Ed25519PublicKey):
            raise Refused(f"a public key is a {type(key).__name__}; allowed is Ed25519")
        keys[key_id(key)] = key
    try:
        e = json.loads(envelope)
        payload = base64.b64decode(e["payload"], validate=True)
        kind = e["payloadType"]
        signatures = [(s["keyid"], base64.b64decode(s["sig"], validate=True)) for s in e["signatures"]]
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"the index is not a DSSE envelope: {type(error).__name__} {error}") from error
    if kind != PAYLOAD_TYPE:
        raise Refused(f"the index has payloadType {kind!r}; allowed is {PAYLOAD_TYPE}")
    message = pre_authentication(kind, payload)
    for keyid, signature in signatures:
        if keyid in keys and _signed(keys[keyid], signature, message):
            statement: dict[str, Any] = json.loads(payload)
            return statement
    raise Refused(
        f"the index is not signed by a known key; it names {[k for k, _ in signatures]}, known are {sorted(keys)}"
    )


def _signed(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True
