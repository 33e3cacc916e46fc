"""What the editor does with the text of whoever was slower: refuses it, keeps it, and says who was faster.

Every save states the token that its form was filled from and the window it was written in. What comes too
late, or while somebody else holds the lock, changes nothing of the story and becomes a draft.
"""

from math import isfinite
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from wagtail.models import Revision

from accounts.models import User
from articles.content import editorial_content
from articles.drafts import keep_draft
from articles.models import ArticlePage, Draft
from articles.versions import Beginning
from desk.drafts import DraftPage, NothingKeptPage, merge_url

LONGEST_TOKEN, LONGEST_WINDOW = 100, 32


def beginning_of(request: HttpRequest) -> Beginning:
    """What a posted form says of its beginning; nonsense is no beginning at all."""
    posted = request.POST
    try:
        moment = float(posted.get("moment", ""))
    except ValueError:
        moment = 0.0
    return Beginning(
        posted.get("version", "")[:LONGEST_TOKEN],
        posted.get("window", "")[:LONGEST_WINDOW],
        moment if isfinite(moment) else 0.0,
    )


def taken_anew(posted: QueryDict, page: ArticlePage, formsets: Any) -> QueryDict:
    """The posted form as one whose child rows (bylines…) are all new, and the page without any.

    The rows that it names belong to the state that it began from; the newest state may have others.
    """
    posted = posted.copy()
    for name in formsets:
        if name == "comments":  # they are kept apart from the text, each by itself
            for member in [each for each in posted if each.startswith("comments-")]:
                del posted[member]
            continue
        setattr(page, name, [])
        posted[f"{name}-INITIAL_FORMS"] = "0"
        for member in [each for each in posted if each.startswith(f"{name}-") and each.endswith("-id")]:
            posted[member] = ""
    return posted


@transaction.atomic
def keep(form: Any, beginning: Beginning, *, by: User, is_autosave: bool, reason: str) -> Draft | None:
    """Keep the text of a valid form, built with `taken_anew`, as a draft."""
    page = form.save(commit=False)
    return keep_draft(
        page.pk,
        editorial_content(page.serializable_data()),
        by=by,
        began_from=beginning.token,
        door=Draft.Door.AUTOSAVE if is_autosave else Draft.Door.EDITOR,
        reason=reason,
        form=beginning.form,
    )


def answer(request: HttpRequest, article_id: int, words: str, draft: Draft | None) -> HttpResponse:
    """The refusal as a page (409) that shows what was kept."""
    page: DraftPage | NothingKeptPage
    if draft:
        page = DraftPage(refused=words)
        page.setup(request, article_id=article_id, draft_id=draft.pk)
    else:
        page = NothingKeptPage()
        page.setup(request, article_id=article_id)
    return page.render_to_response(page.get_context_data(refused=words), status=409).render()


def answer_script(words: str, draft: Draft | None, newest: Revision | None, reason: str) -> JsonResponse:
    """The refusal for the editor's script, in Wagtail's own terms: it stops saving by itself."""
    told: dict[str, Any] = {
        "success": False,
        "error_code": "invalid_revision",
        "error_message": words,
        "reason": reason,
        "draft": None,
    }
    if newest:
        told["newest"] = {
            "by": newest.user.display_name if newest.user else "",
            "at": newest.created_at.isoformat(),
        }
    if draft:
        url = draft.get_absolute_url()
        told["draft"] = {"id": draft.pk, "url": url, "merge_url": merge_url(draft) or url}
    return JsonResponse(told, status=409)
