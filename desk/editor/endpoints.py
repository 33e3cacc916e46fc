"""What the editor's script asks and does. Answers are JSON: the whole panel, or `{"error": words}`."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_POST

from annotations.actions import progress_of, read_again, rule
from annotations.models import Attribution, Ruling
from articles.models import ArticlePage
from claims.actions import choose_place, make_claim, reaffirm
from claims.models import Appearance
from desk.editor.reading import fingerprint, panel, rights_of, shown_revision
from entities.actions import confirm_entity, reject_entity, rename_entity
from entities.models import Entity

MOVED_ON = "The text has moved on and this passage is read anew. Choose it again once the reading is done."
CONFIRMED = (
    "Confirmed: the verdict holds for the words as they are, for readers and search engines, too. "
    "If it does not after all, issue a new one on the claim’s page."
)
CHOSEN = "Noted: the claim is followed from there. Until the text is saved again you may choose otherwise."
GONE = "Noted: the words are gone. Until the text is saved again you may choose otherwise."
RULINGS = {
    "confirm": Ruling.Decision.CONFIRMED,
    "dismiss": Ruling.Decision.DISMISSED,
    "withdraw": Ruling.Decision.WITHDRAWN,
}
View = Callable[..., HttpResponse]


def _refusal(words: str, status: int) -> JsonResponse:
    return JsonResponse({"error": words}, status=status)


def for_editors_of_the_article(view: View) -> View:
    """Call `view` with the article instead of its id, and say in JSON what was wrong."""

    @wraps(view)
    def answer(request: HttpRequest, article_id: int, **kwargs: Any) -> HttpResponse:
        article = ArticlePage.objects.filter(id=article_id).first()  # a huge `pk` overflows
        if article is None:
            return _refusal("This article is not there any more.", 404)
        if not article.permissions_for_user(request.user).can_edit():
            return _refusal("You may not edit this article, so you may not see how it was read.", 403)
        try:
            return view(request, article, **kwargs)
        except PermissionDenied as denied:
            return _refusal(str(denied) or "You may not do that.", 403)
        except ValidationError as invalid:
            return _refusal(" ".join(invalid.messages), 400)
        except Attribution.DoesNotExist:
            return _refusal(MOVED_ON, 404)
        except Appearance.DoesNotExist:
            return _refusal("This claim is not made in the article any more.", 404)
        except Entity.DoesNotExist:
            return _refusal("This entity is not there any more.", 404)

    return answer


def _panel(request: HttpRequest, article: ArticlePage, *, said: str = "") -> HttpResponse:
    progress = progress_of(article)
    shown = shown_revision(article, progress)
    rights = rights_of(request.user, article)
    etag = f'"{fingerprint(article, progress, shown, rights)}"'
    response: HttpResponse
    if request.method == "GET" and etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    else:
        response = JsonResponse({**panel(progress, shown, rights), "said": said})
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


@require_GET
@for_editors_of_the_article
def reading(request: HttpRequest, article: ArticlePage) -> HttpResponse:
    """How far the reading is and what it says. 304 when nothing changed since `If-None-Match`."""
    return _panel(request, article)


@require_POST
@for_editors_of_the_article
def retry(request: HttpRequest, article: ArticlePage) -> HttpResponse:
    """Have the article read again."""
    read_again(article, by=request.user)
    return _panel(request, article)


@require_POST
@for_editors_of_the_article
def attribution(request: HttpRequest, article: ArticlePage, place: str, act: str) -> HttpResponse:
    """Confirm, dismiss, withdraw, or make a claim of the attribution at a place of the newest text read."""
    if act not in RULINGS and act != "claim":
        return _refusal(f"“{act}” cannot be done to an attribution.", 404)
    shown = shown_revision(article, progress_of(article))
    found = Attribution.objects.select_related("revision", "ruling").get(revision=shown, place=place)
    if act == "claim":
        make_claim(found, by=request.user)
    else:
        rule(found, RULINGS[act], by=request.user)
    return _panel(request, article)


@require_POST
@for_editors_of_the_article
def appearance(request: HttpRequest, article: ArticlePage, appearance_id: int, act: str) -> HttpResponse:
    """Confirm that a verdict holds for the words now (`seen`: their anchor), or choose their place.

    `choose` takes `seen`, the revision that was shown, and `choice`: a number, or `gone`.
    """
    made = Appearance.objects.select_related("claim").filter(article_id=article.pk).get(pk=appearance_id)
    seen = _number(request.POST.get("seen", ""))
    if act == "confirm":
        reaffirm(made.claim, by=request.user, seen=[seen])
        said = CONFIRMED
    elif act == "choose":
        choice = request.POST.get("choice", "")
        choose_place(made, None if choice == "gone" else _number(choice), by=request.user, seen=seen)
        said = GONE if choice == "gone" else CHOSEN
    else:
        return _refusal(f"“{act}” cannot be done to a claim’s words.", 404)
    return _panel(request, article, said=said)


def _number(value: str) -> int:
    """A number that was sent; -1, which nothing has, for anything else."""
    return int(value) if value.isdecimal() and len(value) < 19 else -1


@require_POST
@for_editors_of_the_article
def entity(request: HttpRequest, article: ArticlePage, entity_id: int, act: str) -> HttpResponse:
    """Confirm, reject or rename (`name` in the form data) an entity that the article mentions."""
    named = Entity.objects.filter(mentions__revision__article_id=article.pk).distinct().get(pk=entity_id)
    if act == "confirm":
        confirm_entity(named, by=request.user)
    elif act == "reject":
        reject_entity(named, by=request.user)
    elif act == "rename":
        rename_entity(named, request.POST.get("name", ""), by=request.user)
    else:
        return _refusal(f"“{act}” cannot be done to an entity.", 404)
    return _panel(request, article)
