"""Who and what stories are about. Readings propose entities; editors confirm, rename and reject them."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.text import slugify

from entities.likeness import LONGEST_KEY, filing_keys


class EntityQuerySet(models.QuerySet["Entity"]):
    def accepted(self) -> Self:
        """Proposed or confirmed: everything but what an editor rejected or found to be another."""
        return self.filter(state__in=[Entity.State.PROPOSED, Entity.State.CONFIRMED])

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
        MERGED = "merged", "merged into another"

    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    key = models.CharField(max_length=255, editable=False)
    slug = models.SlugField(max_length=80, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    description = models.CharField(max_length=255, blank=True)
    wikidata_id = models.CharField("Wikidata id", max_length=20, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged"
    )
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
                fields=["key", "kind"],
                condition=models.Q(state="proposed"),
                name="entity_proposed_once",
                violation_error_message="Another proposed entity has this name and kind. Merge the two.",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="entity_merged_into_one",
            ),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="entity_by_name"),
            models.Index(fields=["state", "name"], name="entity_state_name"),
            models.Index(fields=["kind", "name"], name="entity_kind_name"),
            models.Index(Lower("name"), name="entity_lower_name"),
            models.Index(fields=["wikidata_id"], condition=~Q(wikidata_id=""), name="entity_wikidata"),
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


class EntityAct(models.Model):
    """What was done with an entity, by whom and when, and how it stood before and after. Append-only.

    An act that takes another back names it in `undoes`; the one taken back stays on file.
    """

    append_only = True

    class Name(models.TextChoices):
        CONFIRM = "confirm", "confirmed it"
        REJECT = "reject", "rejected it"
        RENAME = "rename", "renamed it"
        KIND = "kind", "said what kind it is"
        ADD_ALIAS = "add_alias", "added a name"
        REMOVE_ALIAS = "remove_alias", "took a name away"
        IDENTIFY = "identify", "said what its identifier is"
        MERGE = "merge", "merged it into another"
        TAKE_IN = "take_in", "merged another into it"
        SPLIT = "split", "made another of some of its names"
        MAKE = "make", "made it of another’s names"
        UNDO = "undo", "took an act back"

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="acts")
    name = models.CharField(max_length=12, choices=Name.choices)
    other = models.ForeignKey(
        Entity, null=True, on_delete=models.PROTECT, related_name="+", help_text="The other one of two."
    )
    before = models.JSONField(help_text="Its values and names: see `entities.history.Snapshot`.")
    after = models.JSONField()
    handed_over = models.JSONField(default=dict, help_text="What went into the other one with it, by model.")
    undoes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="undone_by", editable=False
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty where the machine did it.",
    )

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["entity", "-id"], name="entity_act_newest")]

    def __str__(self) -> str:
        return f"{self.by or 'The machine'} {self.get_name_display()}"


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
        NameKey.objects.file([self])


class NameKeyManager(models.Manager["NameKey"]):
    def file(self, aliases: Iterable[Alias]) -> None:
        """Have these aliases' entities found by names like theirs. `Alias.save` asks for it itself."""
        rows = {
            (alias.entity_id, key) for alias in aliases for key in filing_keys(alias.name, alias.entity.kind)
        }
        self.bulk_create(
            [NameKey(entity_id=entity, key=key) for entity, key in sorted(rows)],
            ignore_conflicts=True,
            batch_size=500,
        )


class NameKey(models.Model):
    """Where an entity is found by names that are merely like its own: see `entities.likeness`."""

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="name_keys")
    key = models.CharField(max_length=LONGEST_KEY)

    objects = NameKeyManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "entity"], name="name_key_once")]

    def __str__(self) -> str:
        return self.key


class Answer(models.TextChoices):
    """What a person says to something the machine proposes."""

    PROPOSED = "proposed", "proposed"
    ACCEPTED = "accepted", "accepted"
    REFUSED = "refused", "refused"


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def open(self) -> Self:
        """Still to be answered, about entities that nobody rejected or merged meanwhile."""
        return self.filter(
            state=Answer.PROPOSED,
            entity__state__in=[Entity.State.PROPOSED, Entity.State.CONFIRMED],
            other__state=Entity.State.CONFIRMED,
        )

    def about(self, entity: Entity) -> Self:
        """Those that name an entity on either side, the likeliest first."""
        return self.filter(Q(entity=entity) | Q(other=entity)).order_by("-score", "pk")


class Suggestion(models.Model):
    """That `entity` may be the same as `other`, a confirmed one. Made once a pair, answered by a person."""

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="suggestions")
    other = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="suggested_for")
    score = models.FloatField()
    reason = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=Answer.choices, default=Answer.PROPOSED)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "other"], name="suggestion_once"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="suggestion_score_0_to_1"),
        ]
        indexes = [models.Index(fields=["other", "state"], name="suggestion_of_other")]

    def __str__(self) -> str:
        return f"{self.entity} may be {self.other} ({self.score:.2f})"


class AuthorityRecord(models.Model):
    """Somebody or something that a file from elsewhere knows by an identifier; nobody here has judged it."""

    identifier = models.CharField(max_length=20, unique=True)
    label = models.CharField(max_length=255)
    kind = models.CharField(max_length=20, choices=Entity.Kind.choices)
    description = models.CharField(max_length=255, blank=True)
    names = models.JSONField(default=list, help_text="The label and all other names.")

    def __str__(self) -> str:
        return f"{self.label} ({self.identifier})"


class AuthorityName(models.Model):
    """A name of an imported record, in the form in which names are compared."""

    record = models.ForeignKey(AuthorityRecord, on_delete=models.CASCADE, related_name="filed_names")
    key = models.CharField(max_length=255)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "record"], name="authority_name_once")]

    def __str__(self) -> str:
        return self.key


class Reconciliation(models.Model):
    """That somebody wants to know an entity's identifier, and when the last answer came."""

    entity = models.OneToOneField(Entity, on_delete=models.CASCADE, related_name="reconciliation")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(answered_at=None), name="reconciliation_unanswered")
        ]

    def __str__(self) -> str:
        return f"identifier of {self.entity}"


class Candidate(models.Model):
    """An identifier that may be an entity's. Only a person makes it so, or a setting that allows it."""

    class Origin(models.TextChoices):
        SERVICE = "service", "reconciliation service"
        FILE = "file", "imported file"

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="candidates")
    identifier = models.CharField(max_length=20)
    label = models.CharField(max_length=255)
    description = models.CharField(max_length=255, blank=True)
    types = models.CharField(max_length=255, blank=True)
    score = models.FloatField(help_text="As the service gives it, usually from 0 to 100.")
    is_match = models.BooleanField(default=False, help_text="The service itself is sure.")
    origin = models.CharField(max_length=10, choices=Origin.choices)
    state = models.CharField(max_length=10, choices=Answer.choices, default=Answer.PROPOSED)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [models.UniqueConstraint(fields=["entity", "identifier"], name="candidate_once")]

    def __str__(self) -> str:
        return f"{self.label} ({self.identifier}) for {self.entity}"


def alias_key(name: str) -> str:
    """The form in which names are compared: case folded, dots and outer space gone, inner space single."""
    return " ".join(name.replace(".", "").replace("’", "'").casefold().split())[:255]
