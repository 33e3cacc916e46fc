"""Questions behind the pages of claims and entities, asked of published states only."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from annotations.models import Attribution, Mention
from articles.models import ArticlePage, ArticleRevision
from claims.models import Claim, Verdict
from claims.readers import for_readers
from entities.models import Entity
from newsroom.public.stories import with_cards

ABOUT = 20  # stories and claims on an entity's page


def said_by(entity: Entity) -> "QuerySet[Attribution]":
    """What an entity says in published stories, the newest story first."""
    return (
        Attribution.objects.by_source(entity)
        .standing()
        .filter(revision__in=ArticleRevision.objects.readers_see())
        .select_related("revision")
        .defer("revision__content")
        .order_by("-revision__article__first_published_at", "-revision__article_id", "position")
    )


def with_articles(attributions: Iterable[Attribution]) -> list[tuple[ArticlePage, list[Attribution]]]:
    """Attributions under their articles, in the same order."""
    found: dict[int, list[Attribution]] = {}
    for attribution in attributions:
        found.setdefault(attribution.revision.article_id, []).append(attribution)
    articles = {article.pk: article for article in with_cards(ArticlePage.objects.filter(pk__in=found))}
    return [(articles[pk], said) for pk, said in found.items()]


def articles_about(entity: Entity) -> "QuerySet[ArticlePage]":
    """Published stories that name an entity, or quote it, newest first."""
    live = ArticleRevision.objects.readers_see()
    mentioned = Mention.objects.filter(entity=entity, revision__in=live, revision__article_id=OuterRef("pk"))
    quoted = (
        Attribution.objects.by_source(entity)
        .standing()
        .filter(revision__in=live, revision__article_id=OuterRef("pk"))
    )
    return ArticlePage.objects.visible().filter(Q(Exists(mentioned)) | Q(Exists(quoted))).newest_first()


def claims_by(entity: Entity) -> "QuerySet[Claim]":
    """Checked claims of an entity, the newest verdict first."""
    return (
        Claim.objects.public()
        .attributed_to(entity)
        .with_verdict()
        .prefetch_related(Prefetch("verdicts", queryset=Verdict.objects.on_file()))
        .select_related("claimant")
        .order_by("-rated_at", "-pk")
    )


def listed(claims: "QuerySet[Claim]", *, of: Entity) -> list[Claim]:
    """Public claims as lists show them to readers, without those that they see somebody else make."""
    found = list(claims)
    for_readers(found)
    return [claim for claim in found if claim.claimant_id == of.pk]


def cards(articles: "QuerySet[ArticlePage]") -> list[ArticlePage]:
    """The articles with all that their cards show."""
    return with_cards(articles)
