"""Who said what in an article, as its readers see it, and what was found out about it.

Everything is told of the revision that was published last; drafts add nothing. The number of
queries does not depend on the number of notes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Prefetch

from annotations import names
from annotations.models import Attribution
from articles.marking import Marker
from articles.marking import Note as Marked
from articles.models import ArticlePage, ArticleRevision
from claims.models import Appearance, Claim, Verdict
from claims.readers import for_readers
from claims.standing import changed_since, place_in, was_published
from entities.models import Entity


@dataclass(frozen=True, slots=True)
class Finding:
    """A checked claim that stands in the article, or stood there when it was checked."""

    claim: Claim
    verdict: Verdict
    state: str  # an AppearanceAnchor.State
    is_changed: bool  # the words are not those that the verdict was signed on
    words: str = ""
    span: tuple[int, int] | None = None  # None: the words are gone


@dataclass(frozen=True, slots=True)
class Note:
    """One thing said in the article: by whom, in which words, and what was found out about it."""

    number: int
    words: str
    spans: tuple[tuple[int, int], ...]
    speaker: str = ""
    entity: Entity | None = None  # None also where the speaker has no page of their own
    type: str = ""  # direct, mixed or indirect
    is_confirmed: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def label(self) -> str:
        """What the link from the marked words says."""
        return f"Note {self.number}: {'said by ' + self.speaker if self.speaker else 'a checked claim'}"


@dataclass(frozen=True, slots=True)
class ArticleNotes:
    """All notes of an article in text order.

    `findings`: the checked claims that stand in it; `gone`: those that stood in it once.
    """

    revision: ArticleRevision | None = None
    notes: tuple[Note, ...] = ()
    gone: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.notes or self.gone)

    def marker(self) -> Marker | None:
        """What lights up the notes' words in the article; None where there is nothing to light up."""
        if not (self.revision and self.notes):
            return None
        marked = [Marked(note.number, note.label, note.spans) for note in self.notes]
        return Marker(self.revision.text, marked)


def notes_of(article: ArticlePage) -> ArticleNotes:
    """The notes of a visible article. None for an article that was never published or saved."""
    revision = ArticleRevision.objects.live_of(article) if article.pk else None
    if revision is None:
        return ArticleNotes()
    findings = findings_in(article, revision)
    standing = [finding for finding in findings if finding.span]
    notes = []
    attributions = list(revision.attributions.standing().select_related("source_entity"))
    sources = names.sources_of(attributions)
    for attribution in attributions:
        own = tuple(finding for finding in standing if _overlap(finding, attribution))
        standing = [finding for finding in standing if finding not in own]
        notes.append(_note_of(attribution, sources.get(attribution.pk), own))
    notes += [_note_of_finding(finding, finding.span) for finding in standing if finding.span]
    notes.sort(key=lambda note: note.spans[0])
    return ArticleNotes(
        revision=revision,
        notes=tuple(replace(note, number=number) for number, note in enumerate(notes, 1)),
        gone=tuple(finding for finding in findings if not finding.span),
        findings=tuple(finding for finding in findings if finding.span),
    )


def findings_in(article: ArticlePage, revision: ArticleRevision) -> list[Finding]:
    """The public claims that a published state of the article makes, as they stand in `revision`."""
    appearances = list(
        Appearance.objects.filter(article=article, claim__in=Claim.objects.public())
        .select_related("claim__claimant")
        .prefetch_related(Prefetch("claim__verdicts", Verdict.objects.on_file()))
        .with_anchors()
        .order_by("pk")
    )
    for_readers([appearance.claim for appearance in appearances])
    published = set(article.publications.values_list("revision__number", flat=True))
    found = [
        _finding(appearance, revision) for appearance in appearances if was_published(appearance, published)
    ]
    return [finding for finding in found if finding]


def _finding(appearance: Appearance, revision: ArticleRevision) -> Finding | None:
    place, verdict = place_in(appearance, revision), appearance.claim.verdict
    if place is None or verdict is None:
        return None
    start = revision.text.offset(place.block, place.key, place.start) if place.is_found else None
    changed = changed_since(appearance, place, verdict.issued_at)
    if start is None:
        return Finding(appearance.claim, verdict, place.state, is_changed=changed)
    end = start + place.end - place.start
    return Finding(
        appearance.claim,
        verdict,
        place.state,
        is_changed=changed,
        words=revision.text.plain[start:end],
        span=(start, end),
    )


def _overlap(finding: Finding, attribution: Attribution) -> bool:
    start, end = finding.span or (0, 0)
    return any(first < end and start < last for first, last in attribution.content)


def _note_of(attribution: Attribution, known: Entity | None, findings: Sequence[Finding]) -> Note:
    return Note(
        number=0,
        words=attribution.content_text,
        spans=tuple((start, end) for start, end in attribution.content),
        speaker=known.name if known else names.source_in(attribution),
        entity=known,
        type=attribution.type,
        is_confirmed=attribution.status == Attribution.Status.CONFIRMED,
        findings=tuple(findings),
    )


def _note_of_finding(finding: Finding, span: tuple[int, int]) -> Note:
    claim = finding.claim
    return Note(
        number=0,
        words=finding.words,
        spans=(span,),
        speaker=claim.claimant.name if claim.claimant else claim.claimant_name,
        entity=claim.claimant,
        is_confirmed=True,
        findings=(finding,),
    )
