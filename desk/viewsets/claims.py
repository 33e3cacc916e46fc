"""The claims in the menu: the desk's queue as a list and as a board, and the page of each claim."""

from django.urls import URLPattern, path
from wagtail.admin.ui.tables import Column, DateColumn

from claims.models import Claim
from claims.worthiness import why_words
from desk.viewsets.claim_acts import ClaimActsView
from desk.viewsets.claim_filters import ClaimFilterSet, counts_view
from desk.viewsets.claim_page import ClaimPage
from desk.viewsets.claim_queue import ChoosingColumn, ClaimBoardView, ClaimListingView
from desk.viewsets.claim_rows import claimant
from desk.viewsets.listing import ListingViewSet, OpeningColumn, TemplateColumn


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
        ChoosingColumn("claim", label="Choose"),
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
        board = {
            **self.get_index_view_kwargs(),
            "index_url_name": self.get_url_name("board"),
            "index_results_url_name": self.get_url_name("board_results"),
        }
        board_results = self.construct_view(ClaimBoardView, **board, results_only=True)
        return [
            *super().get_urlpatterns(),
            path("board/", self.construct_view(ClaimBoardView, **board), name="board"),
            path("board/results/", board_results, name="board_results"),
            path("counts/", counts_view, name="counts"),
            path("acts/", ClaimActsView.as_view(), name="acts"),
        ]
