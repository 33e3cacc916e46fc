"""When did this sentence appear, who wrote it, and what did it say before?

Sentences are followed from revision to revision as anchors are: through moves, parted and joined
paragraphs, other kinds of blocks and small edits. What is found is kept as an index, made step by step
and at the first sight of it, that can be thrown away.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.db import transaction

from accounts.models import User
from anchoring import Segment
from anchoring.lineage import cut, descend
from anchoring.words import likeness, sentences, words
from articles.models import ArticleRevision, RevisionOrigins

VERSION = 1  # of how sentences are followed; what an earlier version found is found anew
AT_ONCE = 50  # revisions whose contents are held in memory at a time
KNOWN = 4  # words from which on a sentence that comes back is taken for the one that went
SAME = 0.5  # likeness from which on what stands in the editor is a sentence of the revision, edited since

How = Literal["written", "reworded", "returned"]
Name = tuple[int, int]  # a wording: number of the revision that brought it, place among what it brought


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of a sentence: since which revision, by whom, and how it came about."""

    revision: ArticleRevision  # without its content
    by: User | None
    text: str
    how: How


@dataclass(frozen=True, slots=True)
class SentenceOrigin:
    """A sentence of a revision with its wordings, the oldest first; the last is how it reads there."""

    number: int
    segment: Segment
    start: int
    end: int
    text: str
    wordings: tuple[Wording, ...]

    @property
    def first(self) -> Wording:
        """Its first appearance."""
        return self.wordings[0]

    @property
    def later(self) -> list[tuple[Wording, Wording]]:
        """Every later wording with the one before it."""
        return list(zip(self.wordings[1:], self.wordings, strict=False))


def untraced(revision: ArticleRevision) -> int:
    """How many revisions up to this one are still to be looked at."""
    return revision.number - _rows(revision.article_id).filter(number__lte=revision.number).count()


def trace(article_id: int, upto: int | None = None) -> None:
    """Follow the sentences of an article up to a revision, by default to the newest; may be called twice."""
    RevisionOrigins.objects.filter(article_id=article_id).exclude(version=VERSION).delete()
    history = ArticleRevision.objects.of(article_id)
    if upto is not None:
        history = history.filter(number__lte=upto)
    missing = history.filter(origins=None).values_list("number", flat=True).first()
    if missing is None:
        return
    state = _State.before(article_id, missing)
    numbers = list(history.filter(number__gte=missing).values_list("number", flat=True))
    for start in range(0, len(numbers), AT_ONCE):
        chunk = history.filter(number__in=numbers[start : start + AT_ONCE]).select_related("merged")
        rows = [state.step(revision) for revision in chunk]
        with transaction.atomic():
            RevisionOrigins.objects.bulk_create(rows, ignore_conflicts=True)


def origins_of(revision: ArticleRevision) -> list[SentenceOrigin]:
    """The origin of every sentence of a revision that was traced. Four queries, however long the history.

    None of one whose text was let go.
    """
    if revision.is_let_go:
        return []
    rows = _rows(revision.article_id).filter(number__lte=revision.number)
    own = rows.get(number=revision.number)
    coined: dict[int, list[Any]] = dict(rows.values_list("number", "coined"))
    chains = [_chain((number, index), coined) for *_, number, index in own.sentences]
    return _told(revision, own.sentences, chains, coined)


def sentence_at(found: Sequence[SentenceOrigin], block: str, key: str, text: str, at: int) -> tuple[str, Any]:
    """The sentence that the cursor is in: ("same" or "edited", its origin), or ("new", None).

    `text` is what a paragraph of the editor says now, `at` where the cursor is in it.
    """
    spans = sentences(text)
    start, end = next((span for span in spans if at <= span[1]), spans[-1] if spans else (0, 0))
    words_now = text[start:end]
    if not words_now.strip():
        return "new", None
    near = sorted(
        found,
        key=lambda one: ((one.segment.block, one.segment.key) != (block, key), one.segment.block != block),
    )
    for one in near:
        if one.text == words_now:
            return "same", one
    best, closest = None, SAME
    for one in near:
        if one.segment.block == block and (like := likeness(one.text, words_now)) >= closest:
            best, closest = one, like + 0.001
    return ("edited", best) if best else ("new", None)


def _rows(article_id: int) -> Any:
    return RevisionOrigins.objects.filter(article_id=article_id, version=VERSION)


def _chain(name: Name, coined: dict[int, list[Any]]) -> list[Name]:
    """The wording and those before it, the oldest first."""
    chain: list[Name] = []
    at: Any = name
    while at:
        chain.append((at[0], at[1]))
        at = coined[at[0]][at[1]][1]
    return chain[::-1]


def _told(
    revision: ArticleRevision,
    places: Iterable[Any],
    chains: list[list[Name]],
    coined: dict[int, list[Any]],
) -> list[SentenceOrigin]:
    numbers = {number for chain in chains for number, _ in chain}
    history = ArticleRevision.objects.of(revision.article_id).filter(number__in=numbers)
    made = {one.number: one for one in history.defer("content").select_related("created_by")}
    others = {coined[n][i][2] for chain in chains for n, i in chain if coined[n][i][2]}
    people = User.objects.in_bulk(others) if others else {}

    def worded(chain: list[Name]) -> tuple[Wording, ...]:
        wordings: list[Wording] = []
        for number, index in chain:
            text, _, by = coined[number][index]
            how: Any = "written"
            if wordings:
                how = "returned" if wordings[-1].text == text else "reworded"
            author = people.get(by) if by else made[number].created_by
            if wordings and wordings[-1].by == author and _is_typed_on(wordings[-1].text, text):
                wordings[-1] = replace(wordings[-1], text=text)
            else:
                wordings.append(Wording(made[number], author, text, how))
        return tuple(wordings)

    segments = revision.text.segments
    return [
        SentenceOrigin(count, segments[place], start, end, segments[place].text[start:end], worded(chain))
        for count, ((place, start, end, *_), chain) in enumerate(zip(places, chains, strict=True))
    ]


def _is_typed_on(old: str, new: str) -> bool:
    """Whether a sentence was only written to its end, between one autosave and the next."""
    return new != old and new.startswith(old.rstrip(" .!?…"))


class _State:
    """What is known of an article's sentences after one of its revisions."""

    def __init__(self, segments: Sequence[Segment], names: list[Name], known: dict[str, Name]) -> None:
        self.segments, self.names, self.known = segments, names, known
        self.sentences = cut(segments)

    @classmethod
    def before(cls, article_id: int, number: int) -> "_State":
        rows = list(_rows(article_id).filter(number__lt=number).order_by("number").defer("sentences"))
        known = {
            text: (row.number, index)
            for row in rows
            for index, (text, *_) in enumerate(row.coined)
            if len(words(text).keys) >= KNOWN
        }
        last = ArticleRevision.objects.of(article_id).filter(number__lt=number).exclude(content="").last()
        if last is None:
            return cls((), [], known)
        own = _rows(article_id).get(number=last.number)
        return cls(last.text.segments, [(number, index) for *_, number, index in own.sentences], known)

    def step(self, revision: ArticleRevision) -> RevisionOrigins:
        """The index of the next revision."""
        row = RevisionOrigins(
            revision=revision, article_id=revision.article_id, number=revision.number, version=VERSION
        )
        if revision.is_let_go:
            return row  # let go under the retention policy: what follows is compared with what came before
        segments = revision.text.segments
        olds, found = self.sentences, cut(segments)
        sources = descend(self.segments, segments, olds=olds, news=found)
        drafted = _drafted(revision)
        names: list[Name] = []
        for sentence, source in zip(found, sources, strict=True):
            if source is not None and olds[source].text == sentence.text:
                names.append(self.names[source])
                continue
            before = self.names[source] if source is not None else self.known.get(sentence.text)
            name = (revision.number, len(row.coined))
            row.coined.append([sentence.text, before, drafted.get(sentence.text)])
            if len(words(sentence.text).keys) >= KNOWN:
                self.known[sentence.text] = name
            names.append(name)
        row.sentences = [
            [one.segment, one.start, one.end, *name] for one, name in zip(found, names, strict=True)
        ]
        self.segments, self.names, self.sentences = segments, names, found
        return row


def _drafted(revision: ArticleRevision) -> dict[str, int]:
    """The sentences that a merge took from a draft, with who had written them there."""
    if revision.merged is None or revision.merged.created_by_id is None:
        return {}
    return {one.text: revision.merged.created_by_id for one in cut(revision.merged.text.segments)}
