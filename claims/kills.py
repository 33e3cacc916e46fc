"""Which kill is why readers find nothing at an address, and who hears of a kill."""

from django.db import transaction
from django.utils.text import Truncator

from accounts.models import User
from articles.models import ArticlePage, Kill
from claims.models import Appearance, AppearanceAnchor, Claim
from claims.notices import tell


def kill_on_claim(claim_id: int) -> Kill | None:
    """The kill that took a published claim from readers: no story that they see makes it any more."""
    claim = Claim.objects.filter(pk=claim_id, status=Claim.Status.PUBLISHED)
    if not claim.exists() or Claim.objects.public().filter(pk=claim_id).exists():
        return None
    made = AppearanceAnchor.objects.were_published().as_checked().filter(appearance__claim=claim_id)
    return Kill.objects.standing_on(set(made.values_list("appearance__article_id", flat=True)))


def kill_on_appearance(appearance_id: int) -> Kill | None:
    """The kill of the story in which a published claim was made."""
    found = Appearance.objects.filter(pk=appearance_id, claim__status=Claim.Status.PUBLISHED)
    return Kill.objects.standing_on(set(found.values_list("article_id", flat=True)))


@transaction.atomic
def tell_of_kill(killed: Kill) -> None:
    """Tell whoever wrote a story, checks its claims or follows them, that it was killed or may return."""
    article = ArticlePage.objects.defer_streamfields().filter(pk=killed.article_id).first()
    if article is None:
        return
    people: set[User | None] = {article.owner, killed.by}
    people |= {byline.contributor.user for byline in article.bylines.select_related("contributor__user")}
    claims = Claim.objects.appearing_in(article).select_related("assignee").prefetch_related("watchers")
    for claim in claims:
        people |= {claim.assignee, *claim.watchers.all()}
    lifted = None if killed.is_standing else killed.lifted
    act = lifted or killed
    said = f"lifted the kill of this story: {lifted.why}" if lifted else f"killed this story: {killed.reason}"
    tell(
        {person for person in people if person},
        article,
        Truncator(f"{act.by.display_name} {said}").chars(500),
        but=act.by,
        occasion=f"kill {killed.pk}{' lifted' if lifted else ''}",
        path=f"/desk/articles/{article.pk}/kill/",
    )
