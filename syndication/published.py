"""Stories that readers see, with what is kept on file about each: for all formats, many at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotations.models import Attribution, Mention
from articles.models import ArticlePage, ArticleRevision, Correction, Publication, SectionPage
from entities.models import Entity


@dataclass(frozen=True, slots=True)
class Kept:
    """What people in the newsroom stand by in a published text; its revision comes without content."""

    revision: ArticleRevision | None = None
    corrections: Sequence[Correction] = ()  # newest first
    named: Sequence[Entity] = ()  # confirmed
    quotations: Sequence[Attribution] = ()  # confirmed, in their order


def with_sections(articles: Iterable[ArticlePage]) -> list[ArticlePage]:
    """The articles with their sections, in their order. Two queries."""
    found = list(articles)
    sections = {section.path: section for section in SectionPage.objects.all()} if found else {}
    for article in found:
        article._section = sections.get(article.path[: -article.steplen])
    return found


def published(ids: Iterable[int]) -> dict[int, ArticlePage]:
    """Those of the articles that readers see, in their words, with all that formats tell of them."""
    articles = ArticlePage.objects.visible().filter(pk__in=list(ids)).select_related("lead_image__rights")
    related = ("bylines__contributor", "topics", "lead_image__renditions")
    return {article.pk: article for article in with_sections(articles.prefetch_related(*related))}


def kept_of(
    articles: Sequence[ArticlePage], corrections: Mapping[int, Sequence[Correction]] | None = None
) -> dict[int, Kept]:
    """What is kept on file about the published text of each article, by its id.

    `corrections` are the articles', newest first, where the caller has them already. Five queries at most.
    """
    ids = [article.pk for article in articles]
    revisions = _revisions(ids)
    shown = {revision.pk for revision in revisions.values()}
    named, quoted = _named(shown), _quoted(shown)
    told = _corrections(ids) if corrections is None else corrections
    kept = {}
    for pk in ids:
        revision = revisions.get(pk)
        on_text = (named[revision.pk], quoted[revision.pk]) if revision else ((), ())
        kept[pk] = Kept(revision, told.get(pk, ()), *on_text)
    return kept


def _revisions(ids: Sequence[int]) -> dict[int, ArticleRevision]:
    """The state in which each article was published last."""
    out = Publication.objects.filter(article_id__in=ids).order_by("published_at", "pk")
    found = out.select_related("revision").defer("revision__content")
    return {publication.article_id: publication.revision for publication in found}


def _named(revisions: Iterable[int]) -> dict[int, list[Entity]]:
    mentions = Mention.objects.filter(revision__in=revisions, entity__state=Entity.State.CONFIRMED)
    pairs = set(mentions.order_by().values_list("revision_id", "entity_id"))
    entities = Entity.objects.in_bulk({entity_id for _, entity_id in pairs})
    found: dict[int, list[Entity]] = defaultdict(list)
    for revision_id, entity_id in sorted(pairs, key=lambda pair: (entities[pair[1]].name, pair[1])):
        found[revision_id].append(entities[entity_id])
    return found


def _quoted(revisions: Iterable[int]) -> dict[int, list[Attribution]]:
    confirmed = Attribution.objects.filter(
        revision__in=revisions, status=Attribution.Status.CONFIRMED, type=Attribution.Type.DIRECT
    )
    found: dict[int, list[Attribution]] = defaultdict(list)
    for each in confirmed.select_related("source_entity").order_by("position"):
        found[each.revision_id].append(each)
    return found


def _corrections(ids: Sequence[int]) -> dict[int, list[Correction]]:
    found: dict[int, list[Correction]] = defaultdict(list)
    for each in Correction.objects.filter(article_id__in=ids):
        found[each.article_id].append(each)
    return found
