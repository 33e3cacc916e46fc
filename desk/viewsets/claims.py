"""The claims in the menu: the desk's queue as a list and as a board, and the page of each claim."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from wagtail.admin.ui.tables import Column, DateColumn, Table

from claims.models import Claim
from claims.worthiness import why_words
from desk.viewsets.claim_filters import (
    IN_QUEUE_ORDER,
    ClaimFilterSet,
    address,
    counts_view,
    quick_filters,
)
from desk.viewsets.claim_page import ClaimPage
from desk.viewsets.claim_rows import claimant, complete_claims
from desk.viewsets.listing import ListingView, ListingViewSet, OpeningColumn, TemplateColumn


class ClaimTable(Table):
    """Says of each row which claim it is, for the keyboard."""

    def get_row_attrs(self, instance: Claim) -> dict[str, str]:
        return {**super().get_row_attrs(instance), "data-claim": str(instance.pk)}


class ClaimListingView(ListingView):
    """Newest first; what waits to be done, in the order of the queue."""

    template_name = "desk/claims/list.html"
    results_template_name = "desk/claims/list_results.html"
    table_class = ClaimTable
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

    def order_queryset(self, queryset: Any) -> Any:
        if self.request.GET.get("show") in IN_QUEUE_ORDER and self.ordering == self.default_ordering:
            return queryset.in_queue_order()
        return super().order_queryset(queryset)

    def complete(self, rows: list[Claim]) -> None:
        complete_claims(rows)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.copy()
        for name in ("p", "ordering", "_w_filter_fragment"):
            query.pop(name, None)
        return {
            **super().get_context_data(*args, **kwargs),
            "quick": quick_filters(self.request, self.index_url),
            "counts_url": address(reverse("claims:counts"), query, {}),
            "list_url": address(reverse("claims:index"), query, {}),
        }


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
        TemplateColumn("due_at", "desk/columns/due.html", label="Due", sort_key="due_at"),
        TemplateColumn("places", "desk/columns/places.html", label="Appears in"),
        TemplateColumn(
            "worth", "desk/columns/worth.html", accessor=why_words, label="Check-worthy", sort_key="worth"
        ),
        DateColumn("created_at", label="Created", sort_key="created_at"),
    ]
    list_export = ["pk", "statement", "claimant_name", "get_status_display", "rating", "worth", "created_at"]
    export_headings = {"pk": "Claim", "get_status_display": "Status", "rating": "Newest rating"}
    export_filename = "claims"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("counts/", counts_view, name="counts")]
