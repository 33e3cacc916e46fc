"""What a row of the list of stories and a card of the board show; the queries do not grow with them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import OuterRef, Subquery

from articles.models import ArticlePage, ArticleRevision, Embargo, Stage, StoryPlan
from desk.times import both_times

STAGE_TONE = {
    Stage.DRAFT: "off",
    Stage.DESK: "warn",
    Stage.FACT_CHECK: "warn",
    Stage.COPY: "warn",
    Stage.LEGAL: "warn",
    Stage.READY: "good",
    Stage.PUBLISHED: "calm",
}


def complete_stories(articles: Sequence[Any]) -> None:
    """Give stories their plan, embargo, stage with its tone, and how many words they have. Three queries."""
    ids = [article.pk for article in articles]
    plans = StoryPlan.objects.select_related("assignee", "slot").in_bulk(ids)
    sources = {*ids, *(article.alias_of_id for article in articles if article.alias_of_id)}
    embargoes = {each.article_id: each for each in Embargo.objects.filter(article__in=sources)}
    words = words_now(ids)
    for article in articles:
        plan, embargo = plans.get(article.pk), embargoes.get(article.pk)
        ArticlePage.plan.related.set_cached_value(article, plan)
        ArticlePage.embargo.related.set_cached_value(article, embargo)
        article.shown_plan = plan
        article.shown_stage = stage_shown(article, plan)
        article.shown_tone = STAGE_TONE[article.shown_stage]
        held = embargo or embargoes.get(article.alias_of_id)
        article.embargoed_until = both_times(held.until) if held else ""
        article.words_now = words.get(article.pk, 0)


def stage_shown(article: ArticlePage, plan: StoryPlan | None) -> Stage:
    """The stage of a story whose plan is known, or that has none."""
    if plan:
        return Stage(plan.stage)
    return Stage.PUBLISHED if article.live and not article.has_unpublished_changes else Stage.DRAFT


def words_now(ids: Iterable[int]) -> dict[int, int]:
    """How many words the newest kept text of each story has; one query."""
    newest = ArticleRevision.objects.filter(article_id=OuterRef("article_id")).order_by("-number")
    rows = ArticleRevision.objects.filter(article_id__in=ids, pk=Subquery(newest.values("pk")[:1])).order_by()
    return dict(rows.values_list("article_id", "word_count"))
