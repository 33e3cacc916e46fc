"""Put on file what changed for readers, within the transaction that changes it.

Each function looks at what readers see now, with everybody waiting who writes about the same thing, and
compares it with what was said of it last; so nothing is told of what readers never saw, and for every
thing that they saw and do not find any more there is a tombstone.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.models import Page

from annotations.models import Mention
from articles.models import ArticlePage, ArticleRevision, Publication, SectionPage
from articles.versions import wait_for_turn
from claims.models import Claim, Verdict
from entities.models import Entity
from outbox.models import OutboxEvent
from syndication.events import CHANGES_RECORDED, STANDING_TOLD
from syndication.models import Change, Kind

ACCEPTED = (Entity.State.PROPOSED, Entity.State.CONFIRMED)


def record(kind: Kind, subject_ids: Iterable[int], *, sections: Iterable[str] = (), **data: Any) -> None:
    """Write a change of each of these things, in the caller's transaction; it gets its number after that."""
    slugs = ",".join(dict.fromkeys(sections))
    changes = Change.objects.bulk_create(
        Change(
            kind=kind,
            is_public=not kind.is_for_desk,
            subject=kind.partition(".")[0],
            subject_id=subject_id,
            sections=f",{slugs}," if slugs else "",
            at=timezone.now(),
            data=data,
        )
        for subject_id in subject_ids
    )
    if changes:
        OutboxEvent.objects.record_new(CHANGES_RECORDED, [changes[-1].pk])


@transaction.atomic
def settle_article(
    article_id: int,
    kind: Kind | None = None,
    *,
    gone: Kind = Kind.ARTICLE_UNPUBLISHED,
    from_sections: Sequence[str] = (),
    **data: Any,
) -> None:
    """Tell how a story stands with readers: `kind` where they saw it before and still do, `gone` where they
    saw it and do not any more. Without a `kind` nothing is told of a story that they still see.
    """
    wait_for_turn(article_id)
    last = _last("article", article_id)
    was_seen = last is not None and not last.is_tombstone
    if seen := _seen(article_id):
        kind = kind if was_seen else Kind.ARTICLE_PUBLISHED
        if kind:
            data.setdefault("revision", seen["revision"])
            record(kind, [article_id], sections=[*from_sections, *seen["sections"]], **data)
    elif last and (was_seen or gone == Kind.ARTICLE_KILLED != last.kind):
        record(gone, [article_id], sections=[*from_sections, *last.section_slugs], **data)
    if was_seen != bool(seen):
        OutboxEvent.objects.record(STANDING_TOLD, article_id)


def settle_below(page: Page, *, has_moved: bool = False, from_sections: Sequence[str] = ()) -> None:
    """Tell of every published story at or below a page that readers gained, lost or find elsewhere."""
    published = Publication.objects.values("article_id")
    below = ArticlePage.objects.filter(path__startswith=page.path, pk__in=published)
    for article_id in below.order_by("pk").values_list("pk", flat=True):
        settle_article(article_id, Kind.ARTICLE_UPDATED if has_moved else None, from_sections=from_sections)


@transaction.atomic
def settle_claim(claim_id: int) -> None:
    """Tell how a claim stands with readers: which verdict they see now, or that they see none any more."""
    claim = Claim.objects.select_for_update(of=("self",)).only("pk", "status").filter(pk=claim_id).first()
    last = _last("claim", claim_id)
    was_seen = last is not None and not last.is_tombstone
    is_seen = (
        claim is not None
        and claim.status == Claim.Status.PUBLISHED
        and Claim.objects.public().filter(pk=claim_id).exists()
    )
    if is_seen:
        verdict = Verdict.objects.that_count().filter(claim=claim_id).values_list("pk", flat=True).first()
        if last and was_seen and last.data.get("verdict") == verdict:
            return
        kind = Kind.CLAIM_CHANGED if was_seen else Kind.CLAIM_PUBLISHED
        record(kind, [claim_id], sections=_sections_of_claim(claim_id), verdict=verdict)
    elif last and was_seen:
        record(Kind.CLAIM_WITHDRAWN, [claim_id], sections=last.section_slugs)


def settle_claims_of(article_id: int) -> None:
    """Tell of the claims that a story brought before readers, or took from them."""
    published = Claim.objects.appearing_in(article_id).filter(status=Claim.Status.PUBLISHED)
    for claim_id in published.order_by("pk").values_list("pk", flat=True):
        settle_claim(claim_id)


@transaction.atomic
def settle_entity(entity_id: int) -> None:
    """Tell that an editor decided on an entity that readers meet."""
    last = _last("entity", entity_id)
    met = Mention.objects.filter(
        entity=entity_id, revision_id__in=ArticleRevision.objects.readers_see().values("pk")
    )
    if Entity.objects.accepted().filter(pk=entity_id).exists() and met.exists():
        record(Kind.ENTITY_CHANGED, [entity_id])
    elif last and not last.is_tombstone:
        record(Kind.ENTITY_REMOVED, [entity_id])


@transaction.atomic
def settle_entities_of(revision_id: int) -> None:
    """Tell of the entities that a text names: whom readers meet now, and did not, and whom not any more.

    A few queries, however many there are.
    """
    named = Mention.objects.filter(revision=revision_id, entity__isnull=False).order_by()
    ids = sorted(set(named.values_list("entity_id", flat=True)))
    taken = Entity.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    accepted = {entity.pk for entity in taken if entity.state in ACCEPTED}
    live = ArticleRevision.objects.readers_see().values("pk")
    met = Mention.objects.filter(entity__in=accepted, revision_id__in=live).order_by()
    seen = set(met.values_list("entity_id", flat=True).distinct())
    told = Change.objects.public().filter(subject="entity", subject_id__in=ids)
    newest = told.order_by().values("subject_id").annotate(newest=Max("pk")).values("newest")
    known = {change.subject_id for change in Change.objects.filter(pk__in=newest) if not change.is_tombstone}
    record(Kind.ENTITY_PUBLISHED, sorted(seen - known))
    record(Kind.ENTITY_REMOVED, sorted(known - seen))


def merged_entity(entity_id: int) -> None:
    """Tell that an entity is another one; whoever knows it by its number follows."""
    into = Entity.objects.filter(pk=entity_id).values_list("merged_into_id", flat=True).first()
    if into:
        record(Kind.ENTITY_MERGED, [entity_id], into=into)


def _last(subject: str, subject_id: int) -> Change | None:
    return Change.objects.public().of(subject, subject_id).order_by("-pk").first()


def _seen(article_id: int) -> dict[str, Any] | None:
    """What readers see of a story: the number of its revision and its section; None where they see none."""
    publication = (
        Publication.objects.filter(article_id=article_id)
        .order_by("-published_at", "-pk")
        .values_list("revision__number", flat=True)
        .first()
    )
    if publication is None:
        return None
    article = ArticlePage.objects.visible().defer_streamfields().filter(pk=article_id).first()
    if article is None:
        return None
    return {"revision": publication, "sections": _sections_of([article.path])}


def _sections_of(paths: Iterable[str]) -> list[str]:
    step = Page.steplen
    above = {path[: step * depth] for path in paths for depth in range(1, len(path) // step)}
    return list(SectionPage.objects.filter(path__in=above).order_by("path").values_list("slug", flat=True))


def _sections_of_claim(claim_id: int) -> list[str]:
    seen = ArticlePage.objects.visible().filter(appearances__claim=claim_id)
    return _sections_of(seen.values_list("path", flat=True))
