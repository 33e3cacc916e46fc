"""Background work that failed for good, and the button that has it tried again."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.utils import get_valid_next_url_from_request

from annotations.actions import READ_HANDLER, replay
from desk.viewsets.listing import ListingView, TemplateColumn
from outbox.models import OutboxEvent

WORK = {
    "annotations.tasks.read_revision": "Reading a story",
    "annotations.tasks.reread_revision": "Reading a story again with a new reader",
    "annotations.tasks.index_publication": "Reading a published story",
    "entities.tasks.compare_entity": "Comparing entities' names",
    "entities.tasks.complete_merger": "Merging entities",
    "entities.tasks.reconcile": "Looking up Wikidata identifiers",
    "articles.tasks.freeze_autosave": "Keeping an autosave in the history",
    "claims.tasks.follow_article": "Following claims through an edit",
    "claims.tasks.propose_claims": "Proposing claims",
    "claims.tasks.heed_ruling": "Withdrawing a dismissed claim",
    "claims.tasks.look_for_quotation": "Looking for quoted words",
    "claims.tasks.look_in_copy": "Looking for quoted words in a page",
    "claims.tasks.look_in_file": "Looking for quoted words in a file",
    "claims.tasks.heed_change": "Telling that a page has changed",
    "claims.tasks.heed_death": "Telling that a page is gone",
    "claims.tasks.heed_refusal": "Telling that a page cannot be archived",
    "archive.tasks.fetch_page": "Archiving a page",
    "archive.tasks.read_file": "Reading a file that is evidence",
    "syndication.tasks.number_changes": "Putting changes in their order",
    "syndication.tasks.claims_of_publication": "Telling others of a story’s claims",
    "syndication.tasks.claims_of_article": "Telling others of a story’s claims",
    "syndication.tasks.deliver": "Sending to a webhook",
    "syndication.tasks.tell_of_disabling": "Telling that a webhook was switched off",
}


def failures() -> QuerySet[OutboxEvent]:
    """What failed for good beside the readings, which have a listing of their own."""
    return OutboxEvent.objects.failed().exclude(handler=READ_HANDLER)


class FailureListingView(ListingView):
    """What workers gave up, newest first; for those who may have it tried again."""

    model = OutboxEvent
    permission_policy = None
    any_permission_required = None
    page_title = "Other failed work"
    default_ordering = ("-finished_at", "-pk")
    paginate_by = 25
    empty_hint = "That is good: everything that was owed has been done or is on its way."
    columns = [
        TemplateColumn("work", "desk/columns/work.html"),
        Column("attempts"),
        DateColumn("finished_at", label="Given up", sort_key="finished_at"),
        TemplateColumn("retry", "desk/columns/retry.html", label=""),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("annotations.replay_reading"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def verbose_name_plural(self) -> str:
        return "failures"

    def get_base_queryset(self) -> QuerySet[OutboxEvent]:
        return failures()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("readings:index"), "label": "Readings"},
            {"url": "", "label": self.page_title},
        ]

    def complete(self, rows: list[OutboxEvent]) -> None:
        for row in rows:
            row.work = WORK.get(row.handler, row.handler)
            row.error, row.failed_event = row.reason, row.pk


class RetryView(View):
    """Has one failed piece of work tried again, then shows the listing it was asked from."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        event = get_object_or_404(OutboxEvent, pk=pk)
        try:
            replay(event, by=request.user)
        except PermissionDenied as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "It will be tried again at once.")
        return redirect(get_valid_next_url_from_request(request) or "readings:index")
