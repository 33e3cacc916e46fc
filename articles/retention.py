"""Let go of the text of old autosaves that nobody can miss, where the newsroom's policy says so.

Only what folds into a later autosave of the same person is ever let go: the state in which they paused stays.
Whatever was published, named, merged, or that anything else refers to stays, and all that is under a legal
hold. The record of what was let go stays too, so that the chain still verifies.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.db.models.functions import Length
from django.utils import timezone

from accounts.models import User
from articles.counting import count_changes
from articles.models import (
    ArticlePage,
    ArticleRevision,
    DroppedContent,
    LegalHold,
    LegalHoldLifted,
    Passage,
    SectionPage,
)
from articles.models.history import ArticleRevisionQuerySet
from articles.passages import follow
from articles.versions import wait_for_turn

AUTOSAVE, MERGE = ArticleRevision.Kind.AUTOSAVE, ArticleRevision.Kind.MERGE
HOLD_RIGHT = "articles.hold_history"


@dataclass(frozen=True, slots=True)
class Report:
    """What a policy comes to: how many old autosaves there are, and how many of them are let go."""

    old: int
    held: int  # under a legal hold
    let_go: int
    characters: int


def old_autosaves(before: datetime) -> ArticleRevisionQuerySet:
    """The autosaves made before a moment whose text is still there."""
    return ArticleRevision.objects.filter(kind=AUTOSAVE, created_at__lt=before).exclude(content="")


def held() -> Q:
    """What stands under a legal hold: of a story, or of the section that it stands in."""
    holds = LegalHold.objects.in_force()
    within = Q(article_id__in=holds.exclude(article=None).values("article_id"))
    for section in SectionPage.objects.filter(pk__in=holds.exclude(section=None).values("section_id")):
        pages = ArticlePage.objects.descendant_of(section).order_by().values("pk")
        within |= Q(article_id__in=pages)
    return within


def dispensable(before: datetime) -> QuerySet[ArticleRevision]:
    """The autosaves made before a moment that nobody can miss."""
    return _unreferred(old_autosaves(before).exclude(held()).filter(name="", note="")).filter(
        Exists(_unreferred(_next(kind=AUTOSAVE, name="", note="", created_by=OuterRef("created_by")))),
        ~Exists(_next(kind=MERGE)),
    )


def _next(**facts: object) -> QuerySet[ArticleRevision]:
    """The revision after the one that is asked about, if it is such a one."""
    return ArticleRevision.objects.filter(
        article_id=OuterRef("article_id"), number=OuterRef("number") + 1, **facts
    )


def _unreferred(revisions: QuerySet[ArticleRevision]) -> QuerySet[ArticleRevision]:
    """Those that no row refers to which would keep them from being deleted.

    So whoever adds a model that must be able to show a revision need only protect it.
    """
    for relation in ArticleRevision._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.on_delete is models.PROTECT:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            revisions = revisions.filter(~Exists(rows))
    return revisions


def foresee(days: int) -> Report:
    """What letting go of autosaves older than `days` would come to now."""
    before = _cut_off(days)
    old, going = old_autosaves(before), dispensable(before)
    size = going.aggregate(size=Sum(Length("content")))["size"] or 0
    return Report(old.count(), old.filter(held()).count(), going.count(), size)


def let_go(days: int) -> Iterator[int]:
    """Let go of the text of autosaves older than `days`; yields how many, article by article.

    Each article in a transaction of its own: it may be broken off and begun anew.
    """
    before = _cut_off(days)
    articles = dispensable(before).order_by("article_id").values_list("article_id", flat=True).distinct()
    for article_id in list(articles):
        yield _let_go_of(article_id, before, f"autosaves older than {days} day{'' if days == 1 else 's'}")


@transaction.atomic
def _let_go_of(article_id: int, before: datetime, policy: str) -> int:
    wait_for_turn(article_id)
    follow(article_id)  # what only a content can tell is read before it goes
    count_changes(article_id)
    going = list(dispensable(before).filter(article_id=article_id).values_list("pk", "number"))
    if not going:
        return 0
    now = timezone.now()
    keys = [pk for pk, _ in going]
    DroppedContent.objects.bulk_create([DroppedContent(revision_id=pk, at=now, policy=policy) for pk in keys])
    ArticleRevision.objects.filter(pk__in=keys).update(content="")
    _forget_passages(article_id)
    return len(going)


def _forget_passages(article_id: int) -> None:
    """No passage may be found that stood in nothing but texts that were let go."""
    dropped = DroppedContent.objects.filter(revision__article_id=article_id)
    gone = set(dropped.values_list("revision__number", flat=True))
    spans = Passage.objects.of(article_id).taken_out().values_list("pk", "came__number", "went__number")
    only_there = [pk for pk, came, went in spans if all(number in gone for number in range(came, went))]
    Passage.objects.filter(pk__in=only_there).delete()


def _cut_off(days: int) -> datetime:
    if days < 1:
        raise ValidationError("Autosaves are kept for at least one day.")
    return timezone.now() - timedelta(days=days)


@transaction.atomic
def place_hold(on: ArticlePage | SectionPage, *, reason: str, by: User) -> LegalHold:
    """Have nothing of a story's history, or of a section's, let go until the hold is lifted.

    Raises PermissionDenied without the right, ValidationError without a reason.
    """
    _require_hold_right(by)
    hold = LegalHold(
        article_id=on.pk if isinstance(on, ArticlePage) else None,
        section_id=on.pk if isinstance(on, SectionPage) else None,
        reason=_reason(reason),
        at=timezone.now(),
        by=by,
    )
    hold.save(force_insert=True)
    return hold


@transaction.atomic
def lift_hold(hold: LegalHold, *, reason: str, by: User) -> LegalHoldLifted:
    """End a legal hold. One that was lifted already stays as it is, and its lifting is returned."""
    _require_hold_right(by)
    list(LegalHold.objects.select_for_update().filter(pk=hold.pk))
    if known := LegalHoldLifted.objects.filter(hold=hold).first():
        return known
    return LegalHoldLifted.objects.create(hold=hold, reason=_reason(reason), at=timezone.now(), by=by)


def holds_on(article: ArticlePage) -> QuerySet[LegalHold]:
    """The holds in force that a story stands under, its section's too."""
    above = article.get_ancestors().order_by().values("pk")
    holds = LegalHold.objects.in_force().filter(Q(article=article.pk) | Q(section_id__in=above))
    return holds.select_related("by", "section")


def _require_hold_right(by: User) -> None:
    if not by.has_perm(HOLD_RIGHT):
        raise PermissionDenied("You may not place or lift legal holds. Ask a managing editor or a lawyer.")


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": "Say why. The reason stays on file."})
    return reason.strip()
