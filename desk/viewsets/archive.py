"""The listing of the archive: pages that evidence points to, and what became of them."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Count, QuerySet
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from archive.models import Page
from claims.models import Evidence
from desk.viewsets.listing import ListingView, ListingViewSet, OpeningColumn, TemplateColumn
from desk.words import PAGE_TONE, as_options


class PageFilterSet(WagtailFilterSet):
    """What of the archive to show."""

    show = django_filters.ChoiceFilter(
        label="Show",
        method="narrow",
        choices=[("in-trouble", "Changed, gone or not archived")],
        empty_label="All",
        widget=forms.RadioSelect,
    )
    state = django_filters.MultipleChoiceFilter(
        label="State",
        choices=as_options(Page.State.choices),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )

    class Meta:
        model = Page
        fields: list[str] = []

    def narrow(self, pages: Any, name: str, value: str) -> Any:
        """Those at which somebody should look."""
        return pages.in_trouble()


class PageListingView(ListingView):
    """Newest first."""

    default_ordering = ("-pk",)
    empty_hint = "A page is kept as soon as evidence points to it."
    page_title = "Archive"

    def get_base_queryset(self) -> QuerySet[Page]:
        return Page.objects.all()

    def complete(self, rows: list[Page]) -> None:
        cited = Evidence.objects.standing().filter(page__in=rows).order_by().values_list("page")
        claims = dict(cited.annotate(count=Count("claim", distinct=True)))
        for page in rows:
            page.note = page.reason
            page.tone = PAGE_TONE.get(page.state, "")
            page.claim_count = claims.get(page.pk, 0)


class ArchiveViewSet(ListingViewSet):
    """The archive in the menu."""

    model = Page
    name = "archive"
    icon = "link"
    menu_label = "Archive"
    menu_order = 205
    index_view_class = PageListingView
    filterset_class = PageFilterSet
    search_fields = ["url"]
    list_display = [
        OpeningColumn("url", "archive_page", label="Address"),
        TemplateColumn("state", "desk/columns/status.html", accessor="get_state_display", sort_key="state"),
        Column("claim_count", label="Claims"),
        DateColumn("checked_at", label="Last answered"),
        DateColumn("next_check_at", label="Looked at again"),
    ]
    list_export = ["pk", "url", "get_state_display", "reason", "checked_at", "changed_at"]
    export_headings = {"pk": "Page", "get_state_display": "State"}
    export_filename = "archive"
