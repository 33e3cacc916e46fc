"""What stands in the way of a publication, by section; who published all the same; where context is given."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from articles.models import ArticlePage, ArticleRevision, SectionPage
from claims.models.claim import Claim
from claims.models.verdict import BEST

SHORTEST_REASON = 10  # characters of a reason to publish all the same


class GateQuerySet(models.QuerySet["Gate"]):
    def for_sections(self, sections: Iterable[SectionPage]) -> "Gate":
        """The rules for a text that stands in these sections: in each matter the strictest. One query.

        A section without rules of its own has the newsroom's; a newsroom that set none has those of `Gate()`.
        """
        ids = [section.pk for section in sections]
        found = {gate.section_id: gate for gate in self.filter(Q(section__in=ids) | Q(section=None))}
        common = found.pop(None, None) or Gate()
        return Gate.strictest([found.get(section_id, common) for section_id in ids] or [common])


class Gate(models.Model):
    """What stops a publication, and what is only said, in one section or wherever none says otherwise."""

    class Answer(models.TextChoices):
        OFF = "off", "Say nothing"
        WARN = "warn", "Warn"
        BLOCK = "block", "Block"

    section = models.ForeignKey(
        SectionPage,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="gates",
        help_text="Empty: every section that has no rules of its own.",
    )
    undecided = models.CharField(
        "while a claim is undecided",
        max_length=5,
        choices=Answer.choices,
        default=Answer.BLOCK,
        help_text="A claim that nobody has decided, or whose words changed since, stands in the text.",
    )
    priority = models.PositiveSmallIntegerField(
        "of this priority or above",
        choices=Claim.Priority.choices,
        default=Claim.Priority.HIGH,
        help_text="Undecided claims of lower priority are only mentioned.",
    )
    rated_false = models.CharField(
        "while a claim rated false stands without context",
        max_length=5,
        choices=Answer.choices,
        default=Answer.BLOCK,
        help_text="Context is a link to the claim’s page or its evidence in the paragraph or beside it, or a "
        "colleague’s word that the text gives it.",
    )
    false_up_to = models.PositiveSmallIntegerField(
        "false is a rating of up to",
        choices=[(value, str(value)) for value in range(1, BEST)],
        default=1,
        help_text="By the value in the scale of ratings: 1 is false, 5 is true.",
    )
    unnamed = models.CharField(
        "when a direct quotation has no named source",
        max_length=5,
        choices=Answer.choices,
        default=Answer.WARN,
    )
    unread = models.CharField(
        "while the text has not been read",
        max_length=5,
        choices=Answer.choices,
        default=Answer.WARN,
        help_text="Until then nobody knows which claims it makes.",
    )

    objects = GateQuerySet.as_manager()

    RULES = ("undecided", "rated_false", "unnamed", "unread")

    class Meta:
        verbose_name = "rules of publication"
        verbose_name_plural = "rules of publication"
        ordering = ["section__title", "pk"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("section", 0),
                name="one_gate_per_section",
                violation_error_message="There are rules for this already. Change those.",
            )
        ]
        permissions = [("override_gate", "Can publish although the rules of publication forbid it")]

    def __str__(self) -> str:
        return self.section.title if self.section else "Every other section"

    @classmethod
    def strictest(cls, gates: Iterable["Gate"]) -> "Gate":
        """An unsaved gate that stops whatever any of these stops. `gates` is not empty."""
        gates, order = list(gates), list(cls.Answer)
        answers: dict[str, Any] = {
            rule: max((getattr(gate, rule) for gate in gates), key=order.index) for rule in cls.RULES
        }
        blocking = [gate for gate in gates if gate.undecided == answers["undecided"]]
        return cls(
            **answers,
            priority=min(gate.priority for gate in blocking),
            false_up_to=max(gate.false_up_to for gate in gates if gate.rated_false == answers["rated_false"]),
        )

    @property
    def sentences(self) -> list[str]:
        """The rules in words, those that do something."""
        matters = {
            "undecided": f"while a claim of priority {self.get_priority_display()} or above is undecided",
            "rated_false": "while a claim rated false stands without context",
            "unnamed": "when a direct quotation has no named source",
            "unread": "while the text has not been read",
        }
        verbs = {self.Answer.BLOCK: "Block", self.Answer.WARN: "Warn"}
        ordered = sorted(
            self.RULES,
            key=lambda rule: (
                list(verbs).index(getattr(self, rule)) if getattr(self, rule) in verbs else len(verbs)
            ),
        )
        said = [
            f"{verbs[getattr(self, rule)]} {matters[rule]}."
            for rule in ordered
            if getattr(self, rule) in verbs
        ]
        return said or ["Off: nothing is asked before a publication."]


class GateOverride(models.Model):
    """Somebody let a story go out although the rules forbade it. Append-only.

    It holds for what stood in the way then, as long as those words stand: `keys` name it.
    """

    append_only = True

    article = models.ForeignKey(
        ArticlePage, on_delete=models.DO_NOTHING, db_constraint=False, related_name="gate_overrides"
    )
    revision = models.ForeignKey(ArticleRevision, on_delete=models.PROTECT, related_name="gate_overrides")
    reason = models.TextField(validators=[MinLengthValidator(SHORTEST_REASON)])
    keys = models.JSONField(help_text="What was let through, as `Objection.key` names it.")
    objections = models.JSONField(help_text="What stood in the way, in words.")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["article", "-id"], name="override_of_article")]

    def __str__(self) -> str:
        return f"{self.by}: {self.reason[:60]}"


class ContextNote(models.Model):
    """A person's word that the text around these words tells readers what was found, or not. Append-only."""

    append_only = True

    appearance = models.ForeignKey(
        "claims.Appearance", on_delete=models.PROTECT, related_name="context_notes"
    )
    exact = models.TextField(help_text="The words that were looked at.")
    is_given = models.BooleanField(default=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.by}: {'context is given' if self.is_given else 'no context'}"
