"""Have the whole newsroom's current texts read again, by workers, while they serve editors first.

What is owed stands in the outbox, a few stories at a time: whoever stops in between leaves nothing
half done, and whoever begins again goes on with what this reader has not read.
"""

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from annotations.actions import reader_ids
from annotations.events import REREADING_WANTED
from annotations.models import Attribution, Mention, Reading
from articles.models import ArticlePage, ArticleRevision, SectionPage
from outbox.models import OutboxEvent, OutboxQuerySet

CHUNK = 25  # stories owed in one transaction


def unread_by_this_reader(
    section: SectionPage | None = None, *, since: datetime | None = None, most: int | None = None
) -> list[tuple[int, str]]:
    """The current revisions (the newest, and the one that readers see) still unread by today's reader.

    Their ids with the digests of their texts, equal texts side by side. `since` leaves out revisions
    saved earlier; `most` cuts the list.
    """
    newest = ArticleRevision.objects.filter(article_id=OuterRef("article_id")).order_by("-number")
    current = Q(pk=Subquery(newest.values("pk")[:1])) | Q(
        pk__in=ArticleRevision.objects.readers_see().values("pk")
    )
    articles = ArticlePage.objects.descendant_of(section) if section else ArticlePage.objects.all()
    read = Reading.objects.filter(
        text_digest=OuterRef("text_digest"), reader__in=reader_ids(), state=Reading.State.DONE
    )
    revisions = ArticleRevision.objects.filter(
        current, ~Exists(read), article_id__in=articles.order_by().values("pk")
    )
    if since is not None:
        revisions = revisions.filter(created_at__gte=since)
    return list(revisions.order_by("text_digest", "pk").values_list("pk", "text_digest")[:most])


def chunks(wanted: Sequence[tuple[int, str]], size: int = CHUNK) -> Iterator[list[int]]:
    """The ids in portions of about `size`.

    Revisions of one text stay in one portion: once the text is read, a later run would pass them by.
    """
    chunk: list[int] = []
    for _, same in itertools.groupby(wanted, key=lambda pair: pair[1]):
        chunk += [pk for pk, _ in same]
        if len(chunk) >= size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


@transaction.atomic
def want(revision_ids: Sequence[int]) -> None:
    """Owe a reading of these revisions, all or none, on the bulk queue."""
    for pk in revision_ids:
        OutboxEvent.objects.record(REREADING_WANTED, pk)


def want_all_naming(entity_id: int) -> None:
    """Owe a reading of every current revision that names an entity; what was read is only linked anew."""
    naming = ArticleRevision.objects.filter(
        Exists(Mention.objects.filter(revision=OuterRef("pk"), entity=entity_id))
        | Exists(Attribution.objects.filter(revision=OuterRef("pk"), source_entity=entity_id))
    )
    for chunk in chunks(list(naming.order_by("text_digest", "pk").values_list("pk", "text_digest"))):
        want(chunk)


def owed() -> OutboxQuerySet:
    """The rereadings that workers have still to do."""
    return OutboxEvent.objects.undone().filter(topic=REREADING_WANTED)


def given_up(since: datetime) -> OutboxQuerySet:
    """The rereadings that failed for good since a moment."""
    return OutboxEvent.objects.failed().filter(topic=REREADING_WANTED, finished_at__gte=since)
