"""Withdraw a story everywhere, keep it from coming back by any door, and take that back."""

from collections.abc import Iterator, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from wagtail.models import Page

from accounts.models import User
from articles.acting import put_on_file
from articles.events import ARTICLE_KILLED, KILL_LIFTED
from articles.gate import Objection
from articles.models import (
    ArticlePage,
    ArticleRevision,
    Kill,
    KilledAddress,
    KillLifted,
    Publication,
    SectionPage,
    StoryAct,
)
from articles.models.kills import SHORTEST_REASON
from articles.versions import wait_for_turn
from outbox.models import OutboxEvent

DEFAULT_NOTICE = "This story was withdrawn. It should not have been published."


@transaction.atomic
def kill(article: ArticlePage, *, by: User, reason: str, notice: str) -> Kill:
    """Withdraw a story from every place where readers find it; at its addresses they find `notice` (410).

    Until the kill is lifted no door publishes it again or puts it on the schedule. `reason` is for the desk.
    Raises PermissionDenied without the right; ValidationError naming the field for a reason that is too
    short, no notice, a story that readers never saw, or one that is killed already.
    """
    _require(by)
    reason, notice = _long_enough("reason", reason), notice.strip()
    if not notice:
        raise ValidationError({"notice": "Say what readers find in place of the story."})
    original_id = article.alias_of_id or article.pk
    wait_for_turn(original_id)
    article = ArticlePage.objects.get(pk=original_id)
    if Kill.objects.standing().of(article).exists():
        raise ValidationError("This story is killed already. Reload the page to see by whom.")
    if not Publication.objects.of(article).exists():  # nor is a story that is live under embargo
        raise ValidationError(
            "Readers never saw this story. There is nothing to withdraw: unpublish it, or delete the draft."
        )
    killed = Kill.objects.create(
        article=article,
        revision=ArticleRevision.objects.live_of(article),
        headline=article.title,
        reason=reason,
        notice=notice,
        by=by,
    )
    KilledAddress.objects.bulk_create(KilledAddress(kill=killed, url_path=p) for p in addresses_of(article))
    article.revisions.update(approved_go_live_at=None)
    article.unpublish(user=by)  # with its aliases
    put_on_file(article, StoryAct.Name.KILL, by=by, why=reason, revision=killed.revision)
    OutboxEvent.objects.record_new(ARTICLE_KILLED, [killed.pk])
    return killed


@transaction.atomic
def lift_kill(killed: Kill, *, why: str, by: User) -> KillLifted:
    """Take a kill back. The story is a draft then: whoever may publish it may publish it again."""
    _require(by)
    why = _long_enough("why", why)
    wait_for_turn(killed.article_id)
    if KillLifted.objects.filter(kill=killed).exists():
        raise ValidationError("This kill is lifted already. Reload the page to see by whom.")
    lifted = KillLifted.objects.create(kill=killed, why=why, by=by)
    if article := ArticlePage.objects.filter(pk=killed.article_id).first():
        put_on_file(article, StoryAct.Name.LIFT_KILL, by=by, why=why)
    OutboxEvent.objects.record_new(KILL_LIFTED, [killed.pk])
    return lifted


def addresses_of(article: ArticlePage) -> list[str]:
    """Where a story and its aliases stand, as `Page.url_path`."""
    aliases = Page.objects.filter(alias_of=article.pk).values_list("url_path", flat=True)
    return [article.url_path, *aliases]


def judge(revision: ArticleRevision, sections: Sequence[SectionPage]) -> Iterator[Objection]:
    """That a killed story does not go out (asked at the gate, before every publication)."""
    killed = Kill.objects.standing().of(revision.article_id).select_related("by").first()
    if killed:
        yield Objection(
            key=f"killed:{killed.pk}",
            words=f"{killed.by.display_name} killed this story: {killed.reason}",
            remedy="A managing editor may lift the kill; then it can be published again.",
            url=reverse("article_kill", args=[revision.article_id]),
            may_be_let_through=False,
            is_lasting=True,
        )


def _require(by: User) -> None:
    if not by.has_perm("articles.kill_article"):
        raise PermissionDenied("You may not kill a story or lift a kill. Ask a managing editor.")


def _long_enough(field: str, words: str) -> str:
    if len(words.strip()) < SHORTEST_REASON:
        raise ValidationError(
            {field: f"Say why, in {SHORTEST_REASON} characters or more: it is kept, and the desk is told."}
        )
    return words.strip()
