"""What readers were shown of an article, version by version, and what changed from one to the next.

A version is a publication; drafts between two publications are nobody's business.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.diff import BlockChange, diff, summary
from articles.models import ArticlePage, Publication
from newsroom.public.corrections import told_of

PER_PAGE = 20
# Parts of the content that stand outside the text: they are named, not compared word by word.
BESIDES = {
    "kicker": "the kicker",
    "dateline": "the dateline",
    "lead_image": "the lead picture",
    "lead_image_credit": "the picture credit",
    "lead_image_alt": "the picture’s description",
    "genre": "the genre",
    "bylines": "the bylines",
    "topics": "the topics",
    "source": "the source",
}


@dataclass(frozen=True, slots=True)
class Version:
    """One publication, with what it changed against the one before."""

    number: int
    publication: Publication
    before: Publication | None
    changes: tuple[BlockChange, ...]
    besides: tuple[str, ...]

    @property
    def words(self) -> tuple[int, int]:
        """How many words were added and removed."""
        return summary(self.changes)

    @property
    def is_same(self) -> bool:
        """Whether readers were shown the very same again."""
        return not self.besides and all(change.kind == "same" for change in self.changes)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring changes; a stretch of unchanged paragraphs is folded."""

    is_folded: bool
    changes: tuple[BlockChange, ...]


@require_safe
def article_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every published version of an article, the newest first, and its corrections."""
    article = get_object_or_404(ArticlePage.objects.visible(), pk=pk)
    publications = Publication.objects.of(article)
    page = Paginator(publications.reverse(), PER_PAGE).get_page(request.GET.get("page"))
    oldest = page.paginator.count - page.end_index()  # how many are older than the last one shown
    found = list(publications.select_related("revision")[max(oldest - 1, 0) : oldest + len(page.object_list)])
    start = 1 if oldest == 0 else oldest
    versions = [
        version(found[index - 1] if index else None, publication, start + index)
        for index, publication in enumerate(found)
        if start + index > oldest
    ]
    context = {
        "article": article,
        "listing": page,
        "versions": versions[::-1],
        "corrections": told_of(article.corrections.all(), list(publications)),
    }
    return render(request, "public/history.html", context)


@require_safe
def article_change(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Word by word what published version `number` changed against the one before."""
    article = get_object_or_404(ArticlePage.objects.visible(), pk=pk)
    publications = Publication.objects.of(article)
    pair = list(publications.select_related("revision")[max(number - 2, 0) : max(number, 0)])
    count = publications.count()
    if not 1 <= number <= count:
        raise Http404("There is no such version.")
    shown = version(pair[0] if number > 1 else None, pair[-1], number)
    context = {
        "article": article,
        "version": shown,
        "stretches": list(fold(shown.changes)),
        "earlier": number - 1,
        "later": number + 1 if number < count else None,
        "is_current": number == count,
    }
    return render(request, "public/change.html", context)


def version(before: Publication | None, publication: Publication, number: int) -> Version:
    """A publication beside the one before it. The first one changes nothing."""
    revision = publication.revision
    old = before.revision if before else revision
    return Version(
        number=number,
        publication=publication,
        before=before,
        changes=tuple(diff(old.text.segments, revision.text.segments)),
        besides=tuple(_besides(old.data, revision.data)),
    )


def _besides(old: dict[str, Any], new: dict[str, Any]) -> Iterable[str]:
    return [words for field, words in BESIDES.items() if old.get(field) != new.get(field)]


def fold(changes: Iterable[BlockChange]) -> Iterable[Stretch]:
    """The changes in stretches: what stayed the same apart from what did not."""
    group: list[BlockChange] = []
    for change in changes:
        if group and (group[0].kind == "same") != (change.kind == "same"):
            yield Stretch(group[0].kind == "same", tuple(group))
            group = []
        group.append(change)
    if group:
        yield Stretch(group[0].kind == "same", tuple(group))
