"""The listing of readings: which revision of which story was read by whom, or why it was not.

A row is a revision; its state comes from the outbox while work is owed and from the reading after.
"""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import (
    BigIntegerField,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.widgets.button import HeaderButton

from annotations.actions import READ_HANDLER
from annotations.models import Reading
from articles.models import ArticlePage, ArticleRevision, SectionPage
from desk.sections import Sections, articles_by_id, section_filter
from desk.viewsets.failures import FailureListingView, RetryView, failures
from desk.viewsets.listing import ListingView, ListingViewSet, OpeningColumn, TemplateColumn
from desk.words import READING_TONE
from outbox.models import OutboxEvent

State = OutboxEvent.State
SHOWN_AS: dict[str, str] = {State.WAITING: "waiting", State.RUNNING: "reading", State.FAILED: "failed"}


class ReadingFilterSet(WagtailFilterSet):
    """What of the readings to show."""

    state = django_filters.ChoiceFilter(
        label="State",
        method="in_state",
        choices=[("waiting", "Waiting"), ("reading", "Reading"), ("done", "Done"), ("failed", "Failed")],
        empty_label="All",
        widget=forms.RadioSelect,
    )
    show = django_filters.ChoiceFilter(
        label="Show",
        method="narrow",
        choices=[("mine", "My stories only")],
        empty_label="All",
        widget=forms.RadioSelect,
    )
    section = section_filter()

    class Meta:
        model = ArticleRevision
        fields: list[str] = []

    def in_state(self, revisions: QuerySet[ArticleRevision], name: str, value: str) -> Any:
        """By how far the reading is."""
        return read_to(revisions, value)

    def narrow(self, revisions: QuerySet[ArticleRevision], name: str, value: str) -> Any:
        """By whose story it is."""
        return revisions.filter(article_id__in=ArticlePage.objects.of_person(self.request.user).values("pk"))

    def in_section(self, revisions: QuerySet[ArticleRevision], name: str, section: SectionPage) -> Any:
        """Of the stories of one section."""
        return revisions.filter(article_id__in=ArticlePage.objects.descendant_of(section).values("pk"))


def read_to(revisions: QuerySet[ArticleRevision], state: str) -> QuerySet[ArticleRevision]:
    """The revisions whose reading is in a state: `waiting`, `reading`, `done` or `failed`."""
    owed = OutboxEvent.objects.for_handler(READ_HANDLER)
    newest = owed.filter(key=Cast(OuterRef("pk"), CharField())).order_by("-pk").values("state")[:1]
    revisions = revisions.annotate(event_state=Subquery(newest))
    if state == "done":
        read = Reading.objects.filter(text_digest=OuterRef("text_digest"), state=Reading.State.DONE)
        return revisions.filter(Q(event_state=None) | Q(event_state=State.DONE)).filter(Exists(read))
    event_state = {"waiting": State.WAITING, "reading": State.RUNNING, "failed": State.FAILED}[state]
    # First by the few events in that state, which have an index; then by the newest event of each.
    ids = owed.filter(state=event_state).annotate(revision=Cast("key", BigIntegerField()))
    return revisions.filter(pk__in=ids.values("revision"), event_state=event_state)


class ReadingListingView(ListingView):
    """Newest first."""

    page_title = "Readings"
    permission_policy = None  # the right is on readings, the rows are revisions
    any_permission_required = None
    default_ordering = ("-created_at", "-pk")
    empty_hint = "Every saved story is read in the background. Save one, and its reading shows here."

    @property
    def verbose_name_plural(self) -> str:
        return "readings"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("annotations.view_reading"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[ArticleRevision]:
        kept = ArticlePage.objects.filter(pk=OuterRef("article_id"))
        return ArticleRevision.objects.defer("content").filter(Exists(kept))

    def search_queryset(self, queryset: QuerySet[ArticleRevision]) -> QuerySet[ArticleRevision]:
        if not self.is_searching:
            return queryset
        found = ArticlePage.objects.filter(draft_title__icontains=self.search_query)
        return queryset.filter(article_id__in=found.values("pk"))

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("annotations.replay_reading"):
            return []
        label = f"Other failed work ({failures().count()})"
        return [HeaderButton(label, url=reverse("readings:failures"), icon_name="warning")]

    def complete(self, rows: list[ArticleRevision]) -> None:
        articles, sections = articles_by_id(row.article_id for row in rows), Sections()
        events = {
            event.key: event
            for event in OutboxEvent.objects.for_handler(READ_HANDLER)
            .filter(key__in=[str(row.pk) for row in rows])
            .order_by("pk")
        }
        readings = {
            reading.text_digest: reading
            for reading in Reading.objects.defer("result")
            .filter(text_digest__in=[row.text_digest for row in rows])
            .order_by("pk")
        }
        for row in rows:
            article = articles[row.article_id]
            section = sections.of(article)
            row.headline_now = article.get_admin_display_title()
            row.note = f"{section.title} · revision {row.number}" if section else f"revision {row.number}"
            self._tell(row, events.get(str(row.pk)), readings.get(row.text_digest))

    def _tell(self, row: ArticleRevision, event: OutboxEvent | None, reading: Reading | None) -> None:
        state = SHOWN_AS.get(event.state) if event else None
        is_done = reading is not None and reading.state == Reading.State.DONE
        row.state = state or ("done" if is_done else "waiting")
        row.tone = READING_TONE[row.state]
        row.reading = reading if is_done else None
        row.error = event.reason if event and row.state != "done" else ""
        row.retry_at = event.due_at if event and event.attempts and row.state == "waiting" else None
        can_retry = self.request.user.has_perm("annotations.replay_reading")
        row.failed_event = event.pk if event and row.state == "failed" and can_retry else None


class ReadingViewSet(ListingViewSet):
    """Readings in the menu, with whatever else failed."""

    model = ArticleRevision
    name = "readings"
    icon = "glasses"
    menu_label = "Readings"
    menu_order = 220
    index_view_class = ReadingListingView
    filterset_class = ReadingFilterSet
    search_fields = ["article"]
    list_display = [
        OpeningColumn("headline_now", "wagtailadmin_pages:edit", id_accessor="article_id", label="Article"),
        TemplateColumn("state", "desk/columns/reading.html"),
        TemplateColumn("reader", "desk/columns/reader.html"),
        TemplateColumn("word_count", "desk/columns/number.html", label="Words", sort_key="word_count"),
        DateColumn("created_at", label="Saved", sort_key="created_at"),
    ]

    @cached_property
    def menu_item_class(self) -> type:
        """Shown to those who may see readings."""

        def is_shown(_self: Any, request: Any) -> bool:
            return request.user.has_perm("annotations.view_reading")

        return type("ReadingMenuItem", (MenuItem,), {"is_shown": is_shown})

    def get_urlpatterns(self) -> list[URLPattern]:
        views = {"index_url_name": "readings:failures", "index_results_url_name": "readings:failures_results"}
        failed = FailureListingView.as_view(header_icon="warning", **views)
        results = FailureListingView.as_view(results_only=True, **views)
        return [
            *super().get_urlpatterns(),
            path("failures/", failed, name="failures"),
            path("failures/results/", results, name="failures_results"),
            path("retry/<int:pk>/", RetryView.as_view(), name="retry"),
        ]
