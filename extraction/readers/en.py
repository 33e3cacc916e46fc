"""English."""

from extraction.english import READER, read, warm_up
from extraction.result import Reader

__all__ = ["identity", "read", "warm_up"]


def identity() -> Reader:
    """What reads English; its model is always installed."""
    return READER
