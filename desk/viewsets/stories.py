"""Stories in one listing, across sections: mine, submitted, not published yet."""

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.ui.tables.pages import (
    BulkActionsColumn,
    PageStatusColumn,
    PageTitleColumn,
    ParentPageColumn,
)
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from articles.models import ArticlePage, ArticleRevision, SectionPage, Stage
from desk.sections import section_filter
from desk.story_rows import complete_stories
from desk.viewsets.listing import TemplateColumn
from desk.words import as_options

RECENT = timedelta(days=7)


def recently_saved(articles: QuerySet[ArticlePage]) -> QuerySet[ArticlePage]:
    """Those saved in the last days whose newest words readers do not see, the latest first."""
    saved = ArticleRevision.objects.filter(created_at__gte=timezone.now() - RECENT)
    unseen = articles.filter(Q(live=False) | Q(has_unpublished_changes=True))
    return unseen.filter(pk__in=saved.values("article_id")).order_by(
        F("latest_revision_created_at").desc(nulls_last=True), "-pk"
    )


class StoryFilterSet(WagtailFilterSet):
    """What of the stories to show."""

    show = django_filters.ChoiceFilter(
        label="Show",
        method="narrow",
        choices=[
            ("in-hand", "In my hands"),
            ("unassigned", "Nobody’s yet"),
            ("overdue", "Overdue"),
            ("mine", "My stories"),
            ("drafts", "My drafts"),
            ("submitted", "Submitted, waiting for approval"),
            ("unpublished", "Saved this week, not published"),
        ],
        empty_label="All",
        widget=forms.RadioSelect,
    )
    stage = django_filters.MultipleChoiceFilter(
        label="Stage",
        method="at_stage",
        choices=as_options(Stage.choices),
        widget=forms.CheckboxSelectMultiple,
    )
    section = section_filter()

    class Meta:
        model = ArticlePage
        fields: list[str] = []

    def narrow(self, articles: Any, name: str, value: str) -> Any:
        """By what awaits somebody."""
        if value == "submitted":
            return articles.submitted()
        if value == "unpublished":
            return recently_saved(articles)
        if value == "in-hand":
            return articles.in_hands_of(self.request.user)
        if value in ("unassigned", "overdue"):
            return getattr(articles, value)()
        mine = articles.of_person(self.request.user)
        return mine.filter(Q(live=False) | Q(has_unpublished_changes=True)) if value == "drafts" else mine

    def at_stage(self, articles: Any, name: str, values: list[str]) -> Any:
        """By how far they are."""
        return articles.at_stage(*values) if values else articles

    def in_section(self, articles: Any, name: str, section: SectionPage) -> Any:
        """Of one section."""
        return articles.descendant_of(section)


class StoryListingView(IndexView):
    """Wagtail's page listing under the newsroom's word."""

    page_title = "Stories"

    def get_table(self, object_list: Any) -> Any:
        complete_stories(list(object_list))
        return super().get_table(object_list)


class StoryViewSet(PageListingViewSet):
    """Stories in the menu: Wagtail's page listing, narrowed to articles."""

    model = ArticlePage
    name = "stories"
    icon = "doc-full-inverse"
    menu_label = "Stories"
    menu_order = 190
    add_to_admin_menu = True
    index_view_class = StoryListingView
    filterset_class = StoryFilterSet
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label="Headline", sort_key="title", classname="title"),
        ParentPageColumn("parent", label="Section"),
        TemplateColumn("stage", "desk/columns/story_stage.html", label="Stage"),
        TemplateColumn("hands", "desk/columns/story_hands.html", label="In the hands of"),
        DateColumn("latest_revision_created_at", label="Updated", sort_key="latest_revision_created_at"),
        PageStatusColumn("status", label="Status", sort_key="live"),
    ]
