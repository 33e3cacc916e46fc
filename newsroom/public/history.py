"""What readers were shown of an article, version by version, and what changed from one to the next.

A version is a publication; drafts between two publications are nobody's business.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.changes import READERS_SEE, Names, changed_fields
from articles.diff import BlockChange, compare, summary
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
    """One publication, with what it changed against the one before: words added, removed, and the rest."""

    number: int
    publication: Publication
    before: Publication | None
    added: int
    removed: int
    is_same: bool  # whether readers were shown the very same again
    besides: tuple[str, ...]


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
    before, publication = pair[0] if number > 1 else None, pair[-1]
    old, new = (before or publication).revision.data, publication.revision.data
    changes = compare(old, new)
    names = Names((old, new), changes, for_readers=True)
    context = {
        "article": article,
        "version": version(before, publication, number, changes),
        "stretches": list(fold(changes)),
        "fields": [field for field in changed_fields(old, new, names) if field.name in READERS_SEE],
        "names": names,
        "earlier": number - 1,
        "later": number + 1 if number < count else None,
        "is_current": number == count,
    }
    return render(request, "public/change.html", context)


def version(
    before: Publication | None,
    publication: Publication,
    number: int,
    changes: list[BlockChange] | None = None,
) -> Version:
    """A publication beside the one before it. The first one changes nothing."""
    revision = publication.revision
    old = before.revision if before else revision
    besides = tuple(_besides(old.data, revision.data))
    key = f"published-change:{old.content_digest}:{revision.content_digest}"
    # What was kept for ever never changes, so neither does what changed in it.
    found = cache.get(key)
    if found is None:
        changes = changes if changes is not None else compare(old.data, revision.data)
        found = (*summary(changes), all(change.kind == "same" for change in changes))
        cache.set(key, found, timeout=30 * 24 * 3600)
    added, removed, is_same = found
    return Version(number, publication, before, added, removed, is_same and not besides, besides)


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
