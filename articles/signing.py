"""Sign a digest, and tell whether one is signed.

A signature is a detached JWS (RFC 7515, appendix F) made with Ed25519 (RFC 8037): it lies in a file of its
own, so that what is signed stays readable.
"""

from base64 import urlsafe_b64encode
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ValidationError
from jwt.api_jws import PyJWS
from jwt.exceptions import PyJWTError

from articles.content import canonical, sha256

SIGNATURE = ".jws"  # appended to the name of the file that is signed
TYPE = "newsroom-digest+jws"


def sign(content: bytes, key: Ed25519PrivateKey) -> str:
    """The detached JWS over a digest's bytes."""
    header = {"typ": TYPE, "kid": key_id(key.public_key())}
    protected, _, signature = PyJWS().encode(content, key, algorithm="EdDSA", headers=header).split(".")
    return f"{protected}..{signature}"


def is_signed(content: bytes, signature: str, key: Ed25519PublicKey) -> bool:
    """Whether the detached JWS is one over these bytes, by the owner of the key."""
    protected, _, signed = signature.strip().partition("..")
    token = f"{protected}.{_base64(content)}.{signed}"
    try:
        return bool(PyJWS().decode(token, key, algorithms=["EdDSA"]) == content)
    except PyJWTError:
        return False


def key_id(key: Ed25519PublicKey) -> str:
    """The thumbprint of a public key (RFC 7638)."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    jwk = canonical({"crv": "Ed25519", "kty": "OKP", "x": _base64(raw)})
    return _base64(bytes.fromhex(sha256(jwk)))


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def make_key(path: Path) -> Path:
    """Write a new private key, readable by its owner alone, and beside it the public one; returns that path.

    Raises FileExistsError rather than write over a key.
    """
    key = Ed25519PrivateKey.generate()
    public = path.with_name(path.name + ".pub")
    if public.exists():
        raise FileExistsError(f"{public} is there already.")
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    public.write_bytes(
        key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    return public


def private_key() -> Ed25519PrivateKey:
    """The key that the setting NEWSROOM_SIGNING_KEY names; ValidationError says what is wrong with it."""
    if not settings.NEWSROOM_SIGNING_KEY:
        raise ValidationError(
            "No key to sign with. Make one with make_signing_key and name its file in NEWSROOM_SIGNING_KEY."
        )
    try:
        key = serialization.load_pem_private_key(Path(settings.NEWSROOM_SIGNING_KEY).read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise ValidationError(f"The key in NEWSROOM_SIGNING_KEY cannot be read: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ValidationError("The key in NEWSROOM_SIGNING_KEY is no Ed25519 key.")
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """A public key from its file; ValidationError says what is wrong with it."""
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ValidationError(f"The public key cannot be read: {error}") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ValidationError("The public key is no Ed25519 key.")
    return key
