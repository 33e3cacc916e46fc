"""One revision of an article, and the way to the pages about its history."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from accounts.models import User
from articles.labelling import label_revision
from articles.models import ArticlePage, ArticleRevision, RevisionLabel
from desk.sentences import origin_context, pieces_of


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
        revision = found.select_related("created_by", "dropped", "merged__created_by").first()
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


class LabelForm(forms.ModelForm[RevisionLabel]):
    """The name and the note of a revision."""

    class Meta:
        model = RevisionLabel
        fields = ["name", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "name": "As in “Before the lawyers saw it”. Leave it empty to take the name off.",
            "note": "Whatever colleagues should know of this revision. Earlier names and notes stay on file.",
        }


class RevisionView(HistoryMixin, TemplateView):
    """One revision's text as it stood, what it is called, and what was said of it before."""

    template_name = "desk/history/revision.html"

    def get_page_title(self) -> str:
        return f"Revision {self.kwargs['number']}"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        revision = self.revision(kwargs["number"])
        form = LabelForm(request.POST)
        if form.is_valid():
            try:
                label_revision(revision, **form.cleaned_data, by=request.user)
            except PermissionDenied as refusal:
                messages.error(request, str(refusal))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, "Noted. What was said of it before stays on file.")
        if form.errors:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return redirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        revision = self.revision(self.kwargs["number"])
        newest = ArticleRevision.objects.of(self.article).order_by("-number").values_list("number", flat=True)
        labels = list(revision.labels.newest_first().select_related("by"))
        said = {"name": labels[0].name, "note": labels[0].note} if labels else None
        said = said or {"name": revision.name, "note": revision.note}
        return {
            "form": LabelForm(initial=said),
            **super().get_context_data(**kwargs),
            "article": self.article,
            "revision": revision,
            "said": said,
            "labels": labels,
            "may_label": self.article.permissions_for_user(self.request.user).can_edit(),
            "passages": pieces_of(revision.text),
            **origin_context(revision, self.request.GET.get("sentence", "")),
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
    if article.first_published_at and user.has_perm("articles.ask_correction"):
        url = f"{reverse('corrections:add')}?article={page.pk}"
        buttons.append(Button("Write a correction", url, icon_name="edit", priority=priority + 1))
    return buttons
