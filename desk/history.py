"""An article's history: our immutable revisions, newest first, with what each of them changed."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from accounts.models import User
from articles.diff import diff, summary
from articles.models import ArticlePage, ArticleRevision, Publication
from claims.models import GateOverride

PER_PAGE = 20


def may_see_history(user: User, article: ArticlePage) -> bool:
    """Whoever may edit the article, or holds the right to see revisions."""
    return user.has_perm("articles.view_articlerevision") or article.permissions_for_user(user).can_edit()


class HistoryMixin(WagtailAdminTemplateMixin):
    """Finds the article of the address and refuses whoever may not see its history."""

    header_icon = "history"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        article = ArticlePage.objects.defer_streamfields().filter(id=kwargs["article_id"]).first()
        if article is None:
            raise Http404("There is no such article, or it was deleted.")
        if not may_see_history(request.user, article):
            raise PermissionDenied
        self.article = article

    def revision(self, number: int) -> ArticleRevision:
        """One revision of the article; 404 where there is none."""
        found = ArticleRevision.objects.of(self.article).filter(number=number)
        revision = found.select_related("created_by").first()
        if revision is None:
            raise Http404(f"This article has no revision {number}.")
        return revision

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        title = self.article.get_admin_display_title()
        history_url = reverse("article_history", args=[self.article.pk])
        is_history = self.get_page_title() == "History"
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailadmin_pages:edit", args=[self.article.pk]), "label": title},
            {"url": "" if is_history else history_url, "label": "History"},
            *([] if is_history else [{"url": "", "label": self.get_page_title()}]),
        ]


@dataclass(frozen=True, slots=True)
class Row:
    """One revision with what it did to the one before."""

    revision: ArticleRevision
    added: int
    removed: int
    publications: list[Publication]
    overrides: list[GateOverride]
    previous: int | None
    is_live: bool


class HistoryView(HistoryMixin, TemplateView):
    """The revisions of one article, a page at a time. Its queries do not grow with them."""

    template_name = "desk/history/history.html"
    page_title = "History"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        revisions = ArticleRevision.objects.of(self.article).order_by("-number").select_related("created_by")
        page = Paginator(revisions, PER_PAGE).get_page(self.request.GET.get("p"))
        first = page.start_index() - 1 if page.paginator.count else 0
        # One more than is shown: the oldest row of a page is compared with it.
        window = list(revisions[first : first + PER_PAGE + 1])
        rows = self._rows(window[:PER_PAGE], [*window[1:], None])
        return {
            **super().get_context_data(**kwargs),
            "article": self.article,
            "rows": rows,
            "page_obj": page,
            "newest": rows[0].revision.number if rows and page.number == 1 else None,
        }

    def _rows(self, revisions: list[ArticleRevision], before: list[ArticleRevision | None]) -> list[Row]:
        publications: dict[int, list[Publication]] = {}
        for publication in Publication.objects.filter(revision__in=revisions).order_by("published_at"):
            publications.setdefault(publication.revision_id, []).append(publication)
        overrides: dict[int, list[GateOverride]] = {}
        for override in GateOverride.objects.filter(revision__in=revisions).select_related("by"):
            overrides.setdefault(override.revision_id, []).append(override)
        live = ArticleRevision.objects.live_of(self.article) if self.article.live else None
        return [
            Row(
                revision,
                *_words_changed(previous, revision),
                publications.get(revision.pk, []),
                overrides.get(revision.pk, []),
                previous.number if previous else None,
                live is not None and live.pk == revision.pk,
            )
            for revision, previous in zip(revisions, before, strict=False)
        ]


def _words_changed(before: ArticleRevision | None, after: ArticleRevision) -> tuple[int, int]:
    """How many words were added and removed; a text that is the same is not compared word by word."""
    if before is None:
        return after.word_count, 0
    if before.text_digest == after.text_digest:
        return 0, 0
    return summary(diff(before.text.segments, after.text.segments))


class CompareView(HistoryMixin, View):
    """From two chosen radio buttons to the page that compares them."""

    page_title = "Compare"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        chosen = [request.GET.get(name, "") for name in ("from", "to")]
        numbers = sorted({int(number) for number in chosen if number.isdecimal() and len(number) < 10})
        if len(numbers) != 2:
            messages.error(request, "Choose two different revisions, one in each column, then compare.")
            return redirect("article_history", self.article.pk)
        return redirect("article_comparison", self.article.pk, *numbers)


class RevisionView(HistoryMixin, TemplateView):
    """One revision's text as it stood."""

    template_name = "desk/history/revision.html"

    def get_page_title(self) -> str:
        return f"Revision {self.kwargs['number']}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        revision = self.revision(self.kwargs["number"])
        newest = ArticleRevision.objects.of(self.article).order_by("-number").values_list("number", flat=True)
        return {
            **super().get_context_data(**kwargs),
            "article": self.article,
            "revision": revision,
            "segments": revision.text.segments,
            "publications": revision.publications.order_by("published_at"),
            "previous": revision.number - 1 or None,
            "next": revision.number + 1 if revision.number < newest[0] else None,
        }


def header_buttons(page: Page, user: User, view_name: str, next_url: str | None = None) -> list[Button]:
    """For the header of the editor and of other pages about an article."""
    return _links(page, user, priority=64)


def listing_buttons(page: Page, user: User, next_url: str | None = None) -> list[Button]:
    """For an article's row in listings."""
    return _links(page, user, priority=49)


def _links(page: Page, user: User, *, priority: int) -> list[Button]:
    article = page.specific_deferred
    if not isinstance(article, ArticlePage):
        return []
    buttons = []
    if may_see_history(user, article):
        url = reverse("article_history", args=[page.pk])
        buttons.append(Button("Revisions and changes", url, icon_name="history", priority=priority))
        buttons.append(
            Button(
                "May it go out?", reverse("article_gate", args=[page.pk]), icon_name="gate", priority=priority
            )
        )
    if article.first_published_at and user.has_perm("articles.issue_correction"):
        url = f"{reverse('corrections:add')}?article={page.pk}"
        buttons.append(Button("Issue a correction", url, icon_name="edit", priority=priority + 1))
    return buttons
