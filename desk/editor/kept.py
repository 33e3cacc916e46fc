"""What a text that a browser has kept would change, before its writer takes it back or throws it away.

The browser posts the form as it was. Nothing is saved here: taking it back goes the way of every save.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.models import PageSubscription, Revision

from accounts.models import User
from articles.content import canonical, editorial_content, sha256
from articles.models import ArticlePage, ArticleRevision, Draft, SectionPage
from desk.comparison import comparison_of
from desk.editor.begun import give_slug
from desk.editor.slower import taken_anew

Content = dict[str, Any]


@require_POST
def kept(request: HttpRequest, article_id: int) -> JsonResponse:
    """Whether the newsroom has this text already ("saved"), and else what it would change ("differs")."""
    article = ArticlePage.objects.filter(id=article_id).first()
    if article is None:
        raise Http404
    if not article.permissions_for_user(request.user).can_edit():
        raise PermissionDenied("You may not edit this story.")
    newest = article.get_latest_revision()
    text = content_of(request, article.get_latest_revision_as_object())
    if text is None:
        return JsonResponse({"state": "invalid", "words": INVALID})
    if _is_on_file(text, article_id, newest):
        return JsonResponse({"state": "saved"})
    return JsonResponse(_answer(editorial_content(newest.content) if newest else {}, text, _last(newest)))


@require_POST
def kept_new(request: HttpRequest, section_id: int) -> JsonResponse:
    """The same for a story that was begun in a section and had no id yet."""
    section = SectionPage.objects.filter(id=section_id).first()
    if section is None:
        raise Http404
    if not section.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied("You may not begin a story in this section.")
    mine = ArticlePage.objects.child_of(section).filter(owner=request.user)
    if begun := mine.filter(slug=request.POST.get("slug", "")).first():
        return kept(request, begun.pk)  # saved after all, though its page did not hear of it
    give_slug(request, section)
    text = content_of(request, ArticlePage(owner=request.user, locale=section.locale), section)
    if text is None:
        return JsonResponse({"state": "invalid", "words": INVALID})
    return JsonResponse(_answer({}, text, "It was never saved."))


INVALID = "Something in it is not in order: take it back to see what."


def content_of(request: HttpRequest, page: ArticlePage, parent: SectionPage | None = None) -> Content | None:
    """The editorial content that a posted form says; None where the form is not in order."""
    user: User = request.user
    form_class = ArticlePage.get_edit_handler().get_form_class()
    form = form_class(
        taken_anew(request.POST, page, form_class.formsets),
        instance=page,
        subscription=PageSubscription(page=page, user=user),
        parent_page=parent or page.get_parent(),
        for_user=user,
    )
    form.defer_required_fields()
    if not form.is_valid():
        return None
    return editorial_content(form.save(commit=False).serializable_data())


def _digest(text: Content) -> str:
    return sha256(canonical(text))


def _is_on_file(text: Content, article_id: int, newest: Revision | None) -> bool:
    digest = _digest(text)
    if newest and _digest(editorial_content(newest.content)) == digest:
        return True
    return any(
        rows.filter(content_digest=digest).exists()
        for rows in (ArticleRevision.objects.of(article_id), Draft.objects.of(article_id))
    )


def _last(newest: Revision | None) -> str:
    if newest is None:
        return ""
    at = timezone.localtime(newest.created_at)
    who = newest.user.display_name if newest.user else "somebody"
    return f"The story was last saved by {who}, at {at:%H:%M} on {at:%-d %B}."


def _answer(before: Content, after: Content, words: str) -> dict[str, Any]:
    context = comparison_of(before, after) | {"layout": "inline", "language": after.get("language", "")}
    html, added, removed = render_to_string("desk/diff.html", context), context["added"], context["removed"]
    count = f"{added} {'word' if added == 1 else 'words'} more, {removed} fewer than the newest version."
    return {"state": "differs", "html": html, "words": f"{count} {words}".strip()}
