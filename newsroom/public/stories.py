"""Lists of stories for readers: the front page, a section, any set of visible articles.

Every list costs the same number of queries, however long it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch

from articles.models import ArticlePage, FrontPage, SectionPage
from claims.models import Claim, Verdict
from claims.readers import for_readers
from syndication.published import with_sections

PER_PAGE = 15
LEAD_WINDOW = timedelta(hours=36)
IN_SECTION = 4
ON_TOP = 4  # the lead and the second stories
NEWEST = 8
CHECKED = 3
SECTIONS = 12  # on the front page; the others are one click away


@dataclass(frozen=True, slots=True)
class Front:
    """What stands on the front page; the stories on top are not told again below."""

    lead: ArticlePage | None
    second: Sequence[ArticlePage]
    earlier: Sequence[ArticlePage]
    sections: Sequence[tuple[SectionPage, Sequence[ArticlePage]]]
    checked: Sequence[Claim]


def visible_sections(front: FrontPage | None = None) -> list[SectionPage]:
    """The sections in the site's order."""
    sections = SectionPage.objects.live().public().filter(show_in_menus=True)
    return list((sections.child_of(front) if front else sections).order_by("path"))


def front_of(page: FrontPage) -> Front:
    """The front page: the most urgent story of the last day and a half leads."""
    visible = ArticlePage.objects.visible().descendant_of(page).newest_first()
    sections = visible_sections(page)[:SECTIONS]
    newest = [article.pk for article in visible.only("pk")[: NEWEST + ON_TOP]]
    by_section = {
        section: list(
            ArticlePage.objects.visible()
            .child_of(section)
            .newest_first()
            .values_list("pk", flat=True)[: IN_SECTION + ON_TOP]
        )
        for section in sections
    }
    wanted = {*newest, *(pk for pks in by_section.values() for pk in pks)}
    stories = {article.pk: article for article in with_cards(ArticlePage.objects.filter(pk__in=wanted))}
    fresh = [stories[pk] for pk in newest]
    lead = _lead(fresh)
    rest = [article for article in fresh if article is not lead]
    second, earlier = rest[: ON_TOP - 1], rest[ON_TOP - 1 :]
    on_top = {article.pk for article in (lead, *second) if article}
    below = [
        (section, [stories[pk] for pk in pks if pk not in on_top][:IN_SECTION])
        for section, pks in by_section.items()
        if set(pks) - on_top
    ]
    in_sections = {article.pk for _, articles in below for article in articles}
    if in_sections.issuperset(article.pk for article in earlier):
        earlier = []  # a small site: every story has its place already
    return Front(lead=lead, second=second, earlier=earlier, sections=below, checked=just_checked())


def just_checked() -> list[Claim]:
    """The claims whose verdicts are newest."""
    # From the verdicts to the claims: the other way would look up the verdicts of all claims on file.
    newest = Verdict.objects.that_count().filter(claim__in=Claim.objects.public()).order_by("-pk")
    verdicts = newest.select_related("claim__claimant").prefetch_related(
        Prefetch("claim__verdicts", Verdict.objects.on_file())
    )
    claims = [verdict.claim for verdict in verdicts[:CHECKED]]
    for_readers(claims)
    return claims


def _lead(newest: Sequence[ArticlePage]) -> ArticlePage | None:
    """The most urgent of the stories of the newest one's day; of equals, the newest."""
    if not newest or not newest[0].first_published_at:
        return newest[0] if newest else None
    since = newest[0].first_published_at - LEAD_WINDOW
    recent = [
        article for article in newest if article.first_published_at and article.first_published_at >= since
    ]
    return min(recent, key=lambda article: article.urgency)


def page_of_section(section: SectionPage, number: str) -> Page:
    """One page of a section's stories, newest first; a bad number gives the nearest page there is."""
    articles = ArticlePage.objects.visible().child_of(section).newest_first()
    page = Paginator(articles, PER_PAGE).get_page(number)
    page.object_list = with_cards(page.object_list)
    return page


def with_cards(articles: Iterable[ArticlePage]) -> list[ArticlePage]:
    """The articles with all that a card shows (section, bylines, picture), in their order."""
    if hasattr(articles, "select_related"):
        articles = articles.select_related("lead_image").prefetch_related(
            "bylines__contributor", "lead_image__renditions"
        )
    return with_sections(articles)
