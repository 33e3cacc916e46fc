"""Questions behind the pages of claims and entities, asked of published states only."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from annotations.models import Attribution, Mention
from articles.models import ArticlePage, ArticleRevision, Publication
from claims.models import Appearance, AppearanceAnchor, Claim, Verdict
from claims.standing import changed_since, place_in, was_published
from entities.models import Entity
from newsroom.public.stories import with_cards

ABOUT = 20  # stories and claims on an entity's page


@dataclass(frozen=True, slots=True)
class Place:
    """A visible article that published the claim, and what has become of its words there."""

    article: ArticlePage
    state: str  # an AppearanceAnchor.State, or "unread" while the newest text is being read
    words: str
    is_changed: bool

    @property
    def is_standing(self) -> bool:
        """Whether readers find the words there as they were checked."""
        return self.state in (AppearanceAnchor.State.EXACT, AppearanceAnchor.State.MOVED) or (
            self.state == AppearanceAnchor.State.CHANGED and not self.is_changed
        )


def public_claims() -> "QuerySet[Claim]":
    """Public claims with all that their page shows."""
    appearances = (
        Appearance.objects.filter(article_id__in=ArticlePage.objects.visible().values("pk"))
        .with_anchors()
        .order_by("pk")
    )
    return (
        Claim.objects.public()
        .select_related("claimant")
        .prefetch_related(
            Prefetch("appearances", queryset=appearances),
            Prefetch("verdicts", queryset=Verdict.objects.on_file()),
            "evidence",
        )
    )


def newest_first(claim: Claim) -> list[Verdict]:
    """The verdicts that count or counted, the newest first."""
    standing = [verdict for verdict in claim.verdicts.all() if verdict.is_in_force]
    return sorted(standing, key=lambda verdict: -verdict.pk)


def places_of(claim: Claim) -> list[Place]:
    """Where published stories make a claim of `public_claims`, or made it once."""
    appearances = list(claim.appearances.all())
    ids = {appearance.article_id for appearance in appearances}
    articles = {
        article.pk: article for article in with_cards(ArticlePage.objects.visible().filter(pk__in=ids))
    }
    live = {
        revision.article_id: revision
        for revision in ArticleRevision.objects.readers_see().filter(article_id__in=ids)
    }
    published: dict[int, set[int]] = {article_id: set() for article_id in ids}
    for article_id, number in Publication.objects.filter(article_id__in=ids).values_list(
        "article_id", "revision__number"
    ):
        published[article_id].add(number)
    verdict = claim.verdict
    places = []
    for appearance in appearances:
        article, revision = articles.get(appearance.article_id), live.get(appearance.article_id)
        if article and revision and verdict and was_published(appearance, published[article.pk]):
            places.append(_place(appearance, article, revision, verdict))
    return places


def _place(
    appearance: Appearance, article: ArticlePage, revision: ArticleRevision, verdict: Verdict
) -> Place:
    anchor = place_in(appearance, revision)
    if anchor is None:
        return Place(article, "unread", "", is_changed=False)
    if not anchor.is_found:
        return Place(article, anchor.state, "", is_changed=True)
    changed = changed_since(appearance, anchor, verdict.issued_at)
    return Place(article, anchor.state, anchor.exact, is_changed=changed)


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
        .filter(claimant=entity)
        .with_verdict()
        .prefetch_related(Prefetch("verdicts", queryset=Verdict.objects.on_file()))
        .select_related("claimant")
        .order_by("-rated_at", "-pk")
    )


def cards(articles: "QuerySet[ArticlePage]") -> list[ArticlePage]:
    """The articles with all that their cards show."""
    return with_cards(articles)
