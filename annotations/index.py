"""From a reading's result to the rows of one revision: mentions, attributions, editors' rulings.

The rows are an index over the newest and the published revision of each article and may be rebuilt
at any time; rulings are carried over by their words.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence

from django.db import transaction

from anchoring import Anchor, Resolution, State, anchor, resolve
from annotations.models import Attribution, Mention, Ruling
from articles.models import ArticleRevision, Publication
from articles.text import ArticleText
from entities.linking import Named, link
from entities.models import Entity
from extraction import Attribution as FoundAttribution
from extraction import Entity as FoundEntity
from extraction import Reading as Result
from extraction import Span

RULED = (Ruling.Decision.CONFIRMED, Ruling.Decision.DISMISSED)


@transaction.atomic
def build(revision: ArticleRevision, result: Result) -> None:
    """Make the rows of `revision` say what `result` says and what editors ruled; drop stale rows."""
    carried = _standing_rulings(revision)
    keep = indexed_revisions(revision.article_id)
    if revision.pk not in keep:
        return  # a newer state is on its way; until it is read, the rows of the one before serve
    for model in (Mention, Attribution):
        earlier = model._default_manager.filter(revision__article_id=revision.article_id)
        earlier.exclude(revision_id__in=keep - {revision.pk}).delete()
    text = revision.text
    linked = link([_named(entity, text.plain) for entity in result.entities])
    Mention.objects.bulk_create(_mentions(revision, result, linked))
    rows = [
        _attribution_row(revision, text.plain, position, found, linked)
        for position, found in enumerate(result.attributions)
        if found.content
    ]
    _apply_rulings(revision, rows, carried)
    Attribution.objects.bulk_create(_with_places(rows))


def indexed_revisions(article_id: int) -> set[int]:
    """The revisions that rows are kept of: the newest, and the one that readers see."""
    newest = ArticleRevision.objects.of(article_id).values_list("pk", flat=True).last()
    published = Publication.objects.of(article_id).values_list("revision_id", flat=True).last()
    return {pk for pk in (newest, published) if pk}


def _named(entity: FoundEntity, text: str) -> Named:
    forms = tuple(dict.fromkeys(text[span.start : span.end] for span in entity.mentions))
    return Named(name=entity.name, kind=entity.kind, forms=forms)


def _mentions(
    revision: ArticleRevision, result: Result, linked: Sequence[Entity | None]
) -> Iterable[Mention]:
    text = revision.text.plain
    for entity, known in zip(result.entities, linked, strict=True):
        for spans, is_pronoun in ((entity.mentions, False), (entity.pronouns, True)):
            for span in spans:
                yield Mention(
                    revision=revision,
                    entity=known,
                    kind=entity.kind,
                    name=entity.name[:255],
                    start=span.start,
                    end=span.end,
                    text=text[span.start : span.end][:255],
                    is_pronoun=is_pronoun,
                )


def _pairs(spans: Iterable[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _words(text: str, pairs: Sequence[Sequence[int]]) -> str:
    return " … ".join(" ".join(text[start:end].split()) for start, end in pairs)


def _attribution_row(
    revision: ArticleRevision,
    text: str,
    position: int,
    found: FoundAttribution,
    linked: Sequence[Entity | None],
) -> Attribution:
    source, cue, content = _pairs(found.source), _pairs(found.cue), _pairs(found.content)
    index = found.source_entity
    return Attribution(
        revision=revision,
        position=position,
        type=found.type,
        mode=found.mode,
        confidence=found.confidence,
        source_entity=linked[index] if index is not None else None,
        source=source,
        cue=cue,
        content=content,
        source_text=_words(text, source),
        cue_text=_words(text, cue),
        content_text=_words(text, content),
    )


def _with_places(rows: list[Attribution]) -> list[Attribution]:
    """Give every row its place: a digest of its words and, for repeated words, of which time it is."""
    seen: dict[str, int] = {}
    for row in rows:
        words = f"{row.source_text}\0{row.content_text}"
        seen[words] = seen.get(words, 0) + 1
        row.place = hashlib.sha256(f"{words}\0{seen[words]}".encode()).hexdigest()[:16]
    return rows


def _standing_rulings(revision: ArticleRevision) -> list[tuple[Ruling, Anchor, ArticleText]]:
    """Every ruling that counts in the article, with the last place known of its words.

    The rows of the revision before are the better start, since they followed the text step by step.
    """
    newest = Ruling.objects.filter(article_id=revision.article_id).order_by("subject", "-pk")
    rulings: dict[object, Ruling] = {}
    for ruling in newest.select_related("revision", "source_entity"):
        rulings.setdefault(ruling.subject, ruling)
    standing = [ruling for ruling in rulings.values() if ruling.decision in RULED]
    rows = (
        Attribution.objects.filter(ruling__in=standing, revision__number__lte=revision.number)
        .select_related("revision")
        .order_by("revision__number")
    )
    last_rows = {row.ruling_id: row for row in rows}
    return [_last_place(ruling, last_rows.get(ruling.pk)) for ruling in standing]


def _last_place(ruling: Ruling, row: Attribution | None) -> tuple[Ruling, Anchor, ArticleText]:
    if row is not None:
        text = row.revision.text
        return ruling, anchor(text.segments, *row.hull), text
    words = Anchor(
        block=ruling.block,
        key=ruling.key,
        start=ruling.start,
        end=ruling.end,
        exact=ruling.exact,
        prefix=ruling.prefix,
        suffix=ruling.suffix,
    )
    return ruling, words, ruling.revision.text


def _apply_rulings(
    revision: ArticleRevision, rows: list[Attribution], carried: list[tuple[Ruling, Anchor, ArticleText]]
) -> None:
    text = revision.text
    for ruling, place, before in carried:
        found = resolve([place], text.segments, before=before.segments)[0]
        if found.anchor is None:
            continue
        start = text.offset(found.anchor.block, found.anchor.key, found.anchor.start)
        if start is None:
            continue
        end = start + found.anchor.end - found.anchor.start
        row = _best_overlap(rows, start, end)
        if row is None and ruling.decision == Ruling.Decision.CONFIRMED:
            row = _carried_row(revision, ruling, start, end)
            rows.append(row)
        if row is not None:
            row.ruling, row.status = ruling, ruling.decision
            row.anchor_state = _state(ruling, found)
    rows.sort(key=lambda row: row.hull)
    for position, row in enumerate(rows):
        row.position = position


def _state(ruling: Ruling, found: Resolution) -> str:
    """What became of the words since the ruling: the step before this one may already have changed them."""
    if found.anchor is None or found.anchor.exact != ruling.exact:
        return State.CHANGED
    same_place = (found.anchor.block, found.anchor.key, found.anchor.start) == (
        ruling.block,
        ruling.key,
        ruling.start,
    )
    return State.EXACT if same_place else State.MOVED


def _best_overlap(rows: Iterable[Attribution], start: int, end: int) -> Attribution | None:
    """The row without a ruling whose content shares most with the span, at least half of either."""

    def share(row: Attribution) -> float:
        first, last = row.hull
        common = min(end, last) - max(start, first)
        return common / max(1, min(end - start, last - first))

    free = [row for row in rows if row.ruling is None and share(row) >= 0.5]
    return max(free, key=share, default=None)


def _standing(ruling: Ruling) -> int | None:
    """The entity that an editor ruled on, or the one that it was merged into since."""
    entity = ruling.source_entity
    return (entity.merged_into_id or entity.pk) if entity else None


def _carried_row(revision: ArticleRevision, ruling: Ruling, start: int, end: int) -> Attribution:
    """What an editor confirmed stays, also where this reading overlooked it."""
    text = revision.text.plain
    return Attribution(
        revision=revision,
        position=0,
        type=ruling.type,
        confidence=1.0,
        source_entity_id=_standing(ruling),
        source=_nearest(text, ruling.source_text, start),
        cue=_nearest(text, ruling.cue_text, start),
        content=[[start, end]],
        source_text=ruling.source_text,
        cue_text=ruling.cue_text,
        content_text=" ".join(text[start:end].split()),
    )


def _nearest(text: str, words: str, start: int) -> list[list[int]]:
    """The place nearest to `start` where a text has these words; none where it has not."""
    if not words:
        return []
    found = re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    nearest = min(found, key=lambda match: abs(match.start() - start), default=None)
    return [list(nearest.span())] if nearest else []
