"""The heads of all chains at the end of a day, so that a newsroom can prove later what stood there.

A digest is canonical JSON (RFC 8785) and is signed (`articles.signing`). Each names the SHA-256 of the one
before: the days are a chain too. What a chain of hashes alone cannot show, that its end was cut off or that
all of it was forged anew, is told by these.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Max, Q
from django.utils import timezone

from articles.content import canonical, sha256
from articles.history import CHUNK, as_of_now
from articles.models import ArticleRevision

FORMAT = "newsroom-digest-1"


@dataclass(frozen=True, slots=True)
class Difference:
    """What the database says otherwise than a digest; `article_id` None for what concerns all."""

    article_id: int | None
    words: str


def day_ends_at(day: date) -> datetime:
    """The end of a day by the newsroom's clock."""
    midnight = datetime.combine(day + timedelta(days=1), time.min)
    return timezone.make_aware(midnight, timezone.get_default_timezone())


def digest_of(day: date, previous: bytes | None = None) -> bytes:
    """The digest of a day that is over, as the bytes of its file.

    It holds the head of every article that was written on since the digest before (`previous`, as the
    bytes of its file), so that no day can be skipped; the first one holds all.
    """
    until = day_ends_at(day)
    if until > timezone.now():
        raise ValidationError(
            f"{day} is not over yet by the newsroom's clock. Its digest can be made tomorrow."
        )
    before = _parsed(previous) if previous is not None else None
    if before and before["day"] >= day.isoformat():
        raise ValidationError(f"The digest before is of {before['day']}. Name one of a day before {day}.")
    with as_of_now():
        covered = ArticleRevision.objects.filter(created_at__lt=until)
        fresh = covered
        if before:
            # What was autosaved on one day may be frozen, and numbered by the database, on the next.
            fresh = covered.filter(
                Q(pk__gt=before["last_row"]) | Q(created_at__gte=datetime.fromisoformat(before["until"]))
            )
        newest = fresh.order_by().values("article_id").annotate(newest=Max("number"))
        numbers = dict(newest.values_list("article_id", "newest"))
        heads = [
            {"article": article, "number": number, "hash": hash_} for article, number, hash_ in _rows(numbers)
        ]
        return canonical(
            {
                "format": FORMAT,
                "newsroom": settings.WAGTAILADMIN_BASE_URL,
                "day": day.isoformat(),
                "until": until.isoformat(),
                "previous": sha256(previous) if previous is not None else "",
                "revisions": covered.count(),
                "last_row": covered.aggregate(last=Max("pk"))["last"] or 0,
                "heads": heads,
            }
        )


def _rows(numbers: dict[int, int]) -> Iterator[tuple[int, int, str]]:
    """The newest revision of each of these articles, in their order."""
    articles = sorted(numbers)
    for start in range(0, len(articles), CHUNK // 2):
        some = articles[start : start + CHUNK // 2]
        found = ArticleRevision.objects.filter(
            article_id__in=some, number__in={numbers[article] for article in some}
        )
        for article, number, hash_ in found.order_by("article_id").values_list(
            "article_id", "number", "hash"
        ):
            if numbers[article] == number:
                yield article, number, hash_


def differences(content: bytes) -> Iterator[Difference]:
    """What the database says otherwise than a digest: heads that are missing or carry another hash."""
    digest = _parsed(content)
    heads = {head["article"]: head for head in digest["heads"]}
    known = {article: hash_ for article, _, hash_ in _rows({a: head["number"] for a, head in heads.items()})}
    for article, head in heads.items():
        if article not in known:
            yield Difference(article, f"revision {head['number']} is missing")
        elif known[article] != head["hash"]:
            yield Difference(article, f"revision {head['number']} is another than the one that stood there")
    until = datetime.fromisoformat(digest["until"])
    if (count := ArticleRevision.objects.filter(created_at__lt=until).count()) < digest["revisions"]:
        yield Difference(None, f"{digest['revisions'] - count} revisions of that day or before are missing")


def articles_of(content: bytes) -> list[int]:
    """The articles that a digest names the heads of."""
    return [head["article"] for head in _parsed(content)["heads"]]


def follows(content: bytes, previous: bytes) -> bool:
    """Whether a digest names another as the one before it."""
    return bool(_parsed(content)["previous"] == sha256(previous))


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        digest = json.loads(content)
        if digest["format"] == FORMAT:
            datetime.fromisoformat(digest["until"])
            return dict(digest)
    except (ValueError, KeyError, TypeError) as error:
        raise ValidationError("This file is no digest: it cannot be read as one.") from error
    raise ValidationError(f"This digest is of another format than {FORMAT}: {digest['format']}.")
