"""A claim with its newest verdict as schema.org ClaimReview (30.0), alone or in a DataFeed.

Nodes have no `@context` of their own; `document` makes of them what is served.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from claims.models import Claim, Evidence, Verdict
from claims.models.verdict import BEST
from claims.readers import shown_verdicts
from entities.models import Entity

Node = dict[str, Any]
CONTEXT = "https://schema.org"
MEDIA_TYPE = "application/ld+json"

TYPES = {Entity.Kind.PERSON: "Person", Entity.Kind.ORGANISATION: "Organization"}


@dataclass(frozen=True, slots=True)
class Work:
    """A published article that makes the claim in the words that were checked."""

    headline: str
    url: str
    published_at: datetime | None


def document(*nodes: Node) -> Node:
    """What is served: one node by itself, several as a graph."""
    [first, *others] = nodes
    return {"@context": CONTEXT, "@graph": [*nodes]} if others else {"@context": CONTEXT, **first}


def claim_review(claim: Claim, *, url: str, publisher: Node, works: Sequence[Work] = ()) -> Node | None:
    """The ClaimReview of a claim's newest verdict; None without a verdict.

    `url` is the page of the claim. Whoever calls leaves out claims whose words have changed, and gives
    no works but published ones: of drafts nothing is told, nor when the claim was first found in one.
    """
    verdict = claim.verdict
    if verdict is None:
        return None
    checked: Node = {"@type": "Claim", "text": claim.statement}
    if author := claimant(claim):
        checked["author"] = author
    if works:
        made_at = min((work.published_at for work in works if work.published_at), default=None)
        if made_at:
            checked["datePublished"] = made_at.isoformat()
        checked["firstAppearance"] = _creative_work(_first(works))
        checked["appearance"] = [_creative_work(work) for work in works]
    review: Node = {
        "@type": "ClaimReview",
        "@id": f"{url}#claimreview",
        "url": url,
        "claimReviewed": claim.statement,
        "datePublished": shown_verdicts(claim)[-1].issued_at.isoformat(),
        "dateModified": verdict.issued_at.isoformat(),
        "inLanguage": settings.LANGUAGE_CODE,
        "author": publisher,
        "publisher": publisher,
        "reviewBody": verdict.reason,
        "reviewRating": rating(verdict),
        "itemReviewed": checked,
    }
    if cited := [citation(each) for each in claim.evidence.all()]:
        review["citation"] = cited
    return review


def _first(works: Sequence[Work]) -> Work:
    """The one that readers saw first."""
    dated = [(work.published_at, index) for index, work in enumerate(works) if work.published_at]
    return works[min(dated)[1]] if dated else works[0]


def _creative_work(work: Work) -> Node:
    node: Node = {"@type": "CreativeWork", "headline": work.headline, "url": work.url}
    if work.published_at:
        node["datePublished"] = work.published_at.isoformat()
    return node


def data_feed(reviews: Iterable[tuple[Claim, Node]], *, url: str, name: str, publisher: Node) -> Node:
    """A DataFeed of claims with their ClaimReviews, in the order given, the newest change first."""
    elements = [
        {
            "@type": "DataFeedItem",
            "dateCreated": review["datePublished"],
            "dateModified": claim.changed_at.isoformat(),
            "item": review,
        }
        for claim, review in reviews
    ]
    feed: Node = {
        "@type": "DataFeed",
        "url": url,
        "name": name,
        "description": "Every claim that was checked, with its newest verdict; the newest change first.",
        "inLanguage": settings.LANGUAGE_CODE,
        "publisher": publisher,
        "dataFeedElement": elements,
    }
    if elements:
        feed["dateModified"] = elements[0]["dateModified"]
    return feed


def citation(evidence: Evidence) -> Node:
    """A piece of evidence as a work that is cited: what readers may know of it, and no way to a file."""
    name = ", ".join(part for part in (str(evidence), evidence.place) if part)
    node: Node = {
        "@type": "Dataset" if evidence.kind == evidence.Kind.DATA_SET else "CreativeWork",
        "name": name,
    }
    if evidence.url:
        node["url"] = evidence.url
    if evidence.version:
        node["version"] = evidence.version
    return node


def rating(verdict: Verdict) -> Node:
    """The rating: the words a reader sees and, where it has one, its place on the scale."""
    node: Node = {
        "@type": "Rating",
        "alternateName": verdict.rating.label,
        "ratingExplanation": verdict.reason,
    }
    if value := verdict.rating.value:
        node |= {"ratingValue": value, "bestRating": BEST, "worstRating": 1}
    return node


def claimant(claim: Claim) -> Node | None:
    """Who makes the claim, as far as it is known. What kind of thing it is, only editors can say."""
    entity = claim.claimant
    if entity is None or entity.state == Entity.State.REJECTED:
        return {"@type": "Person", "name": claim.claimant_name} if claim.claimant_name else None
    return agent(entity)


def agent(entity: Entity) -> Node:
    """An entity as somebody who speaks: a person, or else an organisation."""
    node: Node = {"@type": TYPES.get(Entity.Kind(entity.kind), "Organization"), "name": entity.name}
    if entity.wikidata_id:
        node["sameAs"] = f"https://www.wikidata.org/wiki/{entity.wikidata_id}"
    return node
