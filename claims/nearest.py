"""The claims that are closest in meaning and words: `nearest().checked` and `nearest().open`.

A PostgreSQL that keeps vectors (`claims/vectors.py`) is asked for them. Elsewhere an index in each process,
fed by the database, compares all. Nobody has to be told of changes; while there are none, asking whether
there are costs a small query.
"""

import threading

from django.db import connection

from claims.models import Meaning, MeaningClock
from claims.picking import Picking
from claims.vectors import are_kept
from matching import Index, unpack, version

CHUNK = 2000
ROW = (
    "number",
    "shelf",
    "version",
    "packed",
    "claim_id",
    "claim__statement",
    "review_id",
    "review__claim_reviewed",
    "review__title",
)


class Nearest:
    """What was checked, and what is open, as far as `follow` has read. Safe to call from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._empty()

    def _empty(self) -> None:
        self.checked, self.open, self._number = Index(), Index(), 0

    def follow(self) -> "Nearest":
        """Read what changed since the last time; returns itself."""
        with self._lock:
            now = MeaningClock.objects.values_list("number", flat=True).first() or 0
            if now < self._number:  # another database, or one restored from a backup
                self._empty()
            if now > self._number:
                self._read(now)
        return self

    def _read(self, now: int) -> None:
        rows = Meaning.objects.filter(number__gt=self._number).order_by("number").values_list(*ROW)
        ours = version()
        for number, shelf, made_by, packed, claim_id, statement, review_id, reviewed, title in rows.iterator(
            chunk_size=CHUNK
        ):
            key = f"claim:{claim_id}" if claim_id else f"review:{review_id}"
            self.checked.remove(key)
            self.open.remove(key)
            if made_by == ours and shelf != Meaning.Shelf.NONE:
                index = self.checked if shelf == Meaning.Shelf.CHECKED else self.open
                texts = [statement] if claim_id else [text for text in (reviewed, title) if text]
                index.add(key, texts, unpack(bytes(packed)))
            now = max(now, number)
        self._number = now


_shared, _picking = Nearest(), Picking()


def nearest() -> Nearest | Picking:
    """What claims are compared with, up to date: this database's vectors where it keeps them, else this
    process's index; within a transaction, which may be undone, an index made for the call."""
    if are_kept():
        return _picking.follow()
    return (Nearest() if connection.in_atomic_block else _shared).follow()
