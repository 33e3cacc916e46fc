"""What people said of the machine's readings, as annotated stories in the format of `corpus/GUIDELINES.md`.

A story is the newest state of an article in which somebody ruled or took a claim up. Confirmed are the
attributions that an editor confirmed or made a claim of; dismissed ones stand apart; what nobody looked at
stands under `unreviewed`, so that whoever trains on it can leave those words out.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet

from annotations.models import Attribution, Mention, Ruling
from articles.models import ArticlePage, ArticleRevision, SectionPage
from claims.models import Appearance
from claims.proposing import covered_spans, covering
from claims.workflow import ASIDE, Status
from entities.models import Entity

CHUNK = 50  # stories in memory
HEADINGS = frozenset(("headline", "heading"))
TAKEN_UP = tuple(status for status in Status if status not in (Status.NEW, *ASIDE))


def reviewed_articles(
    section: SectionPage | None = None, *, since: datetime | None = None
) -> QuerySet[ArticlePage]:
    """The articles in which people ruled (since a moment), oldest first."""
    rulings = Ruling.objects.filter(article=OuterRef("pk"))
    made = Appearance.objects.filter(article=OuterRef("pk"), claim__status__in=TAKEN_UP)
    if since is not None:
        rulings = rulings.filter(ruled_at__gte=since)
        made = made.filter(claim__changed_at__gte=since)
    articles = ArticlePage.objects.descendant_of(section) if section else ArticlePage.objects.all()
    return articles.filter(Exists(rulings) | Exists(made)).order_by("pk")


def stories(articles: QuerySet[ArticlePage]) -> Iterator[dict[str, Any] | None]:
    """One for each article, in their order; None where nothing that people ruled on still stands."""
    ids = list(articles.values_list("pk", flat=True))
    for i in range(0, len(ids), CHUNK):
        chunk = ids[i : i + CHUNK]
        newest = _newest_revisions(chunk)
        for article in chunk:
            yield story(newest[article]) if article in newest else None


def _newest_revisions(articles: Iterable[int]) -> dict[int, ArticleRevision]:
    history = ArticleRevision.objects.filter(article_id__in=articles)
    last = history.values("article_id").annotate(last=Max("number"))
    wanted = Q(pk__in=[])
    for row in last:
        wanted |= Q(article_id=row["article_id"], number=row["last"])
    revisions = history.filter(wanted).prefetch_related(
        Prefetch("attributions", Attribution.objects.select_related("source_entity")),
        Prefetch("mentions", Mention.objects.filter(entity__isnull=False).select_related("entity")),
    )
    return {revision.article_id: revision for revision in revisions}


def story(revision: ArticleRevision) -> dict[str, Any] | None:
    """A revision as `corpus.markup.Story.as_dict` has it, with `dismissed` and `unreviewed` besides."""
    covered = [place for place in covered_spans(revision) if place[2].claim.status in TAKEN_UP]
    confirmed, dismissed, unreviewed = [], [], []
    for row in revision.attributions.all():
        is_claimed = covering(covered, *row.hull) is not None
        if row.status == Attribution.Status.DISMISSED:
            dismissed.append(row)
        elif row.status == Attribution.Status.CONFIRMED or is_claimed:
            confirmed.append(row)
        else:
            unreviewed.append(row)
    if not confirmed and not dismissed:
        return None
    # Whoever confirms an attribution confirms who its source is.
    sources = {row.source_entity_id for row in confirmed}
    entities = _entities(revision)
    known = {pk: thing for pk, (entity, thing) in entities.items() if pk in sources or _is_decided(entity)}
    return {
        "doc": f"article-{revision.article_id}-{revision.number}",
        "style": "newsroom",
        "variety": "",
        "origin": "newsroom",
        "text": revision.text.plain,
        "headings": [
            [segment.start, segment.start + len(segment.text)]
            for segment in revision.text.segments
            if segment.kind in HEADINGS
        ],
        "entities": list(known.values()),
        "attributions": [_report(row, entities) for row in confirmed],
        "traps": [],
        "dismissed": [_report(row, entities) for row in dismissed],
        "unreviewed": {
            "entities": [thing for pk, (_, thing) in entities.items() if pk not in known],
            "attributions": [_report(row, entities) for row in unreviewed],
        },
    }


def _is_decided(entity: Entity) -> bool:
    return entity.state == Entity.State.CONFIRMED


def _entities(revision: ArticleRevision) -> dict[int, tuple[Entity, dict[str, Any]]]:
    """The newsroom's entities in a text, under the names that people gave them, in text order."""
    found: dict[int, tuple[Entity, dict[str, Any]]] = {}
    rows = sorted(revision.mentions.all(), key=lambda mention: (mention.start, mention.end))
    for mention in rows:
        entity = mention.entity
        assert entity is not None  # noqa: S101 the query leaves them out
        blank = {
            "id": _id(entity.pk),
            "name": entity.name,
            "kind": entity.kind,
            "mentions": [],
            "pronouns": [],
        }
        _, thing = found.setdefault(entity.pk, (entity, blank))
        thing["pronouns" if mention.is_pronoun else "mentions"].append([mention.start, mention.end])
    for row in revision.attributions.all():
        if (entity := row.source_entity) and entity.pk not in found:
            blank = {"id": _id(entity.pk), "name": entity.name, "kind": entity.kind}
            found[entity.pk] = (entity, {**blank, "mentions": [], "pronouns": []})
    return found


def _id(entity: int) -> str:
    return f"e{entity}"


def _report(row: Attribution, entities: dict[int, Any]) -> dict[str, Any]:
    source = row.source_entity_id
    return {
        "id": row.place,
        "source": row.source,
        "cue": row.cue,
        "content": row.content,
        "entities": [_id(source)] if source in entities else [],
        "group": None if source in entities or not row.source_text else row.source_text,
        "mode": "said",
    }
