"""One article as its page shows it: text, notes, corrections, history and structured data.

Also of an article that was never saved (the editor's preview): it simply has less around its text.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from articles.models import ArticlePage, Byline, Correction, CorrectionRules, Publication
from articles.models.corrections import version_numbers
from claims.claimreview import document
from newsroom.public.corrections import Told, told_of
from newsroom.public.notes import ArticleNotes, notes_of
from syndication.claimreviews import reviews_of
from syndication.newsarticle import news_article, plain
from syndication.places import complete, places_of
from syndication.published import kept_of

SUMMARY = 160  # characters of a description for search engines and cards
LEAD_IN = {
    Byline.Role.WRITER: "By",
    Byline.Role.REPORTING: "Additional reporting by",
    Byline.Role.PHOTOGRAPHER: "Photography by",
    Byline.Role.TRANSLATOR: "Translated by",
}


@dataclass(frozen=True, slots=True)
class Story:
    """What the article's template needs."""

    standfirst: str
    caption: str
    body: Any
    description: str
    notes: ArticleNotes = field(default_factory=ArticleNotes)
    is_marked: bool = False
    corrections: Sequence[Told] = ()
    corrections_place: str = CorrectionRules.Place.TOP
    corrected_at: datetime | None = None  # when the newest notice went out
    versions: int = 0
    data: dict[str, Any] | None = None


def story_of(article: ArticlePage, request: HttpRequest, *, is_preview: bool) -> Story:
    """The story behind an article's page; `?marks=1` lights up the words that notes are about."""
    text = {"standfirst": article.standfirst, "caption": article.lead_image_caption, "body": article.body}
    description = article.search_description or summary(article)
    if is_preview or not article.pk:
        return Story(**text, description=description)
    notes = notes_of(article)
    marker = notes.marker() if request.GET.get("marks") == "1" else None
    if marker:
        marked = marker.content(
            {
                "standfirst": article.standfirst,
                "lead_image_caption": article.lead_image_caption,
                "body": article.body.get_prep_value(),
            }
        )
        body = article.body.stream_block.to_python(json.loads(json.dumps(marked["body"], default=str)))
        text = {"standfirst": marked["standfirst"], "caption": marked["lead_image_caption"], "body": body}
    corrections = list(article.corrections.all())
    versions = version_numbers([article.pk]).get(article.pk, [])
    kept = kept_of([article], {article.pk: corrections})[article.pk]
    return Story(
        **text,
        description=description,
        notes=notes,
        is_marked=marker is not None,
        **_corrections(article, corrections, versions),
        versions=len(versions),
        data=document(news_article(article, request, kept), *_reviews(notes, request)),
    )


def _corrections(
    article: ArticlePage, corrections: Sequence[Correction], versions: list[Publication]
) -> dict[str, Any]:
    if not corrections:
        return {}
    return {
        "corrections": told_of(corrections, versions),
        "corrections_place": CorrectionRules.objects.for_section(article.section).place,
        "corrected_at": corrections[0].issued_at,
    }


def _reviews(notes: ArticleNotes, request: HttpRequest) -> list[dict[str, Any]]:
    """The ClaimReviews of the checked claims that stand in the article as they were checked."""
    standing = {finding.claim.pk: finding.claim for finding in notes.findings if not finding.is_changed}
    claims = list(standing.values())
    complete(claims)
    return list(reviews_of(claims, places_of(claims), request).values())


def summary(article: ArticlePage) -> str:
    """The standfirst, or else the first paragraph, cut at a word."""
    words = plain(article.standfirst)
    if not words:
        first = next((block for block in article.body if block.block_type == "paragraph"), None)
        words = plain(first.value.source) if first else ""
    if len(words) <= SUMMARY:
        return words
    return f"{words[:SUMMARY].rsplit(' ', 1)[0]}…"


def credits_of(article: ArticlePage) -> list[tuple[str, list[str]]]:
    """The bylines by role, in the order in which editors put them: [("By", ["Rita", "Sam"]), …]."""
    found: dict[str, list[str]] = {}
    for byline in article.bylines.all():
        found.setdefault(LEAD_IN.get(Byline.Role(byline.role), "By"), []).append(byline.contributor.name)
    return list(found.items())
