"""Claims that people make, of what the machine read or of any words, and how they put them."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import User
from anchoring import Anchor
from annotations.actions import rule
from annotations.models import Attribution, Ruling
from annotations.permissions import require_rule
from articles.actions import wait_for_turn
from articles.models import ArticlePage, ArticleRevision
from claims import permissions
from claims.acting import perform, take
from claims.following import appear, follow_article
from claims.models import Claim
from claims.proposing import covered_spans, covering, make, statement_of
from claims.workflow import ASIDE, Status
from claims.worthiness import source_kind
from entities.models import Entity
from extraction.worth import worth


def take_up(claim: Claim, *, by: User) -> Claim:
    """Have a claim checked that is new or was set aside; one that is further on stays. In a transaction."""
    take(claim)
    return perform(claim, "triage", by=by) if claim.status in (Status.NEW, *ASIDE) else claim


@transaction.atomic
def make_claim(attribution: Attribution, *, by: User) -> Claim:
    """Have an attribution checked: confirm it and open the claim that it makes, proposed already or not.

    Raises PermissionDenied without the right, or in an article that `by` may not edit.
    """
    permissions.require(by, "make_claim")
    require_rule(by, ArticlePage.objects.get(pk=attribution.revision.article_id))
    wait_for_turn(attribution.revision.article_id)  # pressed twice, it makes one claim
    if attribution.status != Attribution.Status.CONFIRMED:
        rule(attribution, Ruling.Decision.CONFIRMED, by=by)
    appearance = covering(covered_spans(attribution.revision), *attribution.hull)
    if appearance is None:
        claim = make(attribution, created_by=by)
        return perform(claim, "triage", by=by)
    return take_up(appearance.claim, by=by)


@transaction.atomic
def claim_words(
    revision: ArticleRevision,
    place: Anchor,
    *,
    by: User,
    statement: str = "",
    claimant: Entity | None = None,
    claimant_name: str = "",
    type: str = "",
) -> Claim:
    """Have words of an article checked: a new claim, made at `place` in `revision`, that is taken up at once.

    The words are followed from there to the newest revision. Without a `statement` they stand for themselves.
    Raises PermissionDenied without the right, or in an article that `by` may not edit, and ValidationError
    where these very words make a claim already.
    """
    permissions.require(by, "make_claim")
    article = ArticlePage.objects.get(pk=revision.article_id)
    if not article.permissions_for_user(by).can_edit():
        raise PermissionDenied("You may not edit this article, so you may not make claims of its words.")
    wait_for_turn(article.pk)
    follow_article(article.pk)
    start = revision.text.offset(place.block, place.key, place.start) or 0
    for first, last, appearance in covered_spans(revision):
        if (first, last) == (start, start + place.end - place.start):
            raise ValidationError(
                f"These words make claim {appearance.claim_id} already. Take that up, or give other words."
            )
    words = statement or statement_of([place.exact], is_direct=type == Attribution.Type.DIRECT)
    claim = Claim(type=type, created_by=by)
    _put(claim, words, claimant, claimant_name)
    claim.save()
    appear(claim, revision, place)
    follow_article(article.pk)
    return perform(claim, "triage", by=by)


@transaction.atomic
def reword(
    claim: Claim, *, by: User, statement: str, claimant: Entity | None, claimant_name: str = ""
) -> Claim:
    """Put a claim in other words, or give it to another claimant; its places stay.

    The history tells the words from before. Raises ValidationError once a verdict was signed on it.
    """
    permissions.require(by, "make_claim")
    take(claim)
    claim.refresh_from_db(fields=["statement", "claimant", "claimant_name"])
    before = f"before, by {claim.claimant_name or 'nobody named'}: {claim.statement}"
    _put(claim, statement, claimant, claimant_name)
    values = {name: getattr(claim, name) for name in ("statement", "claimant", "claimant_name", "worth")}
    return perform(claim, "reword", by=by, about=before, **values, paraphrase="")


def _put(claim: Claim, statement: str, claimant: Entity | None, claimant_name: str) -> None:
    claim.statement = " ".join(statement.split())
    if not claim.statement:
        raise ValidationError({"statement": "Say what is claimed, in words that stand alone."})
    claim.claimant = claimant
    claim.claimant_name = (" ".join(claimant_name.split()) or (claimant.name if claimant else ""))[:255]
    claim.worth = worth(claim.statement, source_kind(claimant))
