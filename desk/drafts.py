"""Texts that were not saved because somebody was faster: their page, and the list of one's own."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from articles.drafts import drop_draft, may_handle, reopen_draft
from articles.models import ArticlePage, ArticleRevision, Draft
from desk.comparison import comparison_of
from desk.sections import articles_by_id

PER_PAGE = 20
ACTS = {"drop": drop_draft, "reopen": reopen_draft}
DONE = {
    "drop": "Dropped. The text stays on file here: take it up again if you need it after all.",
    "reopen": "Taken up again.",
}


def merge_url(draft: Draft) -> str:
    """Where a draft is merged into its story; "" where that cannot be done (any more)."""
    try:
        return reverse("article_merge", args=[draft.article_id, draft.pk])
    except NoReverseMatch:
        return ""


class DraftPage(WagtailAdminTemplateMixin, TemplateView):
    """One kept text beside the story as it stands now, and what can be done with it.

    `refused` is why it was not saved just now; the page then answers the save itself.
    """

    template_name = "desk/drafts/draft.html"
    header_icon = "draft"
    refused = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        drafts = Draft.objects.of(kwargs["article_id"]).select_related("created_by", "base")
        draft = drafts.filter(pk=kwargs["draft_id"]).first()
        if draft is None:
            raise Http404("No such text was kept of this story.")
        if not may_handle(draft, request.user):
            raise PermissionDenied
        self.draft = draft
        self.article = ArticlePage.objects.defer_streamfields().filter(id=draft.article_id).first()

    def get_page_title(self) -> str:
        return "Not saved, and kept" if self.refused else "A text that was kept"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        story = []
        if self.article:
            title = self.article.get_admin_display_title()
            story = [{"url": reverse("wagtailadmin_pages:edit", args=[self.article.pk]), "label": title}]
        return [*self.breadcrumbs_items, *story, {"url": "", "label": self.get_page_title()}]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Drop the text, or take it up again."""
        act = request.POST.get("act", "")
        try:
            if act not in ACTS:
                raise ValidationError("That button is not known here. Reload the page and try again.")
            ACTS[act](self.draft, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, DONE[act])
        return redirect(self.draft)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.draft
        newest = ArticleRevision.objects.of(draft.article_id).select_related("created_by").last()
        against = draft.base if self.request.GET.get("with") == "base" and draft.base else newest
        settled = draft.settled
        viewer: Any = self.request.user
        is_open = settled is None
        return {
            **super().get_context_data(**kwargs),
            "refused": self.refused,
            "draft": draft,
            "article": self.article,
            "is_mine": draft.created_by_id == self.request.user.pk,
            "settled": settled,
            "may_reopen": settled is not None and settled.how != settled.How.MERGED,
            "merge_url": merge_url(draft) if is_open and self.article else "",
            "newest": newest,
            "against": against,
            "layout": viewer.comparison_layout,
            **comparison_of(against.data if against else {}, draft.data),
        }


class NothingKeptPage(WagtailAdminTemplateMixin, TemplateView):
    """Answers a save that came too late with a text that says nothing of its own."""

    template_name = "desk/drafts/nothing_kept.html"
    page_title = "Not saved"
    header_icon = "draft"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        article = ArticlePage.objects.defer_streamfields().filter(id=self.kwargs["article_id"]).first()
        return {**super().get_context_data(**kwargs), "article": article}


class DraftListView(WagtailAdminTemplateMixin, TemplateView):
    """Whoever is signed in sees their own: what is open, or with `?show=all` all that was ever kept."""

    template_name = "desk/drafts/list.html"
    page_title = "Texts of yours that were kept"
    header_icon = "draft"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shows_all = self.request.GET.get("show") == "all"
        own = (
            Draft.objects.by(self.request.user).order_by("-pk").select_related("base").defer("base__content")
        )
        own = own.prefetch_related("settlements__by")
        page = Paginator(own if shows_all else own.open(), PER_PAGE).get_page(self.request.GET.get("p"))
        articles = articles_by_id(draft.article_id for draft in page)
        rows = [(draft, articles.get(draft.article_id), merge_url(draft)) for draft in page]
        return {**super().get_context_data(**kwargs), "rows": rows, "page_obj": page, "shows_all": shows_all}
