"""Where a claim is made: its words in their surroundings in every article, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from articles.diff import WordRun
from articles.models import ArticlePage, ArticleRevision, SectionPage
from claims.choosing import Choices, choices_of
from claims.models import Appearance, AppearanceAnchor, Claim
from claims.standing import changed_since, words_checked
from desk.sections import Sections, articles_by_id
from desk.words import ANCHOR_TONE, word_changes


@dataclass(frozen=True, slots=True)
class Place:
    """One appearance, ready to be shown."""

    appearance: Appearance
    wording: str  # the words as they were checked last, or else as they were found
    article: ArticlePage | None  # None: the article was deleted, its history was not
    section: SectionPage | None
    anchor: AppearanceAnchor
    tone: str
    before: str
    after: str
    is_found: bool
    changes: tuple[WordRun, ...]  # empty while the words are the same
    is_since_checked: bool  # the words changed or went after the newest verdict
    choices: Choices | None  # the places that fit equally, while a person may choose
    runs: Sequence[AppearanceAnchor]
    comparison_url: str

    @property
    def is_torn(self) -> bool:
        """Whether two places fit."""
        return self.anchor.state == AppearanceAnchor.State.AMBIGUOUS


def appearances_of(claim: Claim, *, since: datetime | None) -> list[Place]:
    """Every place of a claim, oldest first. `since`: when it was last decided. Eight queries at most."""
    found = list(claim.appearances.order_by("pk").with_anchors())
    revisions = ArticleRevision.objects.in_bulk({seen.anchor.last_id for seen in found})
    articles = articles_by_id(seen.article_id for seen in found)
    sections = Sections()
    choices = choices_of(seen for seen in found if seen.article_id in articles)
    return [
        _place(
            seen,
            revisions[seen.anchor.last_id],
            articles.get(seen.article_id),
            sections,
            since,
            choices.get(seen.pk),
        )
        for seen in found
    ]


def _place(
    appearance: Appearance,
    revision: ArticleRevision,
    article: ArticlePage | None,
    sections: Sections,
    since: datetime | None,
    choices: Choices | None,
) -> Place:
    runs = list(appearance.anchors.all())
    anchor = runs[-1]
    before, after = _surroundings(anchor, revision)
    is_since_checked = bool(since and changed_since(appearance, anchor, since))
    wording = words_checked(appearance, since) if since and is_since_checked else appearance.wording
    first, last = runs[0].first.number, anchor.last.number
    return Place(
        appearance=appearance,
        wording=wording,
        article=article,
        section=sections.of(article) if article else None,
        anchor=anchor,
        tone=ANCHOR_TONE.get(anchor.state, ""),
        before=before,
        after=after,
        is_found=anchor.is_found,
        changes=word_changes(wording, anchor.exact) if anchor.is_found and anchor.exact != wording else (),
        is_since_checked=is_since_checked,
        choices=choices,
        runs=runs,
        comparison_url=reverse("article_comparison", args=[appearance.article_id, first, last])
        if article and first != last
        else "",
    )


def _surroundings(anchor: AppearanceAnchor, revision: ArticleRevision) -> tuple[str, str]:
    """The rest of the paragraph that holds the words; of lost words, the little that was kept."""
    if anchor.is_found:
        for segment in revision.text.segments:
            if (segment.block, segment.key) == (anchor.block, anchor.key):
                return segment.text[: anchor.start], segment.text[anchor.end :]
    return anchor.prefix, anchor.suffix
