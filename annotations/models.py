"""What the machine read in one text, and what editors said of it.

Readings, mentions and attributions may be recomputed at any time. A `Ruling` is a person's word:
it is append-only and outlives the rows that it was made on.
"""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from articles.models import ArticlePage, ArticleRevision
from entities.models import Entity
from extraction import LONGEST
from extraction.languages import name_of


def refusal_words(refusal: str, language: str) -> str:
    """“Written in Polish: no reader for it is installed.”; empty where nothing was refused."""
    if refusal == "too long":
        return f"Too long to read: at most {LONGEST:,} characters are. Cut the text into several stories."
    if refusal:
        return f"Written in {name_of(language)}: no reader for it is installed."
    return ""


def _newest_revision() -> Subquery:
    """The id of the newest revision of the article that a row's revision belongs to."""
    newest = ArticleRevision.objects.filter(article_id=OuterRef("revision__article_id")).order_by("-number")
    return Subquery(newest.values("pk")[:1])


class Reading(models.Model):
    """What one version of the reader found in one text, wherever and how often that text was saved."""

    class State(models.TextChoices):
        READING = "reading", "reading"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    class Refusal(models.TextChoices):
        NO_READER = "no reader", "no reader for its language"
        TOO_LONG = "too long", "too long to read"

    text_digest = models.CharField(max_length=64)
    reader = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    language = models.CharField(max_length=8, default="en", help_text="ISO 639-1; und where unknown.")
    refusal = models.CharField(
        max_length=12,
        blank=True,
        choices=Refusal.choices,
        help_text="Why nothing was read; empty where the text was.",
    )
    result = models.JSONField(null=True, help_text="The whole result, as `manage.py read --json` prints it.")
    error = models.TextField(blank=True)
    word_count = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(null=True, help_text="Time that the reader took for the text.")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text_digest", "reader"], name="text_read_once")]
        indexes = [models.Index(fields=["state", "-started_at"], name="reading_state_newest")]
        permissions = [("replay_reading", "Can have a failed reading tried again")]

    def __str__(self) -> str:
        return f"reading of {self.text_digest[:8]} by {self.reader} ({self.state})"

    @property
    def refusal_words(self) -> str:
        """Why nothing was read, for people; empty where the text was read."""
        return refusal_words(self.refusal, self.language)


class MentionQuerySet(models.QuerySet["Mention"]):
    def in_latest(self) -> Self:
        """Those in the newest frozen state of each article."""
        return self.filter(revision_id=_newest_revision())


class Mention(models.Model):
    """A span of a revision's text that names something. Offsets are code points of the whole text."""

    recomputable = True

    revision = models.ForeignKey(ArticleRevision, on_delete=models.CASCADE, related_name="mentions")
    entity = models.ForeignKey(Entity, null=True, on_delete=models.SET_NULL, related_name="mentions")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=255, help_text="The fullest name of the same thing in this text.")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.CharField(max_length=255)
    is_pronoun = models.BooleanField(default=False)

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["revision_id", "start"]
        indexes = [
            models.Index(fields=["revision", "start"], name="mention_in_order"),
            models.Index(fields=["entity", "revision"], name="mention_of_entity"),
        ]

    def __str__(self) -> str:
        return f"{self.text} ({self.kind})"


class Ruling(models.Model):
    """An editor's word on an attribution. The newest ruling on a `subject` counts.

    It carries the words it was made on (a W3C quote selector, block-relative offsets), so that it
    finds its place again in every later text.
    """

    append_only = True

    class Decision(models.TextChoices):
        CONFIRMED = "confirmed", "confirmed"
        DISMISSED = "dismissed", "dismissed"
        WITHDRAWN = "withdrawn", "withdrawn"

    subject = models.UUIDField(default=uuid.uuid4, db_index=True)
    article = models.ForeignKey(
        ArticlePage, on_delete=models.DO_NOTHING, db_constraint=False, related_name="rulings"
    )
    revision = models.ForeignKey(ArticleRevision, on_delete=models.PROTECT, related_name="rulings")
    decision = models.CharField(max_length=10, choices=Decision.choices)
    type = models.CharField(max_length=10)
    source_entity = models.ForeignKey(
        Entity, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    source_text = models.TextField(blank=True)
    cue_text = models.TextField(blank=True)
    block = models.CharField(max_length=64)
    key = models.CharField(max_length=64, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exact = models.TextField()
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    ruled_at = models.DateTimeField()
    ruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="rulings")

    class Meta:
        indexes = [models.Index(fields=["article", "subject", "-id"], name="ruling_newest")]

    def __str__(self) -> str:
        return f"{self.decision}: {self.exact[:60]}"


class AttributionQuerySet(models.QuerySet["Attribution"]):
    def in_latest(self) -> Self:
        """Those in the newest frozen state of each article."""
        return self.filter(revision_id=_newest_revision())

    def standing(self) -> Self:
        """Whatever no editor dismissed."""
        return self.exclude(status=Attribution.Status.DISMISSED)

    def by_source(self, entity: Entity) -> Self:
        """What one entity said."""
        return self.filter(source_entity=entity)


class Attribution(models.Model):
    """Reported speech in a revision's text: a source, a cue, the content.

    `source`, `cue` and `content` are lists of [start, end) pairs in code points of the whole text.
    `place` names the attribution across revisions as long as its words stay the same.
    """

    recomputable = True

    class Status(models.TextChoices):
        PROPOSED = "proposed", "proposed"
        CONFIRMED = "confirmed", "confirmed"
        DISMISSED = "dismissed", "dismissed"

    class Type(models.TextChoices):
        DIRECT = "direct", "direct"
        MIXED = "mixed", "mixed"
        INDIRECT = "indirect", "indirect"

    class Mode(models.TextChoices):
        SAID = "said", "said or written"
        THOUGHT = "thought", "thought or wanted"
        WITHHELD = "withheld", "expressly not said"

    revision = models.ForeignKey(ArticleRevision, on_delete=models.CASCADE, related_name="attributions")
    position = models.PositiveIntegerField()
    place = models.CharField(max_length=16)
    type = models.CharField(max_length=10, choices=Type.choices)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.SAID)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PROPOSED)
    ruling = models.ForeignKey(Ruling, null=True, on_delete=models.PROTECT, related_name="attributions")
    anchor_state = models.CharField(max_length=10, blank=True, help_text="What became of the ruled words.")
    confidence = models.FloatField()
    source_entity = models.ForeignKey(
        Entity, null=True, on_delete=models.SET_NULL, related_name="attributions"
    )
    source = models.JSONField(default=list)
    cue = models.JSONField(default=list)
    content = models.JSONField(default=list)
    source_text = models.TextField(blank=True)
    cue_text = models.TextField(blank=True)
    content_text = models.TextField()

    objects = AttributionQuerySet.as_manager()

    class Meta:
        ordering = ["revision_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "place"], name="attribution_place_once"),
            models.CheckConstraint(
                condition=Q(confidence__gte=0) & Q(confidence__lte=1), name="confidence_0_to_1"
            ),
        ]
        indexes = [models.Index(fields=["source_entity", "revision"], name="attribution_of_source")]
        permissions = [("rule_attribution", "Can confirm and dismiss attributions")]

    def __str__(self) -> str:
        return f"{self.source_text or 'nobody named'}: {self.content_text[:60]}"

    @property
    def hull(self) -> tuple[int, int]:
        """From the first to the last code point of the content."""
        return self.content[0][0], self.content[-1][1]

    @property
    def spans(self) -> dict[str, Any]:
        """All spans by part."""
        return {"source": self.source, "cue": self.cue, "content": self.content}
