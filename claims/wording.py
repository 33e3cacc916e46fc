"""What people decide about a claim's words: where they stand, and that the verdict holds for them."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from articles.actions import wait_for_turn
from articles.models import ArticlePage
from claims import permissions
from claims.acting import perform, take
from claims.choosing import choices_of, is_chosen
from claims.following import follow_article, put
from claims.models import Appearance, AppearanceAnchor, Claim, Reaffirmation
from claims.standing import changed_since


@transaction.atomic
def reaffirm(claim: Claim, *, by: User, seen: Collection[int]) -> Claim:
    """Say that the verdict holds though the text changed since it was checked.

    `seen` are the ids of the anchors that `by` was shown; what changed in places that were not shown
    stays open. Raises ValidationError where the words changed again meanwhile, or nothing changed.
    """
    take(claim)
    appearances = claim.appearances.select_for_update(of=("self",)).with_anchors()
    verdict = claim.verdict
    changed = [
        each
        for each in appearances
        if verdict
        and each.anchor.state != AppearanceAnchor.State.AMBIGUOUS
        and changed_since(each, each.anchor, verdict.issued_at)
    ]
    if not changed:
        raise ValidationError("The words stand as they were checked. There is nothing to confirm.")
    looked_at = [each for each in changed if any(anchor.pk in seen for anchor in each.anchors.all())]
    if not looked_at or any(each.anchor.pk not in seen for each in looked_at):
        raise ValidationError("The text changed once more. Look at the new words first, then confirm.")
    Reaffirmation.objects.bulk_create(
        Reaffirmation(appearance=each, exact=each.anchor.exact, by=by) for each in looked_at
    )
    return perform(claim, "reaffirm", by=by, about="; ".join(_words_now(each) for each in looked_at))


def _words_now(appearance: Appearance) -> str:
    anchor = appearance.anchor
    return anchor.exact if anchor.is_found else f"gone: {anchor.exact}"


@transaction.atomic
def choose_place(appearance: Appearance, choice: int | None, *, by: User, seen: int) -> Claim:
    """Say which of `choices_of` the words stand at, or with None that they are gone.

    `seen` is the id of the revision for which the places were shown. From there the words are followed
    like any others. Chosen otherwise before the article is saved again, the newer choice counts. Raises
    ValidationError where the article has moved on meanwhile, or there is no such choice.
    """
    permissions.require(by, "make_claim")
    if not ArticlePage.objects.filter(pk=appearance.article_id).exists():
        raise ValidationError("The article was deleted; there is no text to choose a place in.")
    wait_for_turn(appearance.article_id)
    follow_article(appearance.article_id)
    claim = Claim.objects.get(pk=appearance.claim_id)
    take(claim)
    appearance = Appearance.objects.with_anchors().get(pk=appearance.pk)
    choices = choices_of([appearance]).get(appearance.pk)
    if choices is None:
        raise ValidationError("It is known where these words stand by now. Reload the page to see where.")
    if choices.revision.pk != seen:
        raise ValidationError("The article was saved again meanwhile. Look at the places anew, then choose.")
    if choice is not None and not 0 <= choice < len(choices.options):
        raise ValidationError("This is none of the places shown. Choose one of them, or say that it is gone.")
    if choices.is_made and choices.chosen == choice:
        return claim
    if is_chosen(appearance):
        appearance.anchor.delete()
        appearance = Appearance.objects.with_anchors().get(pk=appearance.pk)
    option = None if choice is None else choices.options[choice]
    put(appearance, choices.revision, option.place if option else None)
    return perform(claim, "place", by=by, about=option.where if option else "nowhere: they are gone")
