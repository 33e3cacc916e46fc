"""Where words may stand that fit two places equally: the machine shows the places, a person chooses.

A choice is open while the article's newest revision is the one that it is about; until then it may be
made otherwise.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max, Q

from anchoring import Anchor, Segment, State, resolve
from articles.models import ArticleRevision
from claims.following import place_of
from claims.models import Appearance, AppearanceAnchor

BESIDE_THE_BODY = ("headline", "standfirst", "caption")


@dataclass(frozen=True, slots=True)
class Option:
    """One place that the words may stand at, in their paragraph."""

    place: Anchor
    where: str  # "paragraph 3", "headline"
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Choices:
    """The equally good places of one appearance in the newest revision of its article."""

    revision: ArticleRevision
    options: tuple[Option, ...]
    chosen: int | None = None  # which of them a person chose
    is_made: bool = False  # whether a person chose; with `chosen` of None, that it is gone


def choices_of(appearances: Iterable[Appearance]) -> dict[int, Choices]:
    """What may be chosen for each appearance (fetched `with_anchors`), by its id; others are left out.

    No query where nothing is ambiguous, else two. An appearance that was not followed to the newest
    revision yet is left out, too.
    """
    torn = {appearance: runs for appearance in appearances if (runs := _torn(appearance))}
    if not torn:
        return {}
    tips = dict(
        ArticleRevision.objects.filter(article_id__in={appearance.article_id for appearance in torn})
        .order_by()
        .values_list("article_id")
        .annotate(Max("number"))
    )
    torn = {each: runs for each, runs in torn.items() if runs[-1].last.number == tips[each.article_id]}
    wanted = Q(pk=None)
    for appearance in torn:
        tip = tips[appearance.article_id]
        wanted |= Q(article_id=appearance.article_id, number__in=(tip - 1, tip))
    revisions = {(each.article_id, each.number): each for each in ArticleRevision.objects.filter(wanted)}
    return {
        appearance.pk: _choices(
            appearance,
            runs,
            revisions[appearance.article_id, tips[appearance.article_id]],
            revisions.get((appearance.article_id, tips[appearance.article_id] - 1)),
        )
        for appearance, runs in torn.items()
    }


def is_chosen(appearance: Appearance) -> bool:
    """Whether a person said where the words stand in the revision that its newest anchor begins with.

    Only then do two runs share a revision: one ends as ambiguous where the other begins.
    """
    runs = _runs(appearance)
    return len(runs) > 1 and runs[-1].first_id == runs[-2].last_id


def _runs(appearance: Appearance) -> list[AppearanceAnchor]:
    return sorted(appearance.anchors.all(), key=lambda anchor: anchor.pk)


def _torn(appearance: Appearance) -> list[AppearanceAnchor]:
    """The runs up to the ambiguous one that a choice is about; none where there is no choice."""
    runs = _runs(appearance)
    if is_chosen(appearance) and runs[-1].last_id == runs[-1].first_id:
        runs = runs[:-1]
    return runs if runs[-1].state == State.AMBIGUOUS else []


def _choices(
    appearance: Appearance,
    runs: Sequence[AppearanceAnchor],
    tip: ArticleRevision,
    previous: ArticleRevision | None,
) -> Choices:
    """Look for the words as `following` did when it found them ambiguous."""
    run, segments = runs[-1], tip.text.segments
    if run.first_id == tip.pk and previous:
        was_lost = len(runs) > 1 and runs[-2].state == State.DELETED
        [found] = resolve([place_of(run)], segments, before=previous.text.segments, lost=was_lost)
    else:
        [found] = resolve([place_of(run)], segments)
    places = found.candidates or ((found.anchor,) if found.anchor else ())
    newest, made = appearance.anchor, is_chosen(appearance)
    chosen = [n for n, place in enumerate(places) if made and newest.is_found and place == place_of(newest)]
    return Choices(tip, tuple(_option(place, segments) for place in places), next(iter(chosen), None), made)


def _option(place: Anchor, segments: Sequence[Segment]) -> Option:
    number = 0
    for segment in segments:
        in_body = segment.kind not in BESIDE_THE_BODY
        number += in_body
        if (segment.block, segment.key) == (place.block, place.key):
            where = f"paragraph {number}" if in_body else segment.kind
            return Option(place, where, segment.text[: place.start], segment.text[place.end :])
    raise LookupError(f"{place} stands in none of the segments")
