"""Claims stay on their words: every appearance is found again in every later revision, in order."""

from collections.abc import Sequence
from functools import partial

from django.db import transaction

from anchoring import Anchor, State
from articles import trails
from articles.actions import wait_for_turn
from articles.models import ArticleRevision
from articles.trails import Trail, place_of, run_from
from claims.models import Appearance, AppearanceAnchor, Claim


def _trail(appearance: Appearance) -> Trail[AppearanceAnchor]:
    anchors = sorted(appearance.anchors.all(), key=lambda anchor: anchor.pk)
    begin = partial(AppearanceAnchor, appearance=appearance)
    return Trail(appearance.wording, anchors[0], anchors[-1], begin)


@transaction.atomic
def follow_article(article_id: int) -> int:
    """Carry every appearance in an article up to its newest revision; returns the runs that began.

    Revisions are taken one after the other, whichever of them the news was about, so that it does
    not matter in what order or how often the bell rings.
    """
    wait_for_turn(article_id)
    made = [_trail(each) for each in Appearance.objects.filter(article_id=article_id).with_anchors()]
    trails.follow(made, article_id)
    return trails.store(made, AppearanceAnchor)


@transaction.atomic
def put(appearance: Appearance, revision: ArticleRevision, place: Anchor | None) -> AppearanceAnchor:
    """Put on record where a person says that the words stand in a revision; None: nowhere."""
    anchor = _trail(appearance).put(place, revision)
    anchor.save()
    return anchor


@transaction.atomic
def appear(claim: Claim, revision: ArticleRevision, place: Anchor) -> Appearance:
    """Put on record that `claim` is made at `place` in `revision`'s text."""
    return appear_all([(claim, place)], revision)[0]


@transaction.atomic
def appear_all(made: Sequence[tuple[Claim, Anchor]], revision: ArticleRevision) -> list[Appearance]:
    """Put on record that each claim is made at its place in `revision`'s text; two queries."""
    appearances = Appearance.objects.bulk_create(
        Appearance(claim=claim, article_id=revision.article_id, wording=place.exact) for claim, place in made
    )
    AppearanceAnchor.objects.bulk_create(
        AppearanceAnchor(appearance=appearance, **run_from(revision, place, State.EXACT))
        for appearance, (_, place) in zip(appearances, made, strict=True)
    )
    return appearances


__all__ = ["appear", "appear_all", "follow_article", "place_of", "put"]
