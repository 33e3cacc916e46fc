"""May this story go out? The gate's answer on a page of its own, where every refused publication leads."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.utils.http import quote_etag
from django.views.generic import TemplateView, View
from wagtail.admin import messages

from accounts.models import User
from articles.content import sha256
from articles.editing import StoryLocked
from articles.gate import PublicationBlocked, foresee, sections_of
from articles.models import ArticlePage, ArticleRevision
from articles.publishing import publish_story
from claims.gate import false_in
from claims.gatekeeping import override_gate, say_context
from claims.models import Appearance, Gate, GateOverride
from claims.models.gate import SHORTEST_REASON
from desk.history import HistoryMixin

SHOWN = 20  # overrides on the page


def answer(article: ArticlePage) -> dict[str, Any]:
    """What the gate would say now, for templates: what blocks, what is only to be known."""
    objections = foresee(article)
    return {
        "article": article,
        "blocking": [each for each in objections if each.is_blocking],
        "let_through": [each for each in objections if each.let_through],
        "told": [each for each in objections if not each.is_blocking and not each.let_through],
        "is_saved": ArticleRevision.objects.of(article).exists(),
    }


def may_override(user: User, article: ArticlePage) -> bool:
    """Whether to offer publishing all the same; the action itself decides."""
    return user.has_perm("claims.override_gate") and article.permissions_for_user(user).can_publish()


class AnswerView(HistoryMixin, View):
    """The answer as a piece of HTML for the editor's side panel; 304 while it says the same."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = answer(self.article)
        html = render_to_string("desk/gate/panel.html", context, request)
        etag = quote_etag(sha256(html.encode())[:32])
        response: HttpResponse
        if etag in request.headers.get("If-None-Match", ""):
            response = HttpResponseNotModified()
        else:
            response = HttpResponse(html)
            response["X-Blocking"] = str(len(context["blocking"]))
        response["ETag"] = etag
        patch_cache_control(response, private=True, no_cache=True)
        return response


class GatePage(HistoryMixin, TemplateView):
    """What stands in the way, what would lift it, who let it out before, and the way out."""

    template_name = "desk/gate/page.html"
    page_title = "May it go out?"
    header_icon = "gate"

    @cached_property
    def gate(self) -> Gate:
        """The rules that hold where the story stands."""
        return Gate.objects.for_sections(sections_of(self.article))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        article, user = self.article, self.request.user
        revision = ArticleRevision.objects.latest_of(article)
        said = answer(article)
        may_publish = article.permissions_for_user(user).can_publish()
        is_due_later = bool(article.go_live_at and article.go_live_at > timezone.now())
        return {
            **super().get_context_data(**kwargs),
            **said,
            "rules": self.gate.sentences,
            "false": false_in(revision, self.gate) if revision else [],
            "can_say_context": user.has_perm("claims.make_claim")
            and article.permissions_for_user(user).can_edit(),
            "may_override": may_override(user, article)
            and all(each.may_be_let_through for each in said["blocking"]),
            "may_publish": may_publish,
            "is_out": article.live and not article.has_unpublished_changes,
            "is_due_later": is_due_later,
            "can_set_rules": user.has_perm("claims.view_gate"),
            "shortest": SHORTEST_REASON,
            "reason": "",
            "overrides": GateOverride.objects.filter(article=article.pk).select_related("by", "revision")[
                :SHOWN
            ],
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        acts = {"publish": self._publish, "override": self._override, "context": self._context}
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            messages.error(request, "That button is not known here. Reload the page and try again.")
            return redirect(request.path)
        try:
            said, target = act()
        except PermissionDenied as refusal:
            messages.error(request, str(refusal))
        except StoryLocked as locked:
            messages.error(request, f"Not published: {locked}")
        except PublicationBlocked:
            messages.error(request, "Not published: more has come up since you looked. See the list below.")
        except ValidationError as error:
            context = self.get_context_data()
            context |= {"errors": error.messages, "reason": request.POST.get("reason", "")}
            return self.render_to_response(context, status=422)
        else:
            messages.success(request, said)
            return redirect(target)
        return redirect(request.path)

    def _publish(self) -> tuple[str, str]:
        publish_story(self.article, by=self.request.user)
        return self._gone_out()

    def _override(self) -> tuple[str, str]:
        posted = self.request.POST
        override_gate(
            ArticlePage.objects.get(pk=self.article.pk),
            reason=posted.get("reason", ""),
            seen=posted.getlist("seen"),
            by=self.request.user,
            publish=True,
        )
        return self._gone_out()

    def _gone_out(self) -> tuple[str, str]:
        article = ArticlePage.objects.defer_streamfields().get(pk=self.article.pk)
        if article.live and not article.has_unpublished_changes:
            return f"“{article.title}” is published.", reverse(
                "wagtailadmin_explore", args=[article.get_parent().pk]
            )
        at = timezone.localtime(article.get_latest_revision_as_object().go_live_at)
        return f"“{article.draft_title}” goes out on {at:%-d %B %Y at %H:%M}.", self.request.path

    def _context(self) -> tuple[str, str]:
        posted = self.request.POST
        number = posted.get("appearance", "")
        found = Appearance.objects.filter(article=self.article.pk).with_anchors()
        appearance = found.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
        if appearance is None:
            raise ValidationError("This claim does not stand in the story any more.")
        is_given = posted.get("is_given") == "yes"
        say_context(appearance, by=self.request.user, exact=posted.get("exact", ""), is_given=is_given)
        said = "Noted: the text gives context." if is_given else "Noted: the text gives no context."
        return said, self.request.path
