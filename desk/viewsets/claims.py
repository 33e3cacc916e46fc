"""The listing of claims: what is said in our stories, how far it is checked, and with what result."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from articles.models import ArticlePage, SectionPage
from claims.models import Claim, Rating
from claims.worthiness import why_words
from desk.sections import Sections, articles_by_id, section_filter
from desk.viewsets.claim_page import ClaimPage
from desk.viewsets.listing import ListingView, ListingViewSet, OpeningColumn, TemplateColumn
from desk.words import STATUS_TONE, as_options
from entities.models import Entity

PLACES_SHOWN = 2


class ClaimFilterSet(WagtailFilterSet):
    """What of the claims to show."""

    show = django_filters.ChoiceFilter(
        label="Show",
        method="narrow",
        choices=[
            ("undecided", "Undecided only"),
            ("in-hand", "In my hands"),
            ("unassigned", "Nobody’s yet"),
            ("overdue", "Overdue"),
            ("cross-check", "Waiting for a second person"),
            ("decided", "Decided, published or not"),
            ("reworded", "Text changed since it was checked"),
            ("mine", "Claims in my stories"),
        ],
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

    class Meta:
        model = Claim
        fields: list[str] = []

    def narrow(self, claims: Any, name: str, value: str) -> Any:
        """By what awaits somebody."""
        user = self.request.user
        narrowed = {
            "undecided": claims.undecided,
            "in-hand": lambda: claims.in_hands_of(user),
            "unassigned": claims.unassigned,
            "overdue": claims.overdue,
            "cross-check": lambda: claims.filter(status=Claim.Status.CROSS_CHECK),
            "decided": claims.decided,
            "reworded": claims.reworded,
            "mine": lambda: claims.made_in(ArticlePage.objects.of_person(user)),
        }
        return narrowed[value]()

    def in_section(self, claims: Any, name: str, section: SectionPage) -> Any:
        """Made in a story of one section."""
        return claims.made_in(ArticlePage.objects.descendant_of(section))


class ClaimListingView(ListingView):
    """Newest first."""

    default_ordering = ("-created_at", "-pk")
    empty_hint = (
        "Claims are proposed when a story is read: save a story that says who said what, "
        "or make a claim from the panel beside the editor."
    )

    def get_base_queryset(self) -> QuerySet[Claim]:
        return (
            Claim.objects.with_verdict()
            .select_related("claimant", "assignee")
            .prefetch_related("appearances")
        )

    def complete(self, rows: list[Claim]) -> None:
        sections, scale = Sections(), Rating.objects.in_bulk()
        articles = articles_by_id(seen.article_id for claim in rows for seen in claim.appearances.all())
        reworded = set(
            Claim.objects.reworded().filter(pk__in=[claim.pk for claim in rows]).values_list("pk", flat=True)
        )
        for claim in rows:
            seen_in = dict.fromkeys(seen.article_id for seen in claim.appearances.all())
            places = [
                {"article": articles[pk], "section": sections.of(articles[pk])}
                for pk in seen_in
                if pk in articles
            ]
            claim.places, claim.more_places = places[:PLACES_SHOWN], len(places[PLACES_SHOWN:])
            claim.tone = STATUS_TONE.get(claim.status, "")
            claim.rated = scale.get(claim.rating)
            claim.is_reworded = claim.pk in reworded


def claimant(claim: Claim) -> str:
    """The claimant as the claim or its entity names them."""
    return claim.claimant.name if claim.claimant else claim.claimant_name or "nobody named"


class ClaimViewSet(ListingViewSet):
    """Claims in the menu."""

    model = Claim
    name = "claims"
    icon = "clipboard-list"
    menu_order = 200
    index_view_class = ClaimListingView
    page_view_class = ClaimPage
    filterset_class = ClaimFilterSet
    search_fields = ["statement", "claimant_name", "claimant__name"]
    list_display = [
        OpeningColumn("statement", "claims:page", accessor=str, label="Statement", sort_key="statement"),
        Column("claimant", accessor=claimant, sort_key="claimant_name"),
        TemplateColumn(
            "status", "desk/columns/status.html", accessor="get_status_display", sort_key="status"
        ),
        TemplateColumn("rating", "desk/columns/rating.html", label="Newest rating", sort_key="rating"),
        Column("assignee", accessor=lambda claim: claim.assignee or "—", label="In the hands of"),
        TemplateColumn("places", "desk/columns/places.html", label="Appears in"),
        TemplateColumn(
            "worth", "desk/columns/worth.html", accessor=why_words, label="Check-worthy", sort_key="worth"
        ),
        DateColumn("created_at", label="Created", sort_key="created_at"),
    ]
    list_export = ["pk", "statement", "claimant_name", "get_status_display", "rating", "worth", "created_at"]
    export_headings = {"pk": "Claim", "get_status_display": "Status", "rating": "Newest rating"}
    export_filename = "claims"
