"""Who else has the story open: what every open editor asks every few seconds, so it is kept cheap.

Answers are JSON, 304 where nothing changed, and 401 for a window whose user was logged out; they also tell
who holds the story's lock and who saved last. Whether somebody may edit the story is looked up once in five
minutes: between times a signed ticket that the answer gave says so.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.html import format_html
from django.utils.timezone import get_current_timezone_name
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.ui.components import Component

from accounts.models import User
from articles.locks import may_take_over
from articles.models import ArticlePage, Presence, SectionPage
from articles.presence import Here, Standing, forget_absent, leave, note_presence, standing_of

COMPANY, ALONE, AWAY = 10, 30, 60  # seconds until a window asks again; with a crowd in the story later
TICKET_AGE = 300  # seconds
SALT = "desk.presence"
NOT_SAVED_YET = 0  # in the place of a story's id
WINDOW = re.compile(r"[a-z0-9-]{8,32}")
Shown = dict[str, Any]


def script() -> str:
    """What warns whoever logs out with text that is not saved (an `insert_global_admin_js` hook)."""
    url = reverse("article_presence", args=[NOT_SAVED_YET])
    return format_html(
        '<script type="module" src="{}" data-who="{}"></script>', static("desk/leaving.js"), url
    )


class PresenceModule(Component):
    """In the editor's header, in the place of Wagtail's editing sessions; desk/presence.js fills it.

    `story` names what is written, also while it has no id: "17", or "new-5" for one begun in section 5.
    """

    template_name = "desk/editor/presence.html"

    def __init__(
        self, request: HttpRequest, article: ArticlePage | None, section: SectionPage | None = None
    ) -> None:
        self.user: Any = request.user
        self.article, self.section = article, section
        # A form that is shown again, unsaved, stays the window that it was.
        here = _here(request.POST)
        self.window = here.window if here else secrets.token_hex(8)
        forget_absent()

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        article_id = self.article.pk if self.article else NOT_SAVED_YET
        section_id = self.section.pk if self.section else 0
        name, number = ("desk_kept", article_id) if article_id else ("desk_kept_new", section_id)
        return {
            "window": self.window,
            "kept_url": reverse(name, args=[number]),
            "story": article_id or f"new-{section_id}",
            "article_id": article_id or "",
            # A new story has no id yet; the script puts it in the place of the 0 after the first save.
            "url": reverse("article_presence", args=[NOT_SAVED_YET]),
            "gone_url": reverse("article_absence", args=[NOT_SAVED_YET]),
            "login_url": reverse("wagtailadmin_login"),
            "user_id": self.user.pk,
            "user_name": self.user.display_name,
            "lock_url": self._lock_url(),
            "zone": get_current_timezone_name(),
        }

    def _lock_url(self) -> str:
        """Where to take over a colleague's lock, for whoever may; it may be set while the page is open."""
        if self.article and may_take_over(self.article, self.user):
            return reverse("article_take_over_lock", args=[self.article.pk])
        return ""


@require_GET
def presence(request: HttpRequest, article_id: int) -> HttpResponse:
    """Note this window and tell of the others, of the lock and of the newest save."""
    user = request.user
    if not isinstance(user, User):
        return _refusal("You are logged out.", 401)
    here = _here(request.GET)
    if here is None:
        return _refusal("A window names itself with 8 to 32 letters and digits (“window”).", 400)
    if article_id == NOT_SAVED_YET:
        return JsonResponse({"user": user.pk, "others": [], "again": ALONE} | _token(request))
    ticket = _ticket(request.GET.get("ticket", ""), article_id, user)
    if not ticket:
        article = ArticlePage.objects.filter(id=article_id).first()
        if article and not article.permissions_for_user(user).can_edit():
            return _refusal("You may not edit this story any more.", 403, user)
    standing = standing_of(article_id)
    if standing is None:
        return _refusal("This story is not there any more.", 404, user)
    others = note_presence(article_id, user, here)
    answer = {
        "user": user.pk,
        "others": [_other(row, user) for row in others],
        "lock": _lock(standing, user),
        "saved": {
            "by": standing.saved_by,
            "mine": standing.saved_by_id == user.pk,
            "at": _time(standing.saved_at),
        },
        "again": AWAY if here.is_away else max(COMPANY, len(others) // 2) if others else ALONE,
    }
    return _unless_unchanged(request, answer, _extras(request, article_id, user, ticket))


@require_POST
def absence(request: HttpRequest, article_id: int) -> HttpResponse:
    """A window was closed."""
    here = _here(request.POST)
    if isinstance(request.user, User) and here:
        leave(article_id, request.user, here.window)
    return HttpResponse(status=204)


def _refusal(words: str, status: int, user: User | None = None) -> JsonResponse:
    return JsonResponse({"error": words, "user": user and user.pk}, status=status)


def _here(said: Mapping[str, str]) -> Here | None:
    window = said.get("window", "")
    if not WINDOW.fullmatch(window):
        return None
    place = said.get("place", "")[:100]
    return Here(window, place, said.get("writing") == "1", said.get("away") == "1")


def _ticket(given: str, article_id: int, user: User) -> str:
    """The ticket that was given, if it is this user's for this story and not too old; else ""."""
    try:
        said = signing.loads(given, salt=SALT, max_age=TICKET_AGE) if given else None
    except signing.BadSignature:
        return ""
    return given if said == [article_id, user.pk] else ""


def _extras(request: HttpRequest, article_id: int, user: User, ticket: str) -> Shown:
    """What is new for this window alone: a ticket, and a token where its own was of an earlier session."""
    extras = _token(request)
    if not ticket:
        extras["ticket"] = signing.dumps([article_id, user.pk], salt=SALT)
    return extras


def _token(request: HttpRequest) -> Shown:
    """The token that a form must carry, for a page that was loaded before its user logged in anew."""
    return {"csrf": get_token(request)} if request.GET.get("renew") == "1" else {}


def _unless_unchanged(request: HttpRequest, answer: Shown, extras: Shown) -> HttpResponse:
    digest = hashlib.sha256(json.dumps(answer).encode()).hexdigest()[:32]
    etag = f'"{digest}"'
    response: HttpResponse
    if not extras and etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    else:
        response = JsonResponse(answer | extras)
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _other(row: Presence, user: User) -> Shown:
    return {
        "window": row.window,
        "person": row.person_id,
        "name": row.person.display_name,
        "mine": row.person_id == user.pk,
        "place": row.place,
        "writing": row.is_writing,
        "away": row.is_away,
    }


def _lock(standing: Standing, user: User) -> Shown | None:
    if not standing.is_locked:
        return None
    return {
        "by": standing.locked_by,
        "mine": standing.locked_by_id == user.pk,
        "at": _time(standing.locked_at),
    }


def _time(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
