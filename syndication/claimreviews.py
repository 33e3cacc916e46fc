"""The ClaimReviews of public claims: of those that a visible story makes in the words that were checked."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from claims.claimreview import Work, claim_review
from claims.models import Claim
from syndication.newsarticle import publisher
from syndication.places import Place

Node = dict[str, Any]
Places = Mapping[int, Sequence[Place]]


def reviews_of(claims: Sequence[Claim], places: Places, request: HttpRequest) -> dict[int, Node]:
    """The ClaimReview of each claim of `places.public_claims` that has one, by its id; asks nothing more."""
    newsroom = publisher(request)
    reviews = {}
    for claim in claims:
        works = [
            Work(
                headline=place.article.title,
                url=request.build_absolute_uri(place.article.get_url(request)),
                published_at=place.article.first_published_at,
            )
            for place in places[claim.pk]
            if place.is_standing
        ]
        url = request.build_absolute_uri(claim.get_absolute_url())
        review = claim_review(claim, url=url, publisher=newsroom, works=works) if works else None
        if review:
            reviews[claim.pk] = review
    return reviews
