"""What the product does for a new claim among 200,000 that were checked, half by us and half by others."""

import gc
import hashlib
import itertools
from collections.abc import Sequence

import numpy as np
import psutil
from django.db import connection
from django.utils import timezone

from bench.measure import clock, percentile
from claims.matches import place
from claims.models import Claim, ImportedReview, Meaning, MeaningClock, ReviewImport, Suggestion
from claims.nearest import nearest
from matching import pack, version

CHUNK = 5000


def measure(claims: Sequence[str], vectors: np.ndarray, asked: Sequence[str]) -> None:
    """Print what loading costs a process, and times of a new claim, from its row to its suggestions."""
    _fill(claims, vectors)
    gc.collect()
    memory = psutil.Process().memory_info
    before = memory().rss
    seconds = clock(nearest)
    grown = (memory().rss - before) / 2**20
    print(
        f"in the product ({connection.vendor}): a process reads {len(nearest().checked):,} meanings ", end=""
    )
    print(f"in {seconds:.0f} s and grows by {grown:,.0f} MB")
    new = [Claim.objects.create(statement=words) for words in asked]
    place(new[0])
    whole = [clock(lambda c=claim: place(c)) * 1000 for claim in new[1:]]
    found = Suggestion.objects.values("claim").distinct().count()
    followed = [clock(nearest) * 1000 for _ in new]
    print(
        f"a new claim placed, compared and its suggestions written ({found} of {len(new)} have some): ",
        end="",
    )
    print(f"median {percentile(whole, 0.5):.0f} ms, p95 {percentile(whole, 0.95):.0f} ms; aim: p95 ≤ 100 ms")
    print(f"asking whether anything changed: median {percentile(followed, 0.5):.1f} ms, ", end="")
    print(f"p95 {percentile(followed, 0.95):.1f} ms")


def _fill(claims: Sequence[str], vectors: np.ndarray) -> None:
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
