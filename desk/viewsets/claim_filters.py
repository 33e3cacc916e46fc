"""What of the claims to show, the same on list and board, and how many there are of what awaits somebody."""

import json
from collections.abc import Mapping
from hashlib import md5
from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse, QueryDict
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET
from wagtail.admin.filters import WagtailFilterSet

from articles.models import ArticlePage, SectionPage
from claims import permissions
from claims.models import Claim, Rating
from claims.queue import AWAITING, awaiting
from desk.sections import section_filter
from desk.words import as_options
from entities.models import Entity

QUICK = {
    "in-hand": "Mine",
    "unassigned": "Nobody’s",
    "overdue": "Overdue",
    "today": "Going out today",
    "confirm": "For me to confirm",
    "undecided": "All undecided",
}
IN_QUEUE_ORDER = {*QUICK, "cross-check"}
MOST_COUNTED = 999  # beyond it nobody reads the number, and counting would cost as much as the queue is long
KEPT = ("section", "topic", "article", "claimant__kind")  # filters that go along with a quick one


def topics() -> list[tuple[str, str]]:
    """The topics in use, as a choice."""
    used = Claim.objects.exclude(topic="").order_by("topic").values_list("topic", flat=True).distinct()
    return [(topic, topic) for topic in used[:200]]


class ClaimFilterSet(WagtailFilterSet):
    """What of the claims to show."""

    show = django_filters.ChoiceFilter(
        label="Show",
        method="narrow",
        choices=list(AWAITING.items()),
        empty_label="All",
        widget=forms.RadioSelect,
    )
    status = django_filters.MultipleChoiceFilter(
        label="Status",
        choices=as_options(Claim.Status.choices),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    rating = django_filters.MultipleChoiceFilter(
        label="Newest rating",
        choices=lambda: list(Rating.objects.values_list("code", "label")),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    claimant__kind = django_filters.MultipleChoiceFilter(
        label="Claimant",
        choices=as_options(Entity.Kind.choices),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    section = section_filter()
    topic = django_filters.ChoiceFilter(
        label="Topic", choices=topics, empty_label="All", widget=forms.RadioSelect
    )
    article = django_filters.CharFilter(
        label="Article", method="in_article", help_text="A word of its headline, or its number."
    )

    class Meta:
        model = Claim
        fields: list[str] = []

    def narrow(self, claims: Any, name: str, value: str) -> Any:
        """By what awaits somebody."""
        return awaiting(claims, value, self.request.user)

    def in_section(self, claims: Any, name: str, section: SectionPage) -> Any:
        """Made in a story of one section."""
        return claims.made_in(ArticlePage.objects.descendant_of(section))

    def in_article(self, claims: Any, name: str, value: str) -> Any:
        """Made in the article of that number, or in one whose headline has these words."""
        articles = ArticlePage.objects.all()
        if value.isdecimal() and len(value) < 19:
            return claims.made_in(articles.filter(pk=int(value)))
        return claims.made_in(articles.filter(draft_title__icontains=value))


def kept_filters(query: QueryDict) -> QueryDict:
    """The filters of an address that hold beside whatever quick filter is chosen."""
    kept = QueryDict(mutable=True)
    for name in KEPT:
        if values := query.getlist(name):
            kept.setlist(name, values)
    return kept


def counts_of(request: HttpRequest) -> dict[str, str]:
    """How many claims each quick filter shows beside the address's other filters; seven queries or so."""
    filters = ClaimFilterSet(kept_filters(request.GET), request=request)
    claims = Claim.objects.order_by()
    if filters.is_valid():
        claims = filters.filter_queryset(claims)
    return {show: _capped(awaiting(claims, show, request.user)) for show in QUICK}


def _capped(claims: Any) -> str:
    number = claims.values("pk")[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


def quick_filters(request: HttpRequest, url: str) -> list[dict[str, Any]]:
    """The quick filters as links with their counts. The one that is on leads back to all claims."""
    chosen, counts = request.GET.get("show", ""), counts_of(request)
    return [
        {
            "show": show,
            "label": label,
            "count": counts[show],
            "is_on": show == chosen,
            "url": address(url, kept_filters(request.GET), {} if show == chosen else {"show": show}),
        }
        for show, label in QUICK.items()
    ]


def address(url: str, query: QueryDict, values: Mapping[str, str]) -> str:
    """An address with a query and some more values in it."""
    query = query.copy()
    for name, value in values.items():
        query[name] = value
    return f"{url}?{query.urlencode()}" if query else url


@require_GET
def counts_view(request: HttpRequest) -> HttpResponse:
    """The counts of the quick filters as JSON; 304 where none changed since `If-None-Match`."""
    permissions.require(request.user, "view_claim")
    return unless_unchanged(request, {"counts": counts_of(request)})


def unless_unchanged(request: HttpRequest, values: dict[str, Any]) -> HttpResponse:
    """Values as JSON with an entity tag; 304 without them where the asker has them already."""
    etag = f'"{md5(json.dumps(values).encode(), usedforsecurity=False).hexdigest()}"'
    known = etag in request.headers.get("If-None-Match", "")
    response: HttpResponse = HttpResponseNotModified() if known else JsonResponse(values)
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response
