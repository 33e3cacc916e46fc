"""From what was read to what should be checked: every attribution that no claim covers yet becomes one."""

from collections.abc import Sequence

from django.db import transaction

from anchoring import Anchor, anchor
from annotations.models import Attribution
from articles.models import ArticlePage, ArticleRevision
from claims.choosing import Choices, choices_of
from claims.events import CLAIM_PROPOSED
from claims.following import appear_all, follow_article
from claims.models import Appearance, AppearanceAnchor, Claim
from claims.standing import place_in
from claims.worthiness import source_kind
from extraction.statements import statement as paraphrase
from extraction.worth import worth
from outbox.models import OutboxEvent

LEAST_CONFIDENCE = 0.4
LEAST_WORDS = 3
QUOTATION_MARKS = "“”\"'‘’«»„"
Covered = list[tuple[int, int, Appearance]]


@transaction.atomic
def propose_claims(revision: ArticleRevision) -> list[Claim]:
    """Propose a claim for each worthwhile attribution of the article's newest revision; returns the new ones.

    An attribution whose words an appearance of the article covers already, in whatever status its
    claim is, proposes nothing; nor does one that an editor dismissed.
    """
    if ArticleRevision.objects.tip_of(revision.article_id) != revision:
        return []
    if not ArticlePage.objects.filter(pk=revision.article_id).exists():
        return []  # deleted while it was read
    follow_article(revision.article_id)
    covered = covered_spans(revision)
    proposed = _make_all(
        revision,
        [
            attribution
            for attribution in revision.attributions.select_related("source_entity")
            if _is_worthwhile(attribution) and covering(covered, *attribution.hull) is None
        ],
    )
    OutboxEvent.objects.record_new(CLAIM_PROPOSED, [claim.pk for claim in proposed])
    return proposed


def _is_worthwhile(attribution: Attribution) -> bool:
    return (
        attribution.status != Attribution.Status.DISMISSED
        and attribution.mode != Attribution.Mode.WITHHELD
        and attribution.confidence >= LEAST_CONFIDENCE
        and len(attribution.content_text.split()) >= LEAST_WORDS
    )


def make(attribution: Attribution, **values: object) -> Claim:
    """A new claim from an attribution, appearing where its content stands. Needs a transaction."""
    return _make_all(attribution.revision, [attribution], **values)[0]


def _make_all(
    revision: ArticleRevision, attributions: Sequence[Attribution], **values: object
) -> list[Claim]:
    claims = Claim.objects.bulk_create(
        _claim(attribution, revision.text.plain, **values) for attribution in attributions
    )
    places = [anchor(revision.text.segments, *attribution.hull) for attribution in attributions]
    appear_all(list(zip(claims, places, strict=True)), revision)
    return claims


def _claim(attribution: Attribution, text: str, **values: object) -> Claim:
    source = attribution.source_entity
    name = source.name if source else attribution.source_text
    is_direct = attribution.type == Attribution.Type.DIRECT
    words = statement_of([text[start:end] for start, end in attribution.content], is_direct=is_direct)
    return Claim(
        statement=words,
        paraphrase=paraphrase(name, attribution.cue_text, attribution.content_text, is_direct=is_direct),
        worth=worth(words, source_kind(source)),
        claimant=source,
        claimant_name=name[:255],
        type=attribution.type,
        **values,
    )


def statement_of(parts: Sequence[str], *, is_direct: bool) -> str:
    """The words of an attribution's content as a sentence of their own, capital first.

    Without the comma that belongs to the sentence around and the "that" of reported speech; a direct
    quotation also loses the marks around each of its parts, while marks inside a paraphrase stay.
    """
    marks = QUOTATION_MARKS if is_direct else ""
    words = " … ".join(" ".join(part.split()).strip(f"{marks} ,") for part in parts)
    if not is_direct:
        words = words.removeprefix("that ")
    return words[:1].upper() + words[1:]


def covered_spans(revision: ArticleRevision) -> Covered:
    """Where the appearances stand in a revision's text, newest or earlier: (start, end, appearance).

    One that fits two places covers both until a person has chosen.
    """
    spans: Covered = []
    found = Appearance.objects.filter(article_id=revision.article_id).select_related("claim")
    appearances = list(found.with_anchors())
    choices = choices_of(appearances)
    for appearance in appearances:
        for place in _places(appearance, revision, choices.get(appearance.pk)):
            start = revision.text.offset(place.block, place.key, place.start)
            if start is not None:
                spans.append((start, start + place.end - place.start, appearance))
    return spans


def _places(
    appearance: Appearance, revision: ArticleRevision, choices: Choices | None
) -> Sequence[AppearanceAnchor | Anchor]:
    place = place_in(appearance, revision)
    if place and place.is_found:
        return [place]
    if choices and not choices.is_made and choices.revision == revision:
        return [option.place for option in choices.options]
    return []


def covering(covered: Covered, start: int, end: int) -> Appearance | None:
    """The appearance that shares at least half of the shorter of the two spans, if any."""
    for first, last, appearance in covered:
        common = min(end, last) - max(start, first)
        if common > 0 and common * 2 >= min(end - start, last - first):
            return appearance
    return None
