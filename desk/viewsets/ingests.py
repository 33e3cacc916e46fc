"""Incoming copy at the desk: what was sent to be taken in, and what did not come in as it was sent."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.permission_policies.pages import PagePermissionPolicy

from desk.viewsets.listing import ListingView, ListingViewSet, OpeningColumn, TemplateColumn
from desk.viewsets.page import ActingPage
from wires.models import Feed, Item, Job

PAGE_SIZE = 50
TONES = {"refused": "bad", "kept": "warn", "waiting": "calm"}


def editable(user: Any) -> QuerySet[Any]:
    """The pages whose drafts somebody may see, as primary keys for a subquery."""
    pages = PagePermissionPolicy().instances_user_has_any_permission_for(user, {"change", "publish"})
    return pages.order_by().values("pk")


class JobFilterSet(WagtailFilterSet):
    """What of them to show."""

    show = django_filters.ChoiceFilter(
        label="Show",
        method="narrow",
        choices=[
            ("troubled", "With copy that was refused or kept aside"),
            ("unfinished", "Not finished yet"),
        ],
        empty_label="All",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Job
        fields: list[str] = []

    def narrow(self, jobs: Any, name: str, value: str) -> Any:
        """Those at which somebody should look, or those that go on."""
        if value == "unfinished":
            return jobs.unfinished()
        return jobs.filter(pk__in=Item.objects.in_want_of_somebody().values("job"))


class JobListingView(ListingView):
    """Newest first: one's own, and those into sections that one may edit."""

    page_title = "Incoming copy"
    default_ordering = ("-pk",)
    empty_hint = "Programs send copy to /api/v1/ingest; what became of it stands here."

    def get_base_queryset(self) -> QuerySet[Job]:
        jobs = Job.objects.seen_by(self.request.user, editable(self.request.user))
        return jobs.select_related("by", "section")

    def complete(self, rows: list[Job]) -> None:
        counts = Item.objects.counts(job.pk for job in rows)
        origins = origins_of(rows)
        for job in rows:
            told = counts[job.pk]
            job.title = f"{told.total():,} item{'' if told.total() == 1 else 's'}"
            job.note = origins[job.wire]
            job.sent_by = job.by.display_name if job.by else "Somebody who left"
            job.where = job.section.title if job.section else "A section that is gone"
            job.standing, job.tone = standing(job, told["refused"] + told["kept"])
            job.outcome = outcome(told)


def origins_of(jobs: Iterable[Job]) -> dict[str, str]:
    """Where copy came from, in words, by the wires of the jobs: a feed is called by its name. One query."""
    wires = {job.wire for job in jobs}
    names = {feed.wire: str(feed) for feed in Feed.objects.filter(wire__in=wires).defer("seen")}
    return {wire: f"from {names.get(wire, wire)}" if wire else "" for wire in wires}


def standing(job: Job, troubled: int) -> tuple[str, str]:
    """How a job is, in words, and its tone."""
    if job.finished_at is None:
        return "being taken in", "calm"
    return ("done, but look", "warn") if troubled else ("done", "good")


def outcome(counts: Any) -> str:
    """What became of the items, in words."""
    return ", ".join(f"{counts[word]:,} {label}" for word, label in Item.State.choices if counts[word])


class JobPage(ActingPage):
    """One job: how far it is, and what did not come in as it was sent, with the reasons."""

    model = Job
    template_name = "desk/ingests/job.html"
    header_icon = "download"
    index_url_name = "ingests:index"
    index_label = "Incoming copy"

    def get_object(self) -> Job:
        job = super().get_object()
        if not Job.objects.seen_by(self.request.user, editable(self.request.user)).filter(pk=job.pk).exists():
            raise Http404
        return job

    def get_page_title(self) -> str:
        return f"Copy of {self.object.created_at:%-d %B %Y, %H:%M}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job, pages = self.object, editable(self.request.user)
        counts = Item.objects.counts([job.pk])[job.pk]
        label, tone = standing(job, counts["refused"] + counts["kept"])
        items = Item.objects.filter(job=job).seen_by(self.request.user, pages).defer("data", "story")
        is_all = self.request.GET.get("show") == "all"
        shown = items if is_all else items.in_want_of_somebody()
        page = Paginator(shown.select_related("article"), PAGE_SIZE).get_page(self.request.GET.get("p"))
        ids = [item.article_id for item in page if item.article_id]
        mine = set(pages.filter(pk__in=ids).values_list("pk", flat=True))
        for item in page:
            item.tone = TONES.get(item.state, "good")
            item.story_page = item.article if item.article_id in mine else None
        return {
            **super().get_context_data(**kwargs),
            "job": job,
            "origin": origins_of([job])[job.wire],
            "label": label,
            "tone": tone,
            "outcome": outcome(counts),
            "items": page,
            "is_all": is_all,
        }


class JobViewSet(ListingViewSet):
    """Incoming copy in the menu."""

    model = Job
    name = "ingests"
    icon = "download"
    menu_label = "Incoming copy"
    menu_order = 206
    index_view_class = JobListingView
    page_view_class = JobPage
    filterset_class = JobFilterSet
    list_display = [
        OpeningColumn("title", "ingests:page", label="Copy"),
        TemplateColumn("standing", "desk/columns/status.html", label="State"),
        Column("outcome", label="What became of it"),
        Column("where", label="For"),
        Column("sent_by", label="Sent by"),
        DateColumn("created_at", label="Came in", sort_key="created_at"),
    ]
