"""What came in: jobs, and the items that each is made of. And the feeds that some of it comes from."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from articles.models import ArticlePage, SectionPage


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> Self:
        """Those with items that are still to be taken in."""
        return self.filter(finished_at=None)

    def seen_by(self, user: Any, pages: Any) -> Self:
        """Those that somebody began, and those into sections among the `pages` that he may edit."""
        return self.filter(Q(by=user) | Q(section__in=pages))


class Job(models.Model):
    """Some copy that came in at once, and for whom it is taken in."""

    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    section = models.ForeignKey(
        SectionPage,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Where stories go that name none.",
    )
    language = models.CharField(max_length=12, default="en", help_text="Of stories that state none.")
    wire = models.CharField(max_length=60, blank=True, help_text="Stands before the ids of its items.")
    # What the token that began it was limited to.
    reach = models.JSONField(null=True, blank=True, help_text="Ids of sections; empty: all.")
    may_reach_embargoed = models.BooleanField(default=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["id"], condition=Q(finished_at=None), name="job_unfinished"),
            models.Index(fields=["finished_at"], name="job_by_age"),
        ]

    def __str__(self) -> str:
        return f"Ingest {self.pk}"

    def full_id(self, source_id: str) -> str:
        """What a story of this job is known by: its id with the wire before it."""
        return f"{self.wire}:{source_id}" if self.wire and source_id else source_id


class ItemQuerySet(models.QuerySet["Item"]):
    def waiting(self) -> Self:
        """Those still to be taken in, in their order."""
        return self.filter(state=Item.State.WAITING).order_by("position", "part")

    def in_want_of_somebody(self) -> Self:
        """Those that did not come in as they were sent."""
        return self.filter(state__in=[Item.State.REFUSED, Item.State.KEPT])

    def seen_by(self, user: Any, pages: Any) -> Self:
        """Of somebody else's jobs not those that name a section outside of the `pages` that he may edit."""
        return self.filter(Q(job__by=user) | Q(section=None) | Q(section__in=pages))

    def counts(self, jobs: Iterable[int]) -> dict[int, Counter[str]]:
        """How many items of each job are in each state. One query."""
        counted: dict[int, Counter[str]] = {pk: Counter() for pk in jobs}
        rows = self.filter(job__in=counted).order_by().values_list("job_id", "state")
        for job_id, state, number in rows.annotate(number=Count("pk")):
            counted[job_id][state] = number
        return counted

    def taken_in(self) -> Self:
        """Those of which something stands here, or would if it did not already."""
        return self.exclude(state__in=[Item.State.WAITING, Item.State.REFUSED])

    def withdrawals(self) -> Self:
        """Those by which an agency cancelled or withheld a story."""
        return self.filter(cause__in=[Item.Cause.CANCELLED, Item.Cause.WITHHELD])

    def newer_than(self, item: "Item") -> Self:
        """Those of the same id that are newer than an item, the newest last.

        The agency's version decides; where it is the same or not stated, what came in later is newer.
        """
        later = Q(job__gt=item.job_id) | Q(job=item.job_id, position__gt=item.position)
        newer = later
        if item.version:
            newer = Q(version__gt=item.version) | (later & Q(version__in=[0, item.version]))
        found = self.filter(newer, source_id=item.source_id)
        return found.order_by("version", "job", "position", "part")


class Item(models.Model):
    """One story of a job, or one file until it is read: a row from the moment that it came in.

    `data` is let go once it is settled.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        NEW = "new", "new"
        CHANGED = "changed", "changed"
        UNCHANGED = "unchanged", "unchanged"
        KEPT = "kept", "kept aside"
        REFUSED = "refused", "refused"

    class Cause(models.TextChoices):
        COPY = "copy", "the copy"
        RIGHTS = "rights", "a missing right"
        BROKEN = "broken", "us"
        CANCELLED = "cancelled", "its agency, which cancelled it"
        WITHHELD = "withheld", "its agency, which withholds it"

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField(help_text="Its file's place among what was sent, from 1.")
    part = models.PositiveIntegerField(default=1, help_text="Its place in a file of several stories, from 1.")
    name = models.CharField(max_length=255, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    data = models.BinaryField(default=b"")
    story = models.JSONField(null=True, blank=True, help_text="Of a file of several stories: this one.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Times that a worker began with it.")
    source_id = models.CharField(max_length=255, blank=True)
    version = models.PositiveBigIntegerField(default=0, help_text="By its agency's count; 0: not stated.")
    section = models.ForeignKey(SectionPage, null=True, on_delete=models.SET_NULL, related_name="+")
    article = models.ForeignKey(ArticlePage, null=True, on_delete=models.SET_NULL, related_name="+")
    cause = models.CharField(max_length=10, choices=Cause.choices, blank=True)
    why = models.TextField(blank=True, help_text="Why it was refused.")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "part"]
        constraints = [
            models.UniqueConstraint(fields=["job", "position", "part"], name="item_one_at_each_place")
        ]
        indexes = [
            models.Index(fields=["job", "state", "position", "part"], name="item_by_state"),
            models.Index(fields=["source_id"], name="item_by_source"),
        ]

    def __str__(self) -> str:
        return self.name or self.source_id or f"Item {self.position}"


class FeedQuerySet(models.QuerySet["Feed"]):
    def due(self, now: datetime) -> Self:
        """Those that are to be read by now."""
        return self.filter(next_poll_at__lte=now)

    def into(self, sections: Any) -> Self:
        """Those that bring stories into some sections."""
        return self.filter(section__in=sections)


class Feed(models.Model):
    """A feed of somebody else's, which is read again and again, and the section that its entries go to."""

    url = models.CharField("address", max_length=2000, unique=True)
    name = models.CharField(max_length=160, blank=True, help_text="What you call it.")
    section = models.ForeignKey(SectionPage, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=12, default="en", help_text="Of its entries.")
    minutes = models.PositiveSmallIntegerField(
        default=15, help_text="From one look to the next, while it brings something new."
    )
    is_active = models.BooleanField(default=True)
    off_reason = models.CharField(max_length=255, blank=True)
    is_untold = models.BooleanField(
        default=False, help_text="The machine switched it off, and nobody was told so far."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="With whose rights its stories come in: whoever added it or switched it on last.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    wire = models.CharField(max_length=60, help_text="Stands before the ids of its entries, for good.")
    title = models.CharField(max_length=160, blank=True, help_text="What it calls itself.")

    # What its server is told of what we have.
    found_at = models.CharField(max_length=4000, blank=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    seen = models.JSONField(
        default=dict, help_text="Digests of the entries that it had last, by their guids."
    )

    next_poll_at = models.DateTimeField(null=True, blank=True, help_text="Empty while it is off.")
    began_at = models.DateTimeField(null=True, blank=True, help_text="When a worker began to read it last.")
    polled_at = models.DateTimeField(null=True, blank=True, help_text="When that came to an end.")
    outcome = models.CharField(max_length=500, blank=True, help_text="What came of it, in words.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row.")
    failing_since = models.DateTimeField(null=True, blank=True)
    quiet = models.PositiveSmallIntegerField(default=0, help_text="Looks in a row that brought nothing new.")
    job = models.ForeignKey(
        Job,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The last time that it brought something.",
    )

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["next_poll_at"], condition=~Q(next_poll_at=None), name="feed_due"),
        ]

    def __str__(self) -> str:
        return self.name or self.title or self.url
