"""What is to be said against publishing a text, by the rules of the sections that it stands in.

`judge` is asked at every door (`articles.gate`); `objections` says the same beforehand. The cost
in queries does not grow with the claims.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils.html import escape
from django.utils.text import Truncator

from annotations.actions import READ_HANDLER, best_reading
from annotations.models import Attribution, Reading
from articles import stages
from articles.gate import Objection
from articles.models import ArticleRevision, SectionPage
from claims.following import follow_article
from claims.models import Appearance, AppearanceAnchor, Claim, Evidence, Gate, GateOverride, Verdict
from claims.standing import changed_since
from claims.workflow import SETTLED, UNDECIDED
from outbox.models import OutboxEvent

PROPOSE_HANDLER = "claims.tasks.propose_claims"
Answer = Gate.Answer


@dataclass(frozen=True, slots=True)
class Stand:
    """One place of the text at which a claim stands, with the claim that is checked for it."""

    appearance: Appearance
    place: AppearanceAnchor
    claim: Claim  # the original, where what stands there is a duplicate
    verdict: Verdict | None  # in force, and on these very words
    is_reworded: bool  # a verdict is in force, but the words are others by now


def judge(revision: ArticleRevision, sections: Sequence[SectionPage]) -> list[Objection]:
    """Carry the claims of the article to this text, then say what its sections' rules say. Writes anchors."""
    follow_article(revision.article_id)
    return objections(revision, sections)


def objections(revision: ArticleRevision, sections: Sequence[SectionPage]) -> list[Objection]:
    """What the rules say of a text to which the claims were carried; what was let through blocks no more."""
    gate = Gate.objects.for_sections(sections)
    found = [
        *stages.objections(revision, sections),
        *_of_claims(gate, revision),
        *_of_sources(gate, revision),
        *_of_reading(gate, revision),
    ]
    if not any(each.is_blocking for each in found):
        return found
    let_through = {
        key: f"{override.by.display_name}: {override.reason}"
        for override in GateOverride.objects.filter(article=revision.article_id).select_related("by")
        for key in override.keys
    }
    return [
        replace(each, is_blocking=False, let_through=let_through[each.key])
        if each.is_blocking and each.key in let_through
        else each
        for each in found
    ]


def standing_in(revision: ArticleRevision, least: int = Claim.Priority.LOW) -> list[Stand]:
    """Every place of a text at which a claim stands, or may stand (two places fit). Ten queries at most.

    Without claims that were set aside, and without undecided ones of a priority under `least`.
    """
    heeded = Q(claim__status__in=[*SETTLED, Claim.Status.DUPLICATE])
    open_ones = Q(claim__status__in=UNDECIDED, claim__priority__gte=least)
    appearances = (
        Appearance.objects.filter(heeded | open_ones, article=revision.article_id)
        .select_related("claim__assignee", "claim__duplicate_of__assignee")
        .prefetch_related(
            Prefetch("claim__verdicts", Verdict.objects.on_file()),
            Prefetch("claim__duplicate_of__verdicts", Verdict.objects.on_file()),
            Prefetch("claim__evidence", Evidence.objects.standing()),
            Prefetch("claim__duplicate_of__evidence", Evidence.objects.standing()),
            "context_notes__by",
        )
        .with_anchors()
        .order_by("pk")
    )
    stands = [_stand(appearance, revision) for appearance in appearances]
    return [stand for stand in stands if stand]


def _stand(appearance: Appearance, revision: ArticleRevision) -> Stand | None:
    place = _last_known(appearance, revision)
    if place is None or place.state == AppearanceAnchor.State.DELETED:
        return None
    claim = appearance.claim.duplicate_of or appearance.claim
    verdict = claim.verdict if claim.status in SETTLED else None
    is_reworded = bool(verdict and changed_since(appearance, place, verdict.issued_at))
    return Stand(appearance, place, claim, None if is_reworded else verdict, is_reworded)


def _last_known(appearance: Appearance, revision: ArticleRevision) -> AppearanceAnchor | None:
    """Where it stands in the text, or stood when it was last looked for before."""
    anchors = [each for each in appearance.anchors.all() if each.first.number <= revision.number]
    return max(anchors, key=lambda anchor: anchor.pk, default=None)


def _of_claims(gate: Gate, revision: ArticleRevision) -> Iterator[Objection]:
    if gate.undecided == gate.rated_false == Answer.OFF:
        return
    stands = standing_in(revision, least=gate.priority)
    if gate.undecided != Answer.OFF:
        yield from _undecided(gate, stands)
        yield from _lesser(gate, revision, stands)
    if gate.rated_false != Answer.OFF:
        yield from _rated_false(gate, stands, revision)


def _undecided(gate: Gate, stands: Sequence[Stand]) -> Iterator[Objection]:
    for stand in stands:
        claim = stand.claim
        if not (stand.is_reworded or claim.status in UNDECIDED):
            continue
        if claim.priority < gate.priority:
            continue
        if stand.is_reworded:
            words, remedy = (
                "was checked, but its words changed since.",
                "Have a checker say that the verdict holds for the new words, or bring the old words back.",
            )
        else:
            hands = f", in the hands of {claim.assignee.display_name}" if claim.assignee else ""
            words = f"is not decided: it is {claim.get_status_display()}{hands}."
            remedy = "Decide it, lower its priority, or take its words out."
        yield _about(stand, "undecided", words, remedy, gate.undecided)


def _lesser(gate: Gate, revision: ArticleRevision, stands: Sequence[Stand]) -> Iterator[Objection]:
    """What stands there undecided, or reworded, and does not matter enough to hold the story up."""
    newest = AppearanceAnchor.objects.filter(appearance=OuterRef("pk")).order_by("-pk")
    undecided = Appearance.objects.filter(
        article=revision.article_id, claim__status__in=UNDECIDED, claim__priority__lt=gate.priority
    ).exclude(
        Exists(newest.filter(pk=Subquery(newest.values("pk")[:1]), state=AppearanceAnchor.State.DELETED))
    )
    found = set(undecided.values_list("claim", flat=True))
    found |= {
        stand.claim.pk
        for stand in stands
        if stand.claim.priority < gate.priority and (stand.is_reworded or stand.claim.status in UNDECIDED)
    }
    if found:
        count = (
            f"{len(found)} claims of lower priority are" if len(found) > 1 else "1 claim of lower priority is"
        )
        yield Objection(
            key="lesser",
            words=f"{count} not decided.",
            remedy="They do not hold the story up.",
            url=f"{reverse('claims:index')}?show=undecided&article={revision.article_id}",
            is_blocking=False,
        )


def _rated_false(gate: Gate, stands: Sequence[Stand], revision: ArticleRevision) -> Iterator[Objection]:
    for stand, context in false_in(revision, gate, stands):
        if stand.verdict and not context:
            yield _about(
                stand,
                "rated_false",
                f"is rated “{stand.verdict.rating.label}” and stands here without context.",
                "Say so beside it and link to the claim’s page, or mark that the text gives context.",
                gate.rated_false,
            )


def false_in(
    revision: ArticleRevision, gate: Gate, stands: Sequence[Stand] | None = None
) -> list[tuple[Stand, bool]]:
    """Where claims that count as false stand in a text, each with whether readers are given context."""
    stands = standing_in(revision) if stands is None else stands
    false = [
        stand
        for stand in stands
        if stand.verdict and (stand.verdict.rating.value or gate.false_up_to + 1) <= gate.false_up_to
    ]
    # By block id, in order; JSON, whatever the block's kind is.
    blocks = {block["id"]: json.dumps(block["value"]) for block in revision.data.get("body") or [] if false}
    return [(stand, _has_context(stand, blocks)) for stand in false]


def _has_context(stand: Stand, blocks: dict[str, str]) -> bool:
    """A colleague says so, or else the paragraph or one beside it links to what was found."""
    notes = [note for note in stand.appearance.context_notes.all() if note.exact == stand.place.exact]
    if notes:
        return max(notes, key=lambda note: note.pk).is_given
    if stand.place.block not in blocks:
        return False
    order = list(blocks)
    at = order.index(stand.place.block)
    around = "".join(blocks[block] for block in order[max(at - 1, 0) : at + 2])
    ours = {reverse("claim-by-number", args=[claim.pk]) for claim in (stand.claim, stand.appearance.claim)}
    # The whole of a link's address, as it stands in JSON.
    theirs = {json.dumps(f'"{escape(item.url)}"')[1:-1] for item in stand.claim.evidence.all() if item.url}
    return any(address in around for address in ours | theirs)


def _of_sources(gate: Gate, revision: ArticleRevision) -> Iterator[Objection]:
    if gate.unnamed == Answer.OFF:
        return
    texts = ArticleRevision.objects.of(revision.article_id).filter(text_digest=revision.text_digest)
    quoted = Attribution.objects.standing().filter(revision__in=texts.order_by().values("pk"))
    unnamed = quoted.filter(type=Attribution.Type.DIRECT, source_entity=None).order_by(
        "-revision", "position"
    )
    for attribution in {each.place: each for each in unnamed}.values():
        source = f" by “{attribution.source_text}”" if attribution.source_text else ""
        yield Objection(
            key=f"unnamed:{_digest(attribution.content_text)}",
            words=f"“{_short(attribution.content_text)}” is quoted{source}, and nobody is named.",
            remedy="Name who said it, or dismiss the quotation if it is none.",
            url=reverse("wagtailadmin_pages:edit", args=[revision.article_id]),
            is_blocking=gate.unnamed == Answer.BLOCK,
        )


def _of_reading(gate: Gate, revision: ArticleRevision) -> Iterator[Objection]:
    if gate.unread == Answer.OFF or (reading := _read(revision)) == "":
        return
    yield Objection(
        key=f"unread:{revision.text_digest}",
        words=reading,
        remedy="Wait for the reading; the panel “Reading” of the editor tells how far it is.",
        url=reverse("wagtailadmin_pages:edit", args=[revision.article_id]),
        is_blocking=gate.unread == Answer.BLOCK,
    )


def _read(revision: ArticleRevision) -> str:
    """Why it is not known yet what a text claims; "" once it was read and its claims were proposed."""
    reading = best_reading(revision.text_digest)
    if reading and reading.state == Reading.State.FAILED:
        return "The text could not be read, so nobody knows which claims it makes."
    if reading and reading.state == Reading.State.DONE:
        texts = ArticleRevision.objects.of(revision.article_id).filter(text_digest=revision.text_digest)
        keys = {str(pk) for pk in texts.order_by().values_list("pk", flat=True)}
        undone = OutboxEvent.objects.undone().filter(
            handler__in=[READ_HANDLER, PROPOSE_HANDLER], key__in=keys
        )
        if keys - set(undone.values_list("key", flat=True)):
            return reading.refusal_words
    return "The text has not been read yet, so nobody knows which claims it makes."


def _about(stand: Stand, rule: str, words: str, remedy: str, answer: str) -> Objection:
    claim = stand.claim
    return Objection(
        key=f"{rule}:{claim.pk}:{_digest(stand.place.exact)}",
        words=f"The claim “{_short(claim.statement)}” (priority {claim.get_priority_display()}) {words}",
        remedy=remedy,
        url=reverse("claims:page", args=[claim.pk]),
        is_blocking=answer == Answer.BLOCK,
    )


def _short(words: str) -> str:
    return Truncator(" ".join(words.split())).chars(90)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]
