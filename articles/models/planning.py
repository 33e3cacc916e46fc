"""How far a story is on its way to readers, whose it is, and where and when it is to run.

All of it stands beside the page: neither a save nor a publication of a text can change it.
"""

from collections.abc import Callable
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.models import AbstractGroupApprovalTask, TaskState

from accounts.models import User
from articles.models.history import ArticleRevision
from articles.models.pages import ArticlePage, SectionPage
from articles.models.stage import DONE, JUDGED, Stage


class StageTask(AbstractGroupApprovalTask):
    """One stage of a section's workflow, and the groups that decide at it."""

    stage = models.CharField(max_length=12, choices=[(each.value, each.label) for each in JUDGED])
    decide: Callable[..., None]  # the act, which `apps.py` puts here: Wagtail's doors call a task

    admin_form_fields = [*AbstractGroupApprovalTask.admin_form_fields, "stage"]
    admin_form_readonly_on_edit_fields = [
        *AbstractGroupApprovalTask.admin_form_readonly_on_edit_fields,
        "stage",
    ]

    class Meta:
        verbose_name = "stage"

    @classmethod
    def get_description(cls) -> str:
        return "A stage of the newsroom's way from draft to ready: desk, fact-check, copy or legal"

    def get_actions(self, obj: Any, user: User) -> list[tuple[str, str, bool]]:
        if not super().get_actions(obj, user):
            return []
        stage = self.get_stage_display()
        return [
            ("reject", "Ask for changes", True),
            ("approve", f"Approve ({stage})", False),
            ("approve", f"Approve ({stage}) with a comment", True),
        ]

    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> None:
        """Decide at this stage. Raises `articles.stages.StageRefused`; nothing is written then."""
        comment = kwargs.get("comment", "")
        type(self).decide(self, task_state, by=user, approves=action_name == "approve", comment=comment)


class SlotQuerySet(models.QuerySet["Slot"]):
    def on(self, *days: Any) -> Self:
        """Those of certain days, and those of every day."""
        return self.filter(Q(day=None) | Q(day__in=days))


class Slot(models.Model):
    """A place for a story in a section's day: "front page lead", "page 3", "online 17:00"."""

    section = models.ForeignKey(SectionPage, on_delete=models.CASCADE, related_name="slots")
    name = models.CharField(max_length=60)
    day = models.DateField(null=True, blank=True, help_text="Empty: every day.")
    at = models.TimeField("time", null=True, blank=True, help_text="By the newsroom's clock.")

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["section", models.F("at").asc(nulls_last=True), "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "name"], condition=Q(day=None), name="slot_of_every_day_once"
            ),
            models.UniqueConstraint(
                fields=["section", "name", "day"], condition=Q(day__isnull=False), name="slot_of_a_day_once"
            ),
        ]
        indexes = [models.Index(fields=["day"], name="slot_day")]

    def __str__(self) -> str:
        return f"{self.name}, {self.at:%H:%M}" if self.at else self.name


class StoryPlan(models.Model):
    """Stage, hands, due time and place of one story. One without is a draft, or published; in no hands."""

    class Priority(models.IntegerChoices):
        LOW = 1, "low"
        NORMAL = 2, "normal"
        HIGH = 3, "high"
        URGENT = 4, "urgent"

    article = models.OneToOneField(
        ArticlePage, primary_key=True, on_delete=models.CASCADE, related_name="plan"
    )
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.DRAFT)
    approved = models.ForeignKey(
        ArticleRevision,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The text with which it became ready.",
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stories_in_hand",
    )
    due_at = models.DateTimeField(null=True, blank=True, help_text="When it should be ready.")
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    day = models.DateField(null=True, blank=True, help_text="The newsroom's day that it is planned for.")
    slot = models.ForeignKey(Slot, null=True, blank=True, on_delete=models.SET_NULL, related_name="plans")
    word_target = models.PositiveIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(slot=None) | Q(day__isnull=False), name="slot_has_a_day")
        ]
        indexes = [
            models.Index(fields=["assignee", "due_at"], name="plan_in_hand"),
            models.Index(fields=["due_at"], name="plan_due"),
            models.Index(fields=["day", "slot"], name="plan_of_day"),
            models.Index(fields=["stage"], name="plan_stage"),
        ]
        permissions = [
            ("plan_story", "Can assign stories, plan them and set their due time"),
            ("skip_stage", "Can let a story skip a stage, for a reason"),
            ("set_stages", "Can say which stages and slots a section has"),
        ]

    def __str__(self) -> str:
        return f"plan of article {self.article_id}"

    @property
    def is_overdue(self) -> bool:
        """Due, and neither ready nor published."""
        return bool(self.due_at and self.due_at < timezone.now() and self.stage not in DONE)

    def clean(self) -> None:
        if self.slot and not self.day:
            raise ValidationError({"slot": "Choose a day for this slot, or no slot."})
        if self.slot and self.slot.day and self.slot.day != self.day:
            raise ValidationError({"slot": f"“{self.slot.name}” is a slot of {self.slot.day:%-d %B} only."})
