"""What changed for readers (and, beside it, for the desk), in the order in which it became true."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q


def new_event_id() -> str:
    """The name by which consumers know a change, wherever and however often they meet it."""
    return f"chg_{uuid.uuid4().hex}"


class Kind(models.TextChoices):
    """What may happen. A word before the dot is a family, by which may be asked too."""

    ARTICLE_PUBLISHED = "article.published", "A story came before readers, for the first time or again"
    ARTICLE_UPDATED = "article.updated", "Readers see another text of a story, or find it elsewhere"
    ARTICLE_CORRECTED = "article.corrected", "A correction of a story was published"
    ARTICLE_UNPUBLISHED = "article.unpublished", "A story was taken from readers"
    ARTICLE_EXPIRED = "article.expired", "A story’s time was over"
    ARTICLE_KILLED = "article.killed", "A story was withdrawn everywhere: take it down"
    CLAIM_PUBLISHED = "claim.published", "A verdict on a claim came before readers"
    CLAIM_CHANGED = "claim.changed", "Readers see another verdict on a claim"
    CLAIM_WITHDRAWN = "claim.withdrawn", "Readers see no verdict on a claim any more"
    ENTITY_PUBLISHED = "entity.published", "Readers meet an entity, for the first time or again"
    ENTITY_CHANGED = "entity.changed", "An editor decided on an entity that readers meet, or named it anew"
    ENTITY_MERGED = "entity.merged", "An entity went into another"
    ENTITY_REMOVED = "entity.removed", "Readers do not meet an entity any more"
    # For the desk alone.
    ARTICLE_SAVED = "article.saved", "A story has a new revision"
    CLAIM_PROPOSED = "claim.proposed", "A claim is new in the queue"
    CLAIM_MOVED = "claim.moved", "Something was done with a claim"

    @property
    def is_for_desk(self) -> bool:
        """Whether readers hear nothing of it."""
        return self in FOR_DESK

    @property
    def is_tombstone(self) -> bool:
        """Whether readers do not find the thing any more."""
        return self in TOMBSTONES


FOR_DESK = (Kind.ARTICLE_SAVED, Kind.CLAIM_PROPOSED, Kind.CLAIM_MOVED)
TOMBSTONES = (
    Kind.ARTICLE_UNPUBLISHED,
    Kind.ARTICLE_EXPIRED,
    Kind.ARTICLE_KILLED,
    Kind.CLAIM_WITHDRAWN,
    Kind.ENTITY_MERGED,
    Kind.ENTITY_REMOVED,
)
PUBLIC = tuple(kind for kind in Kind if kind not in FOR_DESK)
FAMILIES = tuple(dict.fromkeys(kind.partition(".")[0] for kind in PUBLIC))


class ChangeQuerySet(models.QuerySet["Change"]):
    def of(self, subject: str, subject_id: int) -> Self:
        """The changes of one thing."""
        return self.filter(subject=subject, subject_id=subject_id)

    def public(self) -> Self:
        """What readers may hear of."""
        return self.filter(is_public=True)

    def numbered(self) -> Self:
        """What has its place in the order already, in that order. Nothing comes before a row shown once."""
        return self.filter(number__isnull=False).order_by("number")

    def unnumbered(self) -> Self:
        """What waits for its number, in the order of writing."""
        return self.filter(number=None).order_by("pk")

    def of_types(self, types: list[str]) -> Self:
        """Changes of some kinds, or families of kinds; of all where none is named."""
        kinds = [kind for kind in Kind if kind in types or kind.partition(".")[0] in types]
        return self.filter(kind__in=kinds) if types else self

    def in_sections(self, slugs: list[str]) -> Self:
        """Changes of what stands or stood in some sections; of all where none is named."""
        wanted = Q()
        for slug in slugs:
            wanted |= Q(sections__contains=f",{slug},")
        return self.filter(wanted)


class Change(models.Model):
    """One change. Written in the transaction that makes it true; numbered after that is committed.

    Names and numbers only, no words of the story: what is said of it must not outlive an embargo or a kill.
    """

    event = models.CharField(max_length=40, unique=True, default=new_event_id)
    number = models.BigIntegerField(null=True, unique=True, help_text="Its place in the order, without gaps.")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    is_public = models.BooleanField()
    subject = models.CharField(max_length=10, help_text="The family of its kind.")
    subject_id = models.BigIntegerField()
    sections = models.CharField(max_length=255, blank=True, help_text="Slugs with a comma around each.")
    at = models.DateTimeField()
    data = models.JSONField(default=dict)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(number=None), name="change_unnumbered"),
            models.Index(fields=["number"], condition=Q(is_public=True), name="change_public"),
            models.Index(fields=["subject", "subject_id", "is_public", "-id"], name="change_of_thing"),
            models.Index(fields=["is_public", "at"], name="change_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.subject_id}"

    @property
    def is_tombstone(self) -> bool:
        """Whether readers do not find the thing any more."""
        return Kind(self.kind).is_tombstone

    @property
    def section_slugs(self) -> list[str]:
        """The sections that it concerns."""
        return [slug for slug in self.sections.split(",") if slug]


class Ledger(models.Model):
    """The one row that whoever gives out numbers holds: the last one given, and how far back is complete."""

    last = models.BigIntegerField(default=0)
    complete_from = models.BigIntegerField(
        default=0, help_text="Behind this number every change is kept; before it, the newest of each thing."
    )
