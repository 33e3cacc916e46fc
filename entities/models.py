"""Who and what stories are about. Readings propose entities; editors confirm, rename and reject them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.text import slugify


class EntityQuerySet(models.QuerySet["Entity"]):
    def accepted(self) -> Self:
        """Proposed or confirmed: everything but what an editor rejected."""
        return self.exclude(state=Entity.State.REJECTED)

    def named_like(self, words: str) -> Self:
        """Entities with these words in their name or in one of their aliases, whatever the case."""
        key = alias_key(words)
        bearing = Alias.objects.filter(entity=OuterRef("pk"), key__contains=key)
        return self.filter(Q(key__contains=key) | Q(Exists(bearing)))


class Entity(models.Model):
    """A person, organisation, place or other thing that stories name."""

    class Kind(models.TextChoices):
        PERSON = "person", "person"
        ORGANISATION = "organisation", "organisation"
        PLACE = "place", "place"
        GROUP = "group", "nationality or group"
        EVENT = "event", "event"
        WORK = "work", "work"
        LAW = "law", "law"

    class State(models.TextChoices):
        PROPOSED = "proposed", "proposed"
        CONFIRMED = "confirmed", "confirmed"
        REJECTED = "rejected", "rejected"

    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    key = models.CharField(max_length=255, editable=False)
    slug = models.SlugField(max_length=80, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    description = models.CharField(max_length=255, blank=True)
    wikidata_id = models.CharField("Wikidata id", max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = EntityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entities"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "kind"], condition=models.Q(state="proposed"), name="entity_proposed_once"
            )
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="entity_by_name"),
            models.Index(fields=["state", "name"], name="entity_state_name"),
            models.Index(fields=["kind", "name"], name="entity_kind_name"),
            models.Index(Lower("name"), name="entity_lower_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.derive()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("entity", args=[self.pk, self.slug])

    def derive(self) -> Self:
        """Fill in what follows from the name. `save` does it; before a `bulk_create` it must be asked for."""
        self.key = alias_key(self.name)
        self.slug = slugify(self.name)[:80] or "entity"
        return self


class Alias(models.Model):
    """A name that an entity goes by. `key` is the form compared: see `alias_key`."""

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=255)
    key = models.CharField(max_length=255, editable=False)

    class Meta:
        verbose_name_plural = "aliases"
        constraints = [models.UniqueConstraint(fields=["entity", "key"], name="alias_once_per_entity")]
        indexes = [models.Index(fields=["key"], name="alias_key")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.key = alias_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


def alias_key(name: str) -> str:
    """The form in which names are compared: case folded, dots and outer space gone, inner space single."""
    return " ".join(name.replace(".", "").replace("’", "'").casefold().split())[:255]
