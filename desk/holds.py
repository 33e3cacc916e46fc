"""Legal holds on a story's history: shown, placed and lifted on its history page."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import View
from wagtail.admin import messages

from articles.models import ArticlePage
from articles.retention import HOLD_RIGHT, holds_on, lift_hold, place_hold
from desk.history import HistoryMixin


def holds_of(article: ArticlePage, user: Any) -> dict[str, Any]:
    """For the history page: the holds that a story stands under, and whether to offer more."""
    return {"holds": list(holds_on(article)), "may_hold": user.has_perm(HOLD_RIGHT)}


class HoldView(HistoryMixin, View):
    """Place a hold (`on` story or section) or lift one (`hold`), for a reason."""

    page_title = "Legal hold"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        posted, reason = request.POST, request.POST.get("reason", "")
        try:
            if number := posted.get("hold", ""):
                holds = holds_on(self.article)
                hold = (
                    holds.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
                )
                if hold is None:
                    raise ValidationError("This hold was lifted already.")
                lift_hold(hold, reason=reason, by=request.user)
                messages.success(request, "The legal hold is lifted.")
            else:
                on = self.article.section if posted.get("on") == "section" else self.article
                place_hold(on or self.article, reason=reason, by=request.user)
                messages.success(request, "Held: nothing of this history is let go until the hold is lifted.")
        except PermissionDenied as refusal:
            messages.error(request, str(refusal))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("article_history", self.article.pk)
