"""What the reading panel says of the claims that an article makes, as JSON values; with or without a reading.

A claim’s words stand, fit two places until a person chooses, or are gone; where they changed since they
were checked, old and new wording are told side by side.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from accounts.models import User
from articles.models import ArticleRevision
from articles.text import ArticleText
from claims.choosing import Choices, Option, choices_of
from claims.models import Appearance, AppearanceAnchor, Claim, Verdict
from claims.proposing import Covered
from claims.standing import changed_since, place_in, words_checked
from claims.workflow import ASIDE, SETTLED
from desk.words import word_changes

Shown = dict[str, Any]
Place = list[int]  # [index of the segment, start, end]


def rights_to_claims(user: User) -> dict[str, bool]:
    """Which buttons to offer about claims; the actions themselves decide."""
    return {
        "reaffirm": user.has_perm("claims.issue_verdict"),
        "place": user.has_perm("claims.make_claim"),
    }


def claims_in(
    revision: ArticleRevision, covered: Covered, attributed: Iterable[int]
) -> tuple[list[Shown], list[Shown]]:
    """The claims that stand in a revision, in text order, and those whose words are gone from it.

    `attributed` are the ids of appearances that the list of attributions shows already: of those only
    the ones that people took up are listed apart. Constant in queries.
    """
    appearances = list(
        Appearance.objects.filter(article_id=revision.article_id)
        .select_related("claim")
        .prefetch_related(Prefetch("claim__verdicts", Verdict.objects.on_file()))
        .with_anchors()
        .order_by("pk")
    )
    choices = choices_of(appearances)
    spans: dict[int, list[tuple[int, int]]] = {}
    for start, end, appearance in covered:
        spans.setdefault(appearance.pk, []).append((start, end))
    shown_already = set(attributed)
    standing, gone = [], []
    for appearance in appearances:
        place, offered = place_in(appearance, revision), choices.get(appearance.pk)
        if place is None:
            continue
        item = claim_of(appearance, revision) | {
            "places": places_in(revision.text, spans.get(appearance.pk, ())),
            "choices": _choices(offered, revision),
        }
        is_aside = appearance.claim.status in ASIDE
        if place.is_found or place.state == AppearanceAnchor.State.AMBIGUOUS:
            item["is_listed"] = item["is_taken_up"] or not (is_aside or appearance.pk in shown_already)
            standing.append(item)
        elif item["is_taken_up"]:
            gone.append(item)
    return sorted(standing, key=lambda item: item["places"] or [[-1]]), gone


def claim_of(appearance: Appearance, revision: ArticleRevision) -> Shown:
    """One claim, as far as the panel shows it beside an attribution."""
    claim, place = appearance.claim, place_in(appearance, revision)
    verdict = claim.verdict if claim.status in SETTLED else None
    newest = appearance.anchor
    is_changed = bool(verdict and changed_since(appearance, newest, verdict.issued_at))
    return {
        "id": claim.pk,
        "appearance": appearance.pk,
        "anchor": newest.pk,
        "statement": claim.statement,
        "wording": appearance.wording,
        "status": claim.status,
        "status_label": claim.get_status_display(),
        "is_taken_up": claim.status not in (Claim.Status.NEW, *ASIDE),
        "verdict": verdict.rating.label if verdict else "",
        "anchor_state": place.state if place else "",
        "is_changed": is_changed,
        "changes": _changes(appearance, newest, verdict) if is_changed else [],
        "url": reverse("claims:page", args=[claim.pk]),
    }


def _changes(appearance: Appearance, now: AppearanceAnchor, verdict: Verdict | None) -> list[Sequence[str]]:
    """The words as they were checked and as they stand now, as runs `[kind, text]`."""
    if verdict is None or not now.is_found:
        return []
    runs = word_changes(words_checked(appearance, verdict.issued_at), now.exact)
    return [[run.kind, run.text] for run in runs]


def _choices(choices: Choices | None, revision: ArticleRevision) -> Shown | None:
    if choices is None or choices.revision != revision:
        return None
    return {
        "revision": choices.revision.pk,
        "number": choices.revision.number,
        "options": [_option(option, revision) for option in choices.options],
        "chosen": choices.chosen,
        "is_made": choices.is_made,
    }


def _option(option: Option, revision: ArticleRevision) -> Shown:
    place = option.place
    start = revision.text.offset(place.block, place.key, place.start) or 0
    return {
        "where": option.where,
        "before": option.before,
        "exact": place.exact,
        "after": option.after,
        "places": places_in(revision.text, [(start, start + place.end - place.start)]),
    }


def places_in(text: ArticleText, spans: Iterable[Sequence[int]]) -> list[Place]:
    """Spans of a text as places in its segments."""
    index = {(segment.block, segment.key): i for i, segment in enumerate(text.segments)}
    return [
        [index[segment.block, segment.key], first, last]
        for start, end in spans
        for segment, first, last in text.cut(start, end)
    ]
