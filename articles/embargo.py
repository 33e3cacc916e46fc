"""Embargoes: until which time no output shows a story, though it may be finished, approved and published.

A story that is published under embargo goes out when the embargo ends: then it passes the gate once more, its
publication is put on record, and the world is told.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from accounts.models import User
from articles.acting import put_on_file
from articles.actions import wait_for_turn
from articles.events import ARTICLE_HELD_BACK, ARTICLE_UNPUBLISHED
from articles.gate import HELD_BACK, PublicationBlocked
from articles.models import ArticlePage, Embargo, Publication, StoryAct
from articles.times import newsroom_time
from outbox.models import OutboxEvent


@transaction.atomic
def set_embargo(article: Page, until: datetime, *, by: User, why: str = "") -> Embargo:
    """Keep a story from all readers until a time; one that they see now is taken from them at once.

    Whoever may edit it may set one or make it longer; to shorten it or take a story from readers one must
    be allowed to publish it. Raises PermissionDenied, and ValidationError for a time that has passed.
    """
    if until <= timezone.now():
        raise ValidationError({"until": "That time has passed. Give a later one, or lift the embargo."})
    wait_for_turn(article.pk)
    standing = Embargo.objects.filter(article=article.pk).first()
    if standing and standing.until == until:
        return standing
    is_seen = ArticlePage.objects.visible().filter(pk=article.pk).exists()
    _require(by, article, to_publish=is_seen or bool(standing and until < standing.until))
    embargo, _ = Embargo.objects.update_or_create(
        article_id=article.pk, defaults={"until": until, "set_by": by}
    )
    put_on_file(article, StoryAct.Name.EMBARGO, by=by, about=f"until {newsroom_time(until)}", why=why)
    if is_seen:
        OutboxEvent.objects.record(ARTICLE_UNPUBLISHED, article.pk)
    return embargo


@transaction.atomic
def lift_embargo(article: Page, *, by: User, why: str = "") -> None:
    """End an embargo before its time; a story that is published under it goes out at once.

    Raises PermissionDenied for whoever may not publish it, and PublicationBlocked where the gate forbids it.
    """
    _require(by, article, to_publish=True)
    wait_for_turn(article.pk)
    if not (embargo := Embargo.objects.filter(article=article.pk).first()):
        return
    about = f"of {newsroom_time(embargo.until)}"
    embargo.delete()
    put_on_file(article, StoryAct.Name.LIFT, by=by, about=about, why=why)
    _bring_before_readers(article.pk)


def end_due_embargoes() -> list[int]:
    """End every embargo whose time has come; returns the ids of the articles."""
    due = Embargo.objects.due(timezone.now()).values_list("article_id", flat=True)
    return [article_id for article_id in due if _end(article_id)]


@transaction.atomic
def _end(article_id: int) -> bool:
    wait_for_turn(article_id)
    embargo = Embargo.objects.due(timezone.now()).filter(article=article_id).first()
    if embargo is None:
        return False  # somebody was faster, or gave it more time
    article = ArticlePage.objects.defer_streamfields().get(pk=article_id)
    embargo.delete()
    about = f"of {newsroom_time(embargo.until)}"
    put_on_file(article, StoryAct.Name.EMBARGO_ENDED, by=None, about=about)
    try:
        with transaction.atomic():
            _bring_before_readers(article_id)
    except PublicationBlocked as blocked:
        _take_back(article, blocked)
    return True


def _bring_before_readers(article_id: int) -> None:
    """Publish anew, as of now, what was published under the embargo; the gate has its say."""
    article = ArticlePage.objects.get(pk=article_id)
    if not (article.live and article.live_revision_id):
        return
    now = timezone.now()
    if not Publication.objects.of(article).exists():
        article.first_published_at = now
    article.last_published_at = now
    article.save(update_fields=["first_published_at", "last_published_at"], clean=False)
    for alias in ArticlePage.objects.filter(alias_of=article_id, live=True):
        alias.first_published_at, alias.last_published_at = article.first_published_at, now
        alias.save(update_fields=["first_published_at", "last_published_at"], clean=False)


def _take_back(article: ArticlePage, blocked: PublicationBlocked) -> None:
    """What may not go out any more is a draft again, and whoever wrote it is told."""
    revision = article.live_revision
    article.unpublish()
    log(article, HELD_BACK, revision=revision, data={"why": blocked.messages})
    OutboxEvent.objects.record(ARTICLE_HELD_BACK, f"{article.pk}:{getattr(revision, 'pk', 0)}")


def _require(by: User, article: Page, *, to_publish: bool) -> None:
    rights = article.specific.permissions_for_user(by)
    if to_publish and not rights.can_publish():
        raise PermissionDenied(
            "This changes when readers see the story: it takes the right to publish it. Ask its desk editor."
        )
    if not rights.can_edit():
        raise PermissionDenied("You may not edit this story, so you may not embargo it. Ask its desk.")
