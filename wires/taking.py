"""The workers' side: take the items of a job in, one after another, each in a transaction of its own.

What has been done stands in the items' rows and nowhere else, so a worker that dies leaves all to the next.
One worker at a time is at a job: the items of one file, and those of one source id, come in in their order.
"""

import logging
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from articles.actions import wait_for_turn
from articles.copy import BadCopy, Credit, Story
from articles.importing import find_section
from articles.models import ArticlePage, Embargo, SectionPage
from articles.taking import Taken, explained, refused, take_in
from outbox.models import OutboxEvent
from wires import formats
from wires.actions import LONGEST_ID, refuse, story_row
from wires.events import ITEMS_DUE, STORY_WITHDRAWN
from wires.formats.releasing import Withdrawn
from wires.models import Item, Job

log = logging.getLogger(__name__)

AT_A_TIME = 20.0  # seconds for which one worker is at one job, before others get their turn
MOST_ATTEMPTS = 5
SUPERSEDED = "A newer version of it came in before its turn."
OUTRUN = "A newer version of it, number {}, came in before it."


class Busy(Exception):
    """The database was busy with something else; the outbox will ring again."""


def ring_unfinished() -> int:
    """Have workers go on with unfinished jobs of which nothing is owed to them any more; returns how many."""
    owed = set(OutboxEvent.objects.undone().filter(topic=ITEMS_DUE).values_list("key", flat=True))
    jobs = [pk for pk in Job.objects.unfinished().values_list("pk", flat=True) if str(pk) not in owed]
    for job_id in jobs:
        OutboxEvent.objects.record(ITEMS_DUE, job_id)
    return len(jobs)


def forget_old_jobs() -> int:
    """Let go of jobs that were finished long ago, with their items; the articles stay. Returns how many."""
    old = timezone.now() - timedelta(days=settings.NEWSROOM_KEEP_INGESTS_DAYS)
    return Job.objects.filter(finished_at__lt=old).delete()[1].get("wires.Job", 0)


def take_in_job(job_id: int) -> int:
    """Take in what waits of a job, for a while; returns the items that were settled or opened."""
    until, made = time.monotonic() + AT_A_TIME, 0
    begun = _count_attempt(job_id)
    while _take_next(job_id):
        made += 1
        if time.monotonic() > until:
            OutboxEvent.objects.record(ITEMS_DUE, job_id)
            break
    if begun:  # this worker lives, so the item has not killed it; another one may have been at it instead
        Item.objects.waiting().filter(pk=begun, attempts__gt=0).update(attempts=F("attempts") - 1)
    return made


@transaction.atomic
def _count_attempt(job_id: int) -> int | None:
    """A worker begins at the first that waits: one that has killed several of them is given up."""
    item = Item.objects.waiting().filter(job=job_id).first() if _hold(job_id) else None
    if item is None:
        return None
    item.attempts += 1
    if item.attempts > MOST_ATTEMPTS:
        refuse(item, "The work on it was broken off time and again. It is on record.", Item.Cause.BROKEN)
    item.save()
    return item.pk


def _hold(job_id: int) -> Job | None:
    """The job, ours until the transaction ends; None while another worker is at it."""
    held = Job.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=job_id)
    return held.select_related("by", "section").first()


def _take_next(job_id: int) -> bool:
    """Take in the first that waits; False where there is none, or another worker is at the job."""
    item = Item.objects.waiting().filter(job=job_id).first()
    found = _read(item) if item else []  # outside of the transaction: SQLite has one writer at a time
    with transaction.atomic():
        job = _hold(job_id)
        if job is None:
            return False
        if item is None:
            if not job.items.waiting().exists() and job.finished_at is None:
                job.finished_at = timezone.now()
                job.save(update_fields=["finished_at"])
            return False
        if not job.items.waiting().filter(pk=item.pk).exists():
            return True  # another worker was faster
        if len(found) > 1:
            _open(item, job, found)
        else:
            _settle(item, job, found[0])
        return True


def _read(item: Item) -> list[Story | BadCopy]:
    """The stories in a file; a BadCopy in the place of each that there is none of."""
    if item.story is not None:
        return [_story_of(item.story)]
    try:
        return formats.read(item.kind, bytes(item.data))
    except BadCopy as bad:
        return [bad]
    except Exception:
        log.exception("Item %s broke its reader", item.pk)
        return [BadCopy("broke the program that reads it. It is on record.")]


def _story_of(kept: dict[str, Any]) -> Story | Withdrawn:
    if "how" in kept:
        return Withdrawn(**kept)
    made = {"body": tuple(kept["body"]), "topics": tuple(kept["topics"])}
    return Story(**{**kept, **made, "bylines": tuple(Credit(**each) for each in kept["bylines"])})


def _open(item: Item, job: Job, found: list[Story | BadCopy]) -> None:
    """Give every story of a file a row of its own: the file's own row is the first one's."""
    place = {"position": item.position, "name": item.name, "kind": item.kind}
    rows = [story_row(job, each, part=part, **place) for part, each in enumerate(found, 1)]
    item.delete()
    Item.objects.bulk_create(rows, batch_size=200)


def _settle(item: Item, job: Job, story: Story | BadCopy) -> None:
    if isinstance(story, BadCopy):
        item.source_id = job.full_id(story.source_id)[:LONGEST_ID]
        refuse(item, f"This item {story}")
        if isinstance(story, Withdrawn):
            item.cause, item.version = story.how, story.version
            _wait_in(job.section)
            _lead_to_story(item, job)
        item.save()
        return
    try:
        with transaction.atomic():
            taken = _take_in(item, job, story)
    except Busy:
        raise
    except Exception:
        log.exception("Item %s broke", item.pk)
        taken = refused("Something broke on our side. It is on record.", "busy")
    if taken.article is None and taken.outcome == "refused":
        cause = {"rights": Item.Cause.RIGHTS, "busy": Item.Cause.BROKEN}.get(taken.cause, Item.Cause.COPY)
        refuse(item, taken.why, cause)
    else:
        item.state, item.article, item.why = taken.outcome, taken.article, taken.why
        item.data, item.story, item.settled_at = b"", None, timezone.now()
    item.save()
    if item.article:  # a withdrawal that had its turn before this one found nothing that it could lead to
        missed = Item.objects.withdrawals().filter(article=None).newer_than(item)
        for withdrawal in missed.select_related("job__by", "job__section").defer("data", "story"):
            _lead_to_story(withdrawal, withdrawal.job)
            withdrawal.save(update_fields=["article", "why"])


def _lead_to_story(item: Item, job: Job) -> None:
    """Point a withdrawal at the story that stands here, and have its desk told, unless it knows already.

    Whoever may not edit that story learns nothing of it, and troubles nobody. The caller saves the item.
    """
    known = _known(item.source_id)
    if known is None or job.by is None or not job.by.is_active or not _is_reached(job, job.section, known):
        return
    if not known.permissions_for_user(job.by).can_edit():
        return
    item.article = known
    if Item.objects.taken_in().newer_than(item).exists():
        item.why = f"{item.why} {SUPERSEDED}"
    elif not _was_said(item):
        OutboxEvent.objects.record(STORY_WITHDRAWN, item.pk)


def _was_said(item: Item) -> bool:
    """Whether the agency says again what it has said of the story as it stands."""
    same = Item.objects.withdrawals().filter(source_id=item.source_id, article=item.article)
    before = same.filter(cause=item.cause, version=item.version).exclude(pk=item.pk).order_by("pk").last()
    return before is not None and not Item.objects.taken_in().newer_than(before).exists()


def _take_in(item: Item, job: Job, story: Story) -> Taken:
    """Take one story in as the job's owner, within what the token led to."""
    if job.by is None or not job.by.is_active:
        return refused("The account that sent it is not active any more.", "rights")
    story = replace(story, source_id=job.full_id(story.source_id))
    if len(story.source_id) > LONGEST_ID:
        long = len(story.source_id)
        return refused(f"This item has a source_id of {long} characters; {LONGEST_ID} are allowed.")
    item.source_id, item.version = story.source_id, story.version
    try:
        section = find_section(story.section) if story.section else job.section
    except ValidationError as error:
        return refused(explained(error))
    if section is None:
        return refused("The section that it was sent to is gone. Send it to another.")
    item.section = section
    _wait_in(section)
    if not _is_reached(job, section, _known(story.source_id)):
        return refused("The token that it was sent with does not lead there.", "rights")
    if superseded := _superseded(item, job.by):
        return superseded
    taken = take_in(story, section=section, by=job.by, language=job.language)
    if taken.cause == "busy" and item.attempts < MOST_ATTEMPTS:
        raise Busy(taken.why)
    return taken


def _superseded(item: Item, by: User) -> Taken | None:
    """What is said of an item where a newer one was taken in before; nothing to whoever may not edit it."""
    if item.version and (known := _known(item.source_id)):
        # Two versions that were sent to two sections: the one waits for the other at their story.
        wait_for_turn(known.pk)
    newer = Item.objects.taken_in().newer_than(item).exclude(article=None).select_related("article").last()
    if newer is None or newer.article is None or not newer.article.permissions_for_user(by).can_edit():
        return None
    is_counted = newer.version > item.version > 0
    return Taken("unchanged", newer.article, OUTRUN.format(newer.version) if is_counted else SUPERSEDED)


def _known(source_id: str) -> ArticlePage | None:
    return ArticlePage.objects.filter(source_id=source_id).first() if source_id else None


def _wait_in(section: SectionPage | None) -> None:
    """Let items of one section go one after the other, until the transaction ends.

    What `import_story` locks too: of two versions the older one finds the newer, or comes before it.
    """
    if section:
        SectionPage.objects.select_for_update().get(pk=section.pk)


def _is_reached(job: Job, section: SectionPage | None, known: ArticlePage | None) -> bool:
    """Whether the token led to the section, and to the article that is known already."""
    if job.reach is None and job.may_reach_embargoed:
        return True
    if known and not job.may_reach_embargoed and Embargo.objects.filter(article=known).exists():
        return False
    if job.reach is None:
        return True
    paths = SectionPage.objects.filter(pk__in=job.reach).values_list("path", flat=True)
    wanted = [page.path for page in (section, known) if page]
    return all(any(path.startswith(start) for start in paths) for path in wanted)
