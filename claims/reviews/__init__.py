"""What others checked, as they publish it: one file per outside format, each read into the same `Record`.

Everything here takes values and returns values; nothing that a stranger wrote raises but `Unreadable`.
"""

from claims.reviews.formats import read
from claims.reviews.record import Faulty, Record, Unreadable

__all__ = ["Faulty", "Record", "Unreadable", "read"]
