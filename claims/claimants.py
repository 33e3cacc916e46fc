"""Whom readers are told as the claimant of a claim: whoever the published words are quoted from.

A claim keeps the claimant whom the machine found in a draft. What readers saw may quote somebody else with
the words, by an edit of the words themselves or of any other sentence, or nobody.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotations import names
from annotations.models import Attribution, Reading
from articles.models import ArticleRevision, Publication
from claims.models import AppearanceAnchor, Claim
from entities.models import Entity

SHORTEST_NAME = 3

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spot:
    """The words of a claim in the version of an article that had them last."""

    claim_id: int
    anchor: AppearanceAnchor
    revision_id: int
    is_live: bool


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody whom a published version quotes, by a name that readers may know."""

    name: str
    entity: Entity | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that a version has from somebody."""

    spans: Sequence[Span]
    voice: Voice


def tell(claims: Sequence[Claim], anchors: Sequence[AppearanceAnchor]) -> None:
    """Have public claims name whom readers see quoted with their words; nobody where they see nobody.

    `anchors`: where published states had the words (`AppearanceAnchor.objects.readers_saw()`), with their
    appearances and the numbers of their revisions. The queries do not grow with the number of claims.
    """
    voices = _voices(_spots(anchors))
    told = names.for_readers(claim.claimant for claim in claims if claim.claimant)
    for claim in claims:
        heard = voices.get(claim.pk, [])
        may_stand = claim.claimant is not None and claim.claimant_id in told
        if may_stand and (name := _same(claim, heard)) is not None:
            claim.claimant_name = name
            continue
        entity = next((voice.entity for voice in heard if voice.entity), None)
        claim.claimant = entity
        claim.claimant_name = entity.name if entity else next((each.name for each in heard if each.name), "")


def _same(claim: Claim, heard: Iterable[Voice]) -> str | None:
    """The name of the claimant on file, as readers know it, where they hear it say the words."""
    for voice in heard:
        claimant = claim.claimant
        if claimant is None:
            return None
        if voice.entity and voice.entity.pk == claimant.pk:
            known = claim.claimant_name in (voice.name, claimant.name)
            return claim.claimant_name if known else claimant.name
        if voice.entity is None and is_same(voice.name, claimant.name):
            return voice.name
    return None


def is_same(name: str, other: str) -> bool:
    """Whether one name may be the other's shorter form: “Lindqvist” is “Mara Lindqvist”’s."""
    return min(len(name), len(other)) >= SHORTEST_NAME and (
        f" {name} " in f" {other} " or f" {other} " in f" {name} "
    )


def _spots(anchors: Sequence[AppearanceAnchor]) -> list[Spot]:
    """Where each appearance was published last, the places that readers see now first. One query."""
    published: dict[int, list[tuple[int, int]]] = defaultdict(list)  # of an article, the newest first
    ids = {anchor.appearance.article_id for anchor in anchors}
    publications = Publication.objects.filter(article_id__in=ids).order_by("-published_at", "-pk")
    for article_id, pk, number in publications.values_list("article_id", "revision_id", "revision__number"):
        published[article_id].append((pk, number))
    newest: dict[int, tuple[int, Spot]] = {}
    for anchor in anchors:
        for age, (pk, number) in enumerate(published[anchor.appearance.article_id]):
            if not anchor.first.number <= number <= anchor.last.number:
                continue
            known = newest.get(anchor.appearance_id)
            if known is None or age <= known[0]:  # a person's choice of a place is the later anchor
                spot = Spot(anchor.appearance.claim_id, anchor, pk, is_live=age == 0)
                newest[anchor.appearance_id] = (age, spot)
            break
    return [spot for _, spot in sorted(newest.values(), key=lambda row: (row[0] > 0, row[1].anchor.pk))]


def _voices(spots: Sequence[Spot]) -> dict[int, list[Voice]]:
    """Who is quoted with the words at each spot, by the claim's id."""
    revisions = ArticleRevision.objects.in_bulk({spot.revision_id for spot in spots})
    quotations = _indexed({spot.revision_id for spot in spots if spot.is_live})
    quotations |= _remembered([revisions[spot.revision_id] for spot in spots if not spot.is_live])
    voices: dict[int, list[Voice]] = defaultdict(list)
    for spot in spots:
        anchor = spot.anchor
        start = revisions[spot.revision_id].text.offset(anchor.block, anchor.key, anchor.start)
        if start is not None:
            span = (start, start + anchor.end - anchor.start)
            voices[spot.claim_id] += _heard(quotations.get(spot.revision_id, ()), span)
    return voices


def _heard(quotations: Iterable[Quotation], span: Span) -> list[Voice]:
    """Those quoted with words in a span, whoever has most of them first."""
    shared = [
        (sum(max(0, min(end, span[1]) - max(start, span[0])) for start, end in each.spans), each.voice)
        for each in quotations
    ]
    return [voice for common, voice in sorted(shared, key=lambda row: -row[0]) if common > 0]


def _indexed(live: set[int]) -> dict[int, list[Quotation]]:
    """Who said what in revisions that readers see, as editors left it."""
    rows = list(
        Attribution.objects.standing().filter(revision_id__in=live).select_related("source_entity")
        if live
        else ()
    )
    sources = names.sources_of(rows)
    quotations: dict[int, list[Quotation]] = defaultdict(list)
    for row in rows:
        entity = sources.get(row.pk)
        name = names.source_in(row) or (entity.name if entity else "")
        spans = [(start, end) for start, end in row.content]
        quotations[row.revision_id].append(Quotation(spans, Voice(name, entity)))
    return quotations


def _remembered(past: Sequence[ArticleRevision]) -> dict[int, list[Quotation]]:
    """Who said what in earlier versions, by their own texts' names. Only their readings tell it still."""
    digests = {revision.text_digest for revision in past}
    readings = Reading.objects.filter(text_digest__in=digests, state=Reading.State.DONE).order_by("pk")
    results = {each.text_digest: each.result or {} for each in readings} if past else {}
    return {
        revision.pk: [
            Quotation(
                [(part["start"], part["end"]) for part in each["content"]],
                Voice(each["source_entity"] or " ".join(part["text"] for part in each["source"])),
            )
            for each in results.get(revision.text_digest, {}).get("attributions", [])
        ]
        for revision in past
    }
