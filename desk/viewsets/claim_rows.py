"""What a row of the claims' list and a card of their board show; the queries do not grow with them."""

from django.utils import timezone

from articles.models import ArticlePage
from claims.models import Claim, Rating
from claims.workflow import UNDECIDED
from desk.sections import Sections, articles_by_id
from desk.words import STATUS_TONE

PLACES_SHOWN = 2


def complete_claims(claims: list[Claim]) -> None:
    """Give claims their places, tone, newest rating, and whether they are due, reworded or going out today.

    Their appearances have to be prefetched, and `with_verdict` annotated.
    """
    sections, scale, now = Sections(), Rating.objects.in_bulk(), timezone.now()
    articles = articles_by_id(seen.article_id for claim in claims for seen in claim.appearances.all())
    outgoing = ArticlePage.objects.filter(pk__in=articles).going_out_today() if articles else None
    today = set(outgoing.values_list("pk", flat=True)) if outgoing is not None else set()
    shown = Claim.objects.filter(pk__in=[claim.pk for claim in claims])
    reworded = set(shown.reworded().values_list("pk", flat=True))
    for claim in claims:
        seen_in = dict.fromkeys(seen.article_id for seen in claim.appearances.all())
        places = [
            {"article": articles[pk], "section": sections.of(articles[pk]), "is_today": pk in today}
            for pk in seen_in
            if pk in articles
        ]
        places.sort(key=lambda place: not place["is_today"])
        claim.places, claim.more_places = places[:PLACES_SHOWN], len(places[PLACES_SHOWN:])
        claim.tone = STATUS_TONE.get(claim.status, "")
        claim.rated = scale.get(claim.rating)
        claim.is_reworded = claim.pk in reworded
        claim.is_overdue = bool(claim.due_at and claim.due_at < now and claim.status in UNDECIDED)


def claimant(claim: Claim) -> str:
    """The claimant as the claim or its entity names them."""
    return claim.claimant.name if claim.claimant else claim.claimant_name or "nobody named"
