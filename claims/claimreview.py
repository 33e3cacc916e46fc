"""A claim with its newest verdict as schema.org ClaimReview (30.0), for search engines and archives."""

from collections.abc import Sequence
from typing import Any

from claims.models import Claim, Verdict
from claims.models.verdict import BEST
from entities.models import Entity

Node = dict[str, Any]

TYPES = {Entity.Kind.PERSON: "Person", Entity.Kind.ORGANISATION: "Organization"}


def claim_review(
    claim: Claim, *, url: str, publisher: Node, appearances: Sequence[tuple[str, str]] = ()
) -> Node | None:
    """The ClaimReview of a claim's newest verdict; None without a verdict.

    `url` is the page that carries it, `appearances` are (headline, address) of articles that make the
    claim in the words that were checked. Whoever calls leaves out claims whose words have changed.
    """
    verdict = claim.verdict
    if verdict is None:
        return None
    checked: Node = {"@type": "Claim", "text": claim.statement, "datePublished": claim.created_at.isoformat()}
    if author := claimant(claim):
        checked["author"] = author
    works = [{"@type": "CreativeWork", "headline": title, "url": address} for title, address in appearances]
    if works:
        checked["firstAppearance"], checked["appearance"] = works[0], works
    review: Node = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": url,
        "claimReviewed": claim.statement,
        "datePublished": min(each.issued_at for each in claim.verdicts.all() if each.is_in_force).isoformat(),
        "dateModified": verdict.issued_at.isoformat(),
        "author": publisher,
        "publisher": publisher,
        "reviewBody": verdict.reason,
        "reviewRating": rating(verdict),
        "itemReviewed": checked,
    }
    evidence = [
        {"@type": "CreativeWork", "name": str(each), "url": each.url} for each in claim.evidence.all()
    ]
    if evidence:
        review["citation"] = evidence
    return review


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
