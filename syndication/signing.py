"""Signatures of Standard Webhooks 1.0.0. Knows no framework."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"
SIZE = 32  # bytes


def new_secret() -> str:
    """A secret as consumers get it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SIZE)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """What one secret makes of a message: `v1,…`. Raises ValueError for what is no secret."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("A secret is whsec_ and base64.") from error
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(all_secrets: Iterable[str], message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers of a message, signed with every secret that holds."""
    signed = (signature(secret, message_id, timestamp, body) for secret in all_secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signed),
    }
