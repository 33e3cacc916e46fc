"""Kill a story, with a page before that says what will happen; and lift the kill."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from accounts.models import User
from articles.kills import DEFAULT_NOTICE, kill, lift_kill
from articles.models import ArticlePage, Kill
from articles.models.kills import SHORTEST_REASON
from claims.models import Claim
from desk.history import HistoryMixin
from desk.viewsets.page import add_errors


class KillForm(forms.Form):
    """Why, and what readers find in its place."""

    reason = forms.CharField(
        label="Why it is withdrawn",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"For the desk and the file, {SHORTEST_REASON} characters or more. Readers do not see it.",
        error_messages={"required": "Say why it is withdrawn."},
    )
    notice = forms.CharField(
        label="What readers find at its address",
        initial=DEFAULT_NOTICE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Do not repeat what must not be said. The headline is not shown either.",
        error_messages={"required": "Say what readers find in place of the story."},
    )
    is_sure = forms.BooleanField(
        label="I have read what will happen",
        error_messages={"required": "Read what will happen, then tick this."},
    )


class LiftForm(forms.Form):
    """Why it may come back."""

    why = forms.CharField(
        label="Why the kill is lifted",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"{SHORTEST_REASON} characters or more. It stands in the story’s history with your name.",
        error_messages={"required": "Say why the kill is lifted."},
    )


class KillPage(HistoryMixin, TemplateView):
    """How things stand with a story's kills, and the one act that is next."""

    template_name = "desk/kills/page.html"
    page_title = "Kill the story"
    header_icon = "circle-xmark"

    @cached_property
    def standing(self) -> Kill | None:
        """The kill that the story is under."""
        return Kill.objects.standing().of(self.article).select_related("by").first()

    def get_page_title(self) -> str:
        return "Killed" if self.standing else self.page_title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        article = self.article
        form_class = LiftForm if self.standing else KillForm
        readers_lose = Claim.objects.public().appearing_in(article)
        return {
            **super().get_context_data(**kwargs),
            "article": article,
            "standing": self.standing,
            "kills": Kill.objects.of(article).select_related("by", "lifted__by", "revision"),
            "form": kwargs.get("form") or form_class(),
            "may_kill": self.request.user.has_perm("articles.kill_article"),
            "was_seen": article.live or article.publications.exists(),
            "aliases": [page.get_url() for page in Page.objects.filter(alias_of=article.pk)],
            "claims": readers_lose.count() if article.live else 0,
            "is_scheduled": article.approved_schedule,
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = (LiftForm if self.standing else KillForm)(request.POST)
        if request.POST.get("act") != ("lift" if self.standing else "kill"):
            messages.error(request, "Somebody was faster. Look at how things stand now, then decide.")
            return redirect(request.path)
        if form.is_valid():
            try:
                said = self._act(form.cleaned_data)
            except PermissionDenied as refusal:
                messages.error(request, str(refusal))
                return redirect(request.path)
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, said)
                return redirect("article_kill", self.article.pk)
        messages.error(request, "Nothing was done yet. See the words in red below.")
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _act(self, values: dict[str, str]) -> str:
        user = self.request.user
        if self.standing:
            lift_kill(self.standing, why=values["why"], by=user)
            return "The kill is lifted. The story is a draft: publish it when it may be read again."
        article = ArticlePage.objects.get(pk=self.article.pk)
        kill(article, reason=values["reason"], notice=values["notice"], by=user)
        return "The story is killed. Readers find your notice at its address."


def tell_editor(request: HttpRequest, page: Page) -> None:
    """Whoever opens a killed story in the editor is told (a `before_edit_page` hook)."""
    if request.method != "GET" or page.specific_class is not ArticlePage:
        return
    standing = Kill.objects.standing().of(page.pk).select_related("by").first()
    if standing:
        words = "{} killed this story: {} Until a managing editor lifts that, nobody can publish it."
        url = reverse("article_kill", args=[page.pk])
        messages.warning(
            request,
            format_html(words, standing.by.display_name, standing.reason),
            buttons=[messages.button(url, "About the kill")],
        )


def header_buttons(page: Page, user: User, view_name: str, next_url: str | None = None) -> list[Button]:
    """To the page of the kill, for whoever may kill the story, and for everybody once it is killed."""
    if page.specific_class is not ArticlePage:
        return []
    is_killed = Kill.objects.standing().of(page.pk).exists()
    if not is_killed and not (page.first_published_at and user.has_perm("articles.kill_article")):
        return []
    words = "Killed: how it stands" if is_killed else "Kill the story"
    url = reverse("article_kill", args=[page.pk])
    return [Button(words, url, icon_name="circle-xmark", priority=90)]
