"""What readers report as wrong: tickets with a state, a deadline and an answer."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from articles.models.corrections import ProposedCorrection
from articles.models.history import ArticleRevision
from articles.models.pages import ArticlePage, SectionPage


class RequestState(models.TextChoices):
    """How far a request is."""

    OPEN = "open", "open"
    IN_WORK = "in_work", "in work"
    ANSWERED = "answered", "answered"
    REJECTED = "rejected", "rejected"


class CorrectionRequestQuerySet(models.QuerySet["CorrectionRequest"]):
    def open(self) -> Self:
        """Those that still want an answer."""
        return self.filter(state__in=[RequestState.OPEN, RequestState.IN_WORK])

    def overdue(self) -> Self:
        """Still without an answer though it was due."""
        return self.open().filter(due_at__lt=timezone.now())

    def in_section(self, section: SectionPage) -> Self:
        """About the stories of one section."""
        return self.filter(article_id__in=ArticlePage.objects.descendant_of(section).order_by().values("pk"))


class CorrectionRequest(models.Model):
    """A reader's word that something is wrong in a published story.

    Who asked (`name`, `email`, `sender`) is for the answer alone, and is forgotten after a time
    (`articles.requests.forget_askers`); what was said and done stays.
    """

    State = RequestState

    article = models.ForeignKey(
        ArticlePage, on_delete=models.DO_NOTHING, db_constraint=False, related_name="correction_requests"
    )
    revision = models.ForeignKey(
        ArticleRevision, null=True, on_delete=models.PROTECT, related_name="correction_requests"
    )
    wrong = models.TextField(help_text="What is wrong, in the reader's words.")
    right = models.TextField(blank=True, help_text="What would be right, and how the reader knows.")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    sender = models.CharField(max_length=64, blank=True, help_text="A keyed digest of where it came from.")
    door = models.CharField(max_length=4, choices=[("form", "form"), ("api", "API")], default="form")
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True, help_text="When the answer was sent by e-mail.")
    proposed = models.ForeignKey(
        ProposedCorrection, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )

    objects = CorrectionRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [("answer_correctionrequest", "Can answer readers’ requests for correction")]
        indexes = [
            models.Index(fields=["state", "due_at"], name="request_due"),
            models.Index(fields=["article", "-id"], name="request_of_article"),
            models.Index(fields=["sender", "received_at"], condition=~Q(sender=""), name="request_sender"),
        ]

    def __str__(self) -> str:
        return self.wrong[:80]

    def get_absolute_url(self) -> str:
        """Its page at the desk."""
        return reverse("correction_requests:page", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it still wants an answer."""
        return self.state in (RequestState.OPEN, RequestState.IN_WORK)

    @property
    def is_overdue(self) -> bool:
        """Whether the answer is late."""
        return self.is_open and self.due_at < timezone.now()


class RequestAct(models.Model):
    """One step of a reader's request over the desk. Append-only; says nothing of who asked."""

    append_only = True

    class Name(models.TextChoices):
        RECEIVED = "received", "sent it"
        ASSIGNED = "assigned", "gave it to"
        CORRECTED = "corrected", "proposed a correction"
        ANSWERED = "answered", "answered"
        REJECTED = "rejected", "rejected it"
        REOPENED = "reopened", "opened it again"

    request = models.ForeignKey(CorrectionRequest, on_delete=models.PROTECT, related_name="acts")
    name = models.CharField(max_length=10, choices=Name.choices)
    words = models.TextField(blank=True, help_text="The answer, the reason, or to whom.")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty for the reader.",
    )

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["request", "id"], name="act_of_request")]

    def __str__(self) -> str:
        return f"{self.by or 'a reader'} {self.get_name_display()}"
