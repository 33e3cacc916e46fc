"""What the reading panel shows of an article, as JSON values.

Every place is `[i, start, end]`: an index into `segments` and code points inside that segment's
text, so that the editor's script can find the same words in what the writer is typing now. The cost
in queries does not grow with the text.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, prefetch_related_objects
from django.urls import reverse

from accounts.models import User
from anchoring import Segment
from annotations.actions import Progress
from annotations.models import Attribution, Mention, Ruling
from articles.models import ArticlePage, ArticleRevision
from articles.text import ArticleText
from claims.models import Appearance, Verdict
from claims.proposing import Covered, covered_spans, covering
from desk.editor.claims import claim_of, claims_in, places_in, rights_to_claims
from entities.models import Entity

KINDS = {
    "person": ("person", "people"),
    "organisation": ("organisation", "organisations"),
    "place": ("place", "places"),
    "group": ("nationality or group", "nationalities and groups"),
    "event": ("event", "events"),
    "work": ("work", "works"),
    "law": ("law", "laws"),
    "date": ("date", "dates"),
    "money": ("amount of money", "amounts of money"),
    "number": ("number", "numbers"),
}
Rows = list[dict[str, Any]]


def shown_revision(article: ArticlePage, progress: Progress) -> ArticleRevision | None:
    """The newest revision whose rows are there: while a newer text waits, the one before serves."""
    if progress.state == "done":
        return progress.revision
    rows = {"revision": OuterRef("pk")}
    indexed = Q(Exists(Mention.objects.filter(**rows))) | Q(Exists(Attribution.objects.filter(**rows)))
    return ArticleRevision.objects.of(article).filter(indexed).last()


def fingerprint(
    article: ArticlePage, progress: Progress, shown: ArticleRevision | None, rights: dict[str, bool]
) -> str:
    """Changes whenever `panel` would say something else; costs three small queries."""
    made = Appearance.objects.filter(article=article).aggregate(
        Count("pk", distinct=True),
        Max("anchors"),
        Max("anchors__last"),
        Max("claim__changed_at"),
        Max("claim__verdicts"),
    )
    decided = Entity.objects.filter(mentions__revision=shown).aggregate(Max("decided_at"), Count("pk"))
    ruled = Ruling.objects.filter(article=article).aggregate(Max("pk"))
    reading = progress.reading
    parts = (
        progress.state,
        progress.saving,
        progress.error,
        progress.retry_at,
        progress.revision and progress.revision.pk,
        shown and shown.pk,
        reading and (reading.pk, reading.state, reading.finished_at),
        *made.values(),
        *decided.values(),
        *ruled.values(),
        *rights.items(),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def rights_of(user: User, article: ArticlePage) -> dict[str, bool]:
    """Which buttons to offer; the actions themselves decide."""
    may_edit = article.permissions_for_user(user).can_edit()
    may_rule = may_edit and user.has_perm("annotations.rule_attribution")
    return {
        "rule": may_rule,
        "claim": may_rule and user.has_perm("claims.make_claim"),
        "entities": user.has_perm("entities.change_entity"),
        "retry": may_edit,
        **rights_to_claims(user),
    }


def panel(progress: Progress, shown: ArticleRevision | None, rights: dict[str, bool]) -> dict[str, Any]:
    """Everything that the panel shows; the claims also while no text was read yet."""
    entities: Rows = []
    attributions: Rows = []
    claims: Rows = []
    lost: Rows = []
    revision = shown or progress.revision
    text = revision.text if revision else ArticleText(())
    covered: Covered = covered_spans(revision) if revision else []
    if shown:
        prefetch_related_objects(
            [appearance.claim for _, _, appearance in covered],
            Prefetch("verdicts", Verdict.objects.on_file()),
        )
        entities = _entities(shown, text)
        attributions = _attributions(shown, covered)
    if revision:
        attributed = [item["claim"]["appearance"] for item in attributions if item["claim"]]
        claims, lost = claims_in(revision, covered, attributed)
    return {
        **_state(progress, shown),
        "rights": rights,
        "summary": summary(entities, attributions),
        "segments": [_segment(segment) for segment in text.segments],
        "entities": entities,
        "attributions": attributions,
        "claims": claims,
        "lost": lost,
    }


def _state(progress: Progress, shown: ArticleRevision | None) -> dict[str, Any]:
    reading, newest = progress.reading, progress.revision
    return {
        "state": progress.state,
        "saving": progress.saving,
        "error": progress.error,
        "retry_at": progress.retry_at,
        "reader": reading.reader if reading and progress.state == "done" else "",
        "refusal": reading.refusal_words if reading and progress.state == "done" else "",
        "read_at": reading.finished_at if reading and progress.state == "done" else None,
        "revision": newest.number if newest else None,
        "shown": shown.number if shown else None,
    }


def summary(entities: Sequence[dict[str, Any]], attributions: Sequence[dict[str, Any]]) -> str:
    """The reading in a few words: "5 people, 2 places, 6 quotations"."""
    numbers: dict[str, int] = defaultdict(int)
    for entity in entities:
        if entity["state"] != Entity.State.REJECTED:
            numbers[entity["kind"]] += 1
    parts = [
        _count(numbers[kind], *KINDS[kind]) for kind in ("person", "organisation", "place") if numbers[kind]
    ]
    standing = [item for item in attributions if item["status"] != Attribution.Status.DISMISSED]
    if standing:
        parts.append(_count(len(standing), "quotation", "quotations"))
    return ", ".join(parts) or "no names and no quotations"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _segment(segment: Segment) -> dict[str, str]:
    return {"block": segment.block, "key": segment.key, "text": segment.text}


def _entities(revision: ArticleRevision, text: ArticleText) -> list[dict[str, Any]]:
    groups: dict[tuple[Any, str, str], list[Mention]] = defaultdict(list)
    for mention in revision.mentions.select_related("entity"):
        named = mention.entity or mention
        groups[mention.entity_id, named.kind, named.name].append(mention)
    shown = [
        {
            "id": entity_id,
            "name": name,
            "kind": kind,
            "kind_label": KINDS.get(kind, (kind, kind))[1].capitalize(),
            "state": mentions[0].entity.state if mentions[0].entity else "",
            "url": reverse("entities:page", args=[entity_id]) if mentions[0].entity else None,
            "count": len(mentions),
            "places": places_in(text, [(mention.start, mention.end) for mention in mentions]),
        }
        for (entity_id, kind, name), mentions in groups.items()
    ]
    order = list(KINDS)
    return sorted(shown, key=lambda item: order.index(item["kind"]) if item["kind"] in order else len(order))


def _attributions(revision: ArticleRevision, covered: Covered) -> list[dict[str, Any]]:
    rows = revision.attributions.select_related("source_entity", "ruling__ruled_by")
    return [_attribution(row, revision, covering(covered, *row.hull)) for row in rows]


def _attribution(
    row: Attribution, revision: ArticleRevision, appearance: Appearance | None
) -> dict[str, Any]:
    text = revision.text
    ruling = row.ruling if row.status != Attribution.Status.PROPOSED else None
    return {
        "place": row.place,
        "type": row.type,
        "status": row.status,
        "anchor_state": row.anchor_state,
        "confidence": round(row.confidence, 2),
        "confidence_label": confidence_words(row.confidence),
        "source_text": row.source_text,
        "source_entity": row.source_entity.name if row.source_entity else "",
        "cue_text": row.cue_text,
        "content_text": row.content_text,
        "source": places_in(text, row.source),
        "cue": places_in(text, row.cue),
        "content": places_in(text, row.content),
        "ruled_by": ruling.ruled_by.display_name if ruling else "",
        "ruled_at": ruling.ruled_at if ruling else None,
        "was": ruling.exact if ruling and row.anchor_state == "changed" else "",
        "claim": claim_of(appearance, revision) if appearance else None,
    }


def confidence_words(confidence: float) -> str:
    """How sure the reader is, in words beside the percentage."""
    words = "sure" if confidence >= 0.85 else "likely" if confidence >= 0.6 else "unsure"
    return f"{words}, {confidence:.0%}"
