"""Take copy in: at once as rows, and then by workers, story by story."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from articles.copy import BadCopy, Story
from articles.models import SectionPage
from outbox.models import OutboxEvent
from wires import formats
from wires.events import ITEMS_DUE
from wires.formats.releasing import Withdrawn
from wires.models import Item, Job

LONGEST_ID = 255


@dataclass(frozen=True, slots=True)
class Sent:
    """One file as it was sent. `media_type` may be empty where its name tells the format."""

    data: bytes
    media_type: str = ""
    name: str = ""


@transaction.atomic
def begin_job(
    sent: Sequence[Sent],
    *,
    by: User,
    section: SectionPage,
    language: str = "en",
    wire: str = "",
    reach: Sequence[int] | None = None,
    may_reach_embargoed: bool = True,
) -> Job:
    """Put copy on record, to be taken in as drafts by the workers; returns before any of it is read.

    A file of an unknown format or of too many bytes is refused by itself. `wire` is set before every source
    id, so that two wires may use the same ones. `reach`: ids of the sections that a token led to. Raises
    PermissionDenied where `by` may not write in the section, ValidationError for nothing or too much at once.
    """
    if not sent:
        raise ValidationError("Nothing was sent. Send at least one item.")
    if len(sent) > settings.NEWSROOM_INGEST_MAX_ITEMS:
        raise ValidationError(
            f"{len(sent):,} items were sent, and {settings.NEWSROOM_INGEST_MAX_ITEMS:,} are taken at once. "
            "Send them in several requests."
        )
    job = _new_job(
        by=by,
        section=section,
        language=language,
        wire=wire,
        reach=None if reach is None else list(reach),
        may_reach_embargoed=may_reach_embargoed,
    )
    return _begun(job, [_row(job, position, each) for position, each in enumerate(sent, 1)])


@transaction.atomic
def begin_stories(
    found: Sequence[Story | BadCopy], *, by: User, section: SectionPage, language: str = "en", wire: str = ""
) -> Job:
    """Put stories that were read already on record, to be taken in like those of `begin_job`."""
    job = _new_job(by=by, section=section, language=language, wire=wire)
    return _begun(job, [story_row(job, each, position=position) for position, each in enumerate(found, 1)])


def _new_job(*, by: User, section: SectionPage, **values: Any) -> Job:
    if not section.permissions_for_user(by).can_add_subpage():
        raise PermissionDenied(f"You may not write in {section.title}. Ask its desk.")
    return Job.objects.create(by=by, section=section, **values)


def _begun(job: Job, rows: Sequence[Item]) -> Job:
    Item.objects.bulk_create(rows, batch_size=200)
    OutboxEvent.objects.record(ITEMS_DUE, job.pk)
    return job


def _row(job: Job, position: int, sent: Sent) -> Item:
    kind = formats.kind_of(sent.media_type, sent.name)
    row = Item(job=job, position=position, name=sent.name[:255], kind=kind, data=sent.data)
    most = settings.NEWSROOM_INGEST_MAX_BYTES
    if len(sent.data) > most:
        refuse(row, f"This item is larger than {most:,} bytes. Split it.")
    elif not kind:
        known = ", ".join(each.media_types[0] for each in formats.FORMATS.values())
        refuse(row, f"Nothing reads “{sent.media_type[:80]}” here. Send one of: {known}.")
    return row


def story_row(job: Job, found: Story | BadCopy, **place: Any) -> Item:
    """The unsaved row of a story that was read, or of the reason why there is none."""
    row = Item(job=job, **place)
    if isinstance(found, Withdrawn):  # when its turn comes, what stands before it may have come in
        row.story = {"how": found.how, "source_id": found.source_id, "version": found.version}
    elif isinstance(found, BadCopy):
        row.source_id = job.full_id(found.source_id)[:LONGEST_ID]
        refuse(row, f"This item {found}")
    else:
        row.story = asdict(found)
    return row


def refuse(item: Item, why: str, cause: str = Item.Cause.COPY) -> None:
    """Have an item say that it was not taken in, and why; the caller saves it."""
    item.state, item.cause, item.why = Item.State.REFUSED, cause, why
    item.data, item.story, item.settled_at = b"", None, timezone.now()
