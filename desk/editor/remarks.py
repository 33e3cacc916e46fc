"""The editor's panel of comments that have lost their words, and of resolved ones: what it shows and does.

Comments that stand on their words are shown beside them, by Wagtail's own part of the editor.
"""

import json
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.http import quote_etag
from django.views import View
from wagtail.admin.templatetags.wagtailadmin_tags import avatar_url, user_display_name
from wagtail.models import Comment

from accounts.models import User
from anchoring import Anchor, anchor
from articles import remarking
from articles.actions import freeze_pending
from articles.comments.standing import Remark, remarks_on
from articles.content import sha256
from articles.models import ArticlePage, ArticleRevision

NOT_SAVED = "This passage is not saved yet. Wait until the story is saved, then select the words again."
Data = dict[str, Any]


class RemarksPanel(View):
    """A piece of HTML for the editor's side panel; 304 while it says the same."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        article = ArticlePage.objects.filter(id=kwargs["article_id"]).first()
        if article is None:
            raise Http404("There is no such article, or it was deleted.")
        if not article.permissions_for_user(request.user).can_edit():
            raise PermissionDenied("You may not edit this article, so you may not see what is said about it.")
        self.article = article

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._show()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """`act`: `reply` (with `text`), `resolve`, `reopen`, or `put` (with the passage selected)."""
        number = request.POST.get("comment", "")
        comment_id = int(number) if number.isdecimal() and len(number) < 19 else 0
        try:
            said = self._do(request.POST.get("act", ""), comment_id)
        except ValidationError as error:
            return self._show(error=" ".join(error.messages))
        is_shown_now = request.POST.get("act") in ("reopen", "put")
        return self._show(said=said, appeared=comment_id if is_shown_now else 0)

    def _do(self, act: str, comment_id: int) -> str:
        article, by = self.article, self.request.user
        if act == "reply":
            remarking.reply(article, comment_id, self.request.POST.get("text", ""), by=by)
            return "Your reply is there."
        if act == "resolve":
            remarking.resolve(article, comment_id, by=by)
            return "Resolved. It stays readable here."
        if act == "reopen":
            remarking.reopen(article, comment_id, by=by)
            return "It is open again."
        if act == "put":
            remarking.put(article, comment_id, self._selected(), by=by)
            return "The comment stands on the selected words."
        raise ValidationError("That button is not known here. Reload the page and try again.")

    def _selected(self) -> Anchor:
        """The passage that was posted, in the newest kept state."""
        posted = self.request.POST
        freeze_pending(self.article.pk)
        revision = ArticleRevision.objects.latest_of(self.article)
        start, end = (_number(posted.get(name, "")) for name in ("start", "end"))
        segments = revision.text.segments if revision else ()
        for segment in segments:
            named = (segment.block, segment.key) == (posted.get("block"), posted.get("key"))
            if named and segment.text == posted.get("text") and start < end <= len(segment.text):
                return anchor(segments, segment.start + start, segment.start + end)
        raise ValidationError(
            NOT_SAVED if posted.get("text") else "Select the words first, then press the button."
        )

    def _show(self, *, said: str = "", error: str = "", appeared: int = 0) -> HttpResponse:
        remarks = remarks_on(self.article.pk)
        lost = [each for each in remarks if each.is_open and not each.has_place]
        token = get_token(self.request)
        shown = [each for each in remarks if each.comment.pk == appeared and each.has_place]
        context = {
            "article": self.article,
            "lost": lost,
            "changed": [each for each in remarks if each.is_open and each.state == "changed"],
            "resolved": [each for each in reversed(remarks) if not each.is_open],
            "standing": sum(each.is_open and each.has_place for each in remarks),
            "appeared": json.dumps(for_script(shown, self.request.user)) if shown else "",
            "said": said,
            "error": error,
            "csrf_token": token,
        }
        html = render_to_string("desk/remarks/panel.html", context)
        etag = quote_etag(sha256(html.replace(token, "").encode())[:32])  # it is another one each time
        response: HttpResponse
        if self.request.method == "GET" and etag in self.request.headers.get("If-None-Match", ""):
            response = HttpResponseNotModified()
        else:
            response = HttpResponse(html, status=422 if error else 200)
            response["X-Lost"] = str(len(lost))
        response["ETag"] = etag
        patch_cache_control(response, private=True, no_cache=True)
        return response


def _number(value: str) -> int:
    """A number that was sent; 0 for anything else."""
    return int(value) if value.isdecimal() and len(value) < 9 else 0


def for_script(remarks: list[Remark], user: User) -> Data:
    """Comments as Wagtail's script of the editor is given them."""
    people = {user, *(each.comment.user for each in remarks)}
    people |= {reply.user for each in remarks for reply in each.replies}
    return {
        "comments": [_comment(each.comment, each) for each in remarks],
        "user": user.pk,
        "authors": {
            str(each.pk): {"name": user_display_name(each), "avatar_url": avatar_url(each)} for each in people
        },
    }


def _comment(comment: Comment, remark: Remark) -> Data:
    replies = [
        {
            "pk": reply.pk,
            "user": reply.user_id,
            "text": reply.text,
            "created_at": reply.created_at.isoformat(),
            "deleted": False,
        }
        for reply in remark.replies
    ]
    return {
        "pk": comment.pk,
        "user": comment.user_id,
        "text": comment.text,
        "created_at": comment.created_at.isoformat(),
        "contentpath": remark.contentpath,
        "position": remark.position,
        "deleted": False,
        "resolved": False,
        "replies": replies,
    }
