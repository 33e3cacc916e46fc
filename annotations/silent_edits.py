"""Look whether a publication changed numbers, names, dates or quotations without a correction."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.http import urlencode

from annotations.actions import best_reading
from articles.alterations import Alteration, alterations
from articles.gate import Objection
from articles.models import ArticlePage, ArticleRevision, Publication, SectionPage, SilentEdit
from articles.models.silent import change_words
from articles.silent_edits import ask_about, lines_of

TOLD = 3  # changes that are named before publication


def look(publication: Publication) -> SilentEdit | None:
    """Compare what was published with what readers saw before, and ask the desk where facts changed.

    May be called again, when the text was read meanwhile: of two states it is asked once.
    """
    earlier = Publication.objects.of(publication.article_id).filter(published_at__lt=publication.published_at)
    before = earlier.select_related("revision").last()
    if before is None or before.revision.text_digest == publication.revision.text_digest:
        return None
    found = altered(before.revision, publication.revision)
    return ask_about(before.revision, publication.revision, found, at=publication.published_at)


def look_again(revision: ArticleRevision) -> None:
    """A text was read: look once more where readers see it, now that its names are known."""
    newest = Publication.objects.of(revision.article_id).select_related("revision").last()
    if newest and newest.revision.text_digest == revision.text_digest:
        look(newest)


def altered(before: ArticleRevision, after: ArticleRevision) -> list[Alteration]:
    """The facts that differ between two states, by what was read in either."""
    names = names_read(before) | names_read(after)
    return alterations(lines_of(before.data), lines_of(after.data), names)


def names_read(revision: ArticleRevision) -> set[str]:
    """Every name as it stands in a text, as far as it was read."""
    reading = best_reading(revision.text_digest)
    entities = (reading.result or {}).get("entities", []) if reading else []
    return {mention["text"] for entity in entities for mention in entity["mentions"]}


def foresee(revision: ArticleRevision, sections: Sequence[SectionPage]) -> Iterator[Objection]:
    """What the desk will be asked once this text is published, and was asked before. Blocks nothing."""
    for edit in SilentEdit.objects.open().of(revision.article_id):
        yield Objection(
            key=f"silent:{edit.pk}",
            words=f"Published without a word to readers: {edit.sentences[0]}{_more(len(edit.changes) - 1)}.",
            remedy="Say whether it was a correction.",
            url=edit.get_absolute_url(),
            is_blocking=False,
        )
    live = ArticleRevision.objects.live_of(revision.article_id)
    if live is None or live.text_digest == revision.text_digest or not _is_seen(revision.article_id):
        return
    found = altered(live, revision)
    for alteration in found[:TOLD]:
        given: dict[str, str | int] = {
            "article": revision.article_id,
            "wrong": alteration.was,
            "text": alteration.now,
        }
        yield Objection(
            key=f"altered:{alteration.kind}:{alteration.old}:{alteration.new}",
            words=f"It changes what readers were told: {change_words(alteration.as_dict())}.",
            remedy="If that was wrong, write a correction; otherwise you will be asked about it.",
            url=f"{reverse('corrections:add')}?{urlencode(given)}",
            is_blocking=False,
        )
    if len(found) > TOLD:
        yield Objection(
            key="altered:more",
            words=f"It changes {len(found) - TOLD} more of the numbers, names, dates or quotations.",
            remedy="See “Revisions and changes”.",
            url=reverse("article_history", args=[revision.article_id]),
            is_blocking=False,
        )


def _is_seen(article_id: int) -> bool:
    return ArticlePage.objects.visible().filter(pk=article_id).exists()


def _more(count: int) -> str:
    return f", and {count} more" if count > 0 else ""
