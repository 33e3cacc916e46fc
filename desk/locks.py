"""Taking over a colleague's lock: asked on a page of its own, with who holds it and what they are doing."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.locks import BasicLock

from accounts.models import User
from articles.locks import may_take_over, take_over_lock
from articles.models import ArticlePage, Presence


class HeldLock(BasicLock):
    """A colleague's lock, with the way to take it over for whoever may."""

    def get_message(self, user: User) -> str:
        said: str = super().get_message(user)
        if user.pk == self.object.locked_by_id or not may_take_over(self.object, user):
            return said
        url = reverse("article_take_over_lock", args=[self.object.pk])
        return format_html(
            '{} <span class="buttons"><a class="button button-small button-secondary" href="{}">'
            "Take over the lock…</a></span>",
            said,
            url,
        )


class TakeOverView(WagtailAdminTemplateMixin, TemplateView):
    """GET asks, POST does it."""

    template_name = "desk/locks/take_over.html"
    page_title = "Take over the lock"
    header_icon = "lock"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        articles = ArticlePage.objects.defer_streamfields().select_related("locked_by")
        article = articles.filter(id=kwargs["article_id"]).first()
        if article is None:
            raise Http404("There is no such article, or it was deleted.")
        if not may_take_over(article, request.user):
            raise PermissionDenied
        self.article = article

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.article.locked or self.article.locked_by_id == request.user.pk:
            messages.info(request, "Nobody else holds this story’s lock.")
            return redirect("wagtailadmin_pages:edit", self.article.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        seen = request.POST.get("holder", "")
        holder = self.article.locked_by
        try:
            take_over_lock(self.article, by=request.user, from_whom=int(seen) if seen.isdecimal() else None)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
            return redirect("article_take_over_lock", self.article.pk)
        who = holder.display_name if holder else "Whoever held it"
        messages.success(
            request,
            f"You hold the lock on this story now. {who} is told, and what they had not saved is kept as a "
            "text of theirs.",
        )
        return redirect("wagtailadmin_pages:edit", self.article.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        there = Presence.objects.there().in_story(self.article.pk).filter(person=self.article.locked_by)
        return {
            **super().get_context_data(**kwargs),
            "article": self.article,
            "is_there": there.exists(),
            "is_writing": there.filter(is_writing=True).exists(),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        title = self.article.get_admin_display_title()
        edit_url = reverse("wagtailadmin_pages:edit", args=[self.article.pk])
        return [
            *self.breadcrumbs_items,
            {"url": edit_url, "label": title},
            {"url": "", "label": self.page_title},
        ]
