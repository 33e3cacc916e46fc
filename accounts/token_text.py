"""The text of a token: recognisable, unguessable, and checked before a database is asked.

`nrt_` + 36 random letters and digits (214 bits) + 6 that are their checksum. Scanners for leaked secrets
find it by `nrt_[0-9A-Za-z]{42}` and know a real one by the checksum. What is kept is its SHA-256 alone:
nobody can try 2^214 secrets, so a slow hash as for passwords would cost time and protect nothing.
"""

import hashlib
import re
import secrets
import string
from zlib import crc32

PREFIX = "nrt_"
ACCESS, REFRESH = "nra_", "nrr_"  # what the OAuth server gives out: for an hour, and to get the next one with
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM, CHECK = 36, 6
SHAPE = re.compile(rf"(?:{PREFIX}|{ACCESS})([0-9A-Za-z]{{{RANDOM}}})([0-9A-Za-z]{{{CHECK}}})")
# What REST framework made before: they keep working until they are replaced.
OLD_SHAPE = re.compile(r"[0-9a-f]{40}")


def new_secret(prefix: str = PREFIX) -> str:
    """A token's text that nobody had before."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return f"{prefix}{body}{checksum(body)}"


def checksum(body: str) -> str:
    """CRC-32 of the random part in base 62, six digits."""
    rest, digits = crc32(body.encode("ascii")), ""
    for _ in range(CHECK):
        rest, digit = divmod(rest, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def is_well_formed(secret: str) -> bool:
    """Whether this can be a token at all: its shape and its checksum, or the older shape."""
    if match := SHAPE.fullmatch(secret):
        return checksum(match[1]) == match[2]
    return bool(OLD_SHAPE.fullmatch(secret))


def digest_of(secret: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()
