"""ClaimReviews of public claims: on the pages that carry them, alone, and all of them in a feed.

A claim that no visible story makes any longer in the words that were checked has no ClaimReview until
somebody reaffirms or repeats its verdict.
"""

from datetime import datetime

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from claims.claimreview import MEDIA_TYPE, data_feed, document
from claims.models import Claim
from claims.readers import for_readers
from newsroom.public.data import serve
from syndication.claimreviews import reviews_of
from syndication.newsarticle import name_of_site, publisher
from syndication.places import places_of, public_claims

PER_PAGE = 100
SALT = "claimreview-feed"


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """A page of the DataFeed of ClaimReviews, the claims that changed last first."""
    claims = public_claims().order_by("-changed_at", "-pk")
    if cursor := request.GET.get("before"):
        try:
            moment, pk = _read(cursor)
        except (signing.BadSignature, ValueError, TypeError):
            return HttpResponseBadRequest(
                "“before” is no address that this feed gave. Begin again without it.\n",
                content_type="text/plain; charset=utf-8",
            )
        claims = claims.filter(changed_at__lte=moment).exclude(changed_at=moment, pk__gte=pk)
    found = list(claims[: PER_PAGE + 1])
    shown, has_more = found[:PER_PAGE], len(found) > PER_PAGE
    for_readers(shown)
    reviews = reviews_of(shown, places_of(shown), request)
    address = request.build_absolute_uri(reverse("claimreview-feed"))
    node = data_feed(
        [(claim, reviews[claim.pk]) for claim in shown if claim.pk in reviews],
        url=address,
        name=f"Fact checks by {name_of_site(request)}",
        publisher=publisher(request),
    )
    links = {"first": address}
    if has_more:
        links["next"] = f"{address}?before={_cursor(shown[-1])}"
    modified = shown[0].changed_at if shown else None
    return serve(request, document(node), MEDIA_TYPE, links=links, modified=modified)


def _cursor(claim: Claim) -> str:
    return signing.dumps([claim.changed_at.isoformat(), claim.pk], salt=SALT)


def _read(cursor: str) -> tuple[datetime, int]:
    written, pk = signing.loads(cursor, salt=SALT)
    moment = parse_datetime(written)
    if moment is None:
        raise ValueError(written)
    return moment, int(pk)


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The ClaimReview of one claim."""
    claim = get_object_or_404(public_claims(), pk=pk)
    for_readers([claim])
    found = reviews_of([claim], places_of([claim]), request).get(pk)
    if found is None:
        raise Http404("No story makes the claim in the words that were checked.")
    page = request.build_absolute_uri(claim.get_absolute_url())
    return serve(request, document(found), MEDIA_TYPE, links={"describes": page}, modified=claim.changed_at)
