"""The desk's queue, as a list and as a board: the same claims, filters and acts, told in two ways."""

from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from wagtail.admin.ui.tables import BaseColumn, Table

from accounts.models import User
from claims.models import Claim
from claims.workflow import ASIDE, SETTLED, UNDECIDED, Status
from desk.viewsets.claim_acts import ManyPlanForm
from desk.viewsets.claim_filters import IN_QUEUE_ORDER, address, quick_filters
from desk.viewsets.claim_forms import checkers
from desk.viewsets.claim_moves import moves_of
from desk.viewsets.claim_rows import complete_claims
from desk.viewsets.listing import ListingView

COLUMNS = (*UNDECIDED, Status.DECIDED)
CARDS = 20  # in one column; the list has the rest


class ChoosingColumn(BaseColumn):
    """A tick for each claim, to act on many."""

    header_template_name = "desk/columns/choose_all.html"
    cell_template_name = "desk/columns/choose.html"


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
        context = super().get_context_data(*args, **kwargs)
        context |= {
            "quick": quick_filters(self.request, self.index_url),
            "counts_url": address(reverse("claims:counts"), query, {}),
            "list_url": address(reverse("claims:index"), query, {}),
            "board_url": address(reverse("claims:board"), query, {}),
        }
        return context if self.results_only else context | tools_of(self.request.user)


class ClaimBoardView(ClaimListingView):
    """A column for each state from new to decided, each in the order of the queue."""

    template_name = "desk/claims/board.html"
    results_template_name = "desk/claims/board_results.html"

    def get_paginate_by(self, queryset: Any) -> None:
        return None

    def get_queryset(self) -> Any:
        """The cards of all columns; `self.columns_shown` has them in their columns."""
        claims = super().get_queryset()
        numbers = dict(claims.order_by().values_list("status").annotate(Count("pk")))
        self.numbers = {status: numbers.get(status, 0) for status in Status}
        cards: list[Claim] = []
        self.columns_shown = []
        for status in COLUMNS:
            few = list(claims.filter(status=status).in_queue_order()[:CARDS]) if self.numbers[status] else []
            self.columns_shown.append({"status": status, "cards": few, "number": self.numbers[status]})
            cards += few
        return cards

    def get_table(self, object_list: list[Claim]) -> Any:
        for claim in object_list:
            claim.moves = moves_of(claim, self.request.user)
        self.complete(object_list)
        return Table([], [])

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        listed = self.request.GET.copy()
        listed.pop("status", None)
        for column in self.columns_shown:
            column["url"] = address(reverse("claims:index"), listed, {"status": column["status"].value})
        elsewhere = [
            {
                "label": status.label,
                "number": self.numbers[status],
                "url": address(reverse("claims:index"), listed, {"status": status.value}),
            }
            for status in (*SETTLED[1:], *ASIDE)
            if self.numbers[status]
        ]
        return context | {"columns_shown": self.columns_shown, "elsewhere": elsewhere, "is_board": True}


def tools_of(user: User) -> dict[str, Any]:
    """What bulk bar and dialogs offer a user."""
    can_assign = user.has_perm("claims.assign_claim")
    people = list(checkers()) if can_assign else []
    return {
        "can_assign": can_assign,
        "can_take": user in people,
        "people": sorted(people, key=lambda person: person != user),
        "plan_many_form": ManyPlanForm(auto_id="many-%s"),
    }
