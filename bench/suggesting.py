"""What the product does for a new claim among 200,000 that were checked, half by us and half by others."""

import hashlib
import itertools
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import django
import numpy as np
import psutil
from django.db import connection
from django.utils import timezone

from bench.measure import clock, milliseconds, shown
from claims.matches import LEAST, LOOKED_AT, place
from claims.models import Claim, ImportedReview, Meaning, MeaningClock, ReviewImport, Suggestion
from claims.nearest import nearest
from matching import pack, vector_of, version

CHUNK = 5000


def measure(claims: Sequence[str], vectors: np.ndarray, asked: Sequence[str]) -> None:
    """Print what loading costs a process, and times of a new claim, from its row to its suggestions."""
    fill(claims, vectors)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=django.setup) as worker:
        seconds, grown = worker.submit(load).result()
    print(f"in the product ({connection.vendor}): a new process reads {len(claims):,} meanings ", end="")
    print(f"in {seconds:.0f} s and grows by {grown:,.0f} MB")
    nearest()
    new = [Claim.objects.create(statement=words) for words in asked]
    place(new[0])
    whole = [milliseconds(lambda c=claim: place(c)) for claim in new[1:]]
    found = Suggestion.objects.values("claim").distinct().count()
    print(f"  a new claim, from its row to its suggestions ({found} of {len(new)} have some): {shown(whole)}")
    print(f"  of it finding what is closest: {shown([milliseconds(lambda w=w: _find(w)) for w in asked])}")
    print(f"  of it asking whether anything changed: {shown([milliseconds(nearest) for _ in new])}")


def load() -> tuple[float, float]:
    """Seconds and megabytes that the index costs a process that has done nothing else."""
    vector_of(["The encoder itself is no part of it."])
    connection.ensure_connection()
    memory = psutil.Process().memory_info
    before = memory().rss
    seconds = clock(nearest)
    return seconds, (memory().rss - before) / 2**20


def _find(words: str) -> None:
    nearest().checked.nearest(words, limit=LOOKED_AT, least=LEAST)


def fill(claims: Sequence[str], vectors: np.ndarray) -> None:
    """Rows as a worker leaves them."""
    source = ReviewImport.objects.create(name="bench", state=ReviewImport.State.DONE)
    number, encoder, now = itertools.count(1), version(), timezone.now()
    for start in range(0, len(claims), CHUNK):
        words, numbers = claims[start : start + CHUNK], vectors[start : start + CHUNK]
        half = len(words) // 2
        ours = Claim.objects.bulk_create(
            Claim(statement=said, status=Claim.Status.PUBLISHED) for said in words[:half]
        )
        theirs = ImportedReview.objects.bulk_create(
            ImportedReview(
                digest=hashlib.sha256(f"{start + n}".encode()).hexdigest(),
                publisher="Bench",
                url=f"https://bench.example/{start + n}",
                claim_reviewed=said,
                label="False",
                raw={},
                updated_at=now,
                source=source,
            )
            for n, said in enumerate(words[half:])
        )
        things = [{"claim": claim} for claim in ours] + [{"review": review} for review in theirs]
        Meaning.objects.bulk_create(
            Meaning(
                **thing,
                shelf=Meaning.Shelf.CHECKED,
                packed=pack(vector),
                version=encoder,
                number=next(number),
                said="",
                is_matched=True,
            )
            for thing, vector in zip(things, numbers, strict=True)
        )
    MeaningClock.tick(len(claims))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
