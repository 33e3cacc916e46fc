"""Addresses that are told of changes, and what was sent to them."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from syndication.models.change import Change, Kind


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def in_use(self) -> Self:
        """Those that are told of news."""
        return self.filter(is_active=True)

    def due(self, now: datetime) -> Self:
        """Those to which something should be sent now."""
        ready = Delivery.objects.filter(webhook=OuterRef("pk")).due(now)
        return self.in_use().filter(Q(held_until=None) | Q(held_until__lte=now)).filter(Exists(ready))


class Webhook(models.Model):
    """An address of somebody else’s, and of what it wants to hear."""

    url = models.CharField("address", max_length=2000)
    description = models.CharField(max_length=255, blank=True, help_text="Whose it is and what for.")
    types = models.JSONField(default=list, blank=True, help_text="Types or families; none: all there are.")
    sections = models.JSONField(default=list, blank=True, help_text="Slugs; none: all there are.")
    is_active = models.BooleanField(default=True)
    disabled_reason = models.CharField(max_length=255, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True, help_text="Empty while what is sent arrives.")
    held_until = models.DateTimeField(null=True, blank=True, help_text="It did not answer at all.")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.description or self.url

    def wants(self, change: Change) -> bool:
        """Whether it asked to be told of a change."""
        kind, sections = change.kind, change.section_slugs
        heard = not self.types or kind in self.types or kind.partition(".")[0] in self.types
        return heard and (not self.sections or not set(self.sections).isdisjoint(sections))


class Secret(models.Model):
    """What messages to a webhook are signed with. During a rotation there are two."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="secrets")
    value = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def open(self) -> Self:
        """Still to arrive."""
        return self.filter(state=Delivery.State.WAITING)

    def due(self, now: datetime) -> Self:
        """To be sent now: nobody is at it, and nothing before it about the same thing is still to arrive."""
        before = Delivery.objects.open().filter(
            webhook=OuterRef("webhook"), thing=OuterRef("thing"), pk__lt=OuterRef("pk")
        )
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        return self.open().filter(free, ~Exists(before), due_at__lte=now)


class Delivery(models.Model):
    """One message to one webhook. Those about one thing are sent in their order."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        DONE = "done", "arrived"
        FAILED = "failed", "given up"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40, help_text="The change’s id: consumers know by it what they have.")
    kind = models.CharField(max_length=20)
    thing = models.CharField(max_length=40, help_text="What it is about: article:7.")
    number = models.BigIntegerField(null=True, help_text="The change’s number.")
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    is_replay = models.BooleanField(default=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["webhook", "-id"], name="delivery_log"),
            models.Index(fields=["webhook", "state", "-id"], name="delivery_by_state"),
            models.Index(
                fields=["webhook", "thing", "id"], condition=Q(state="waiting"), name="delivery_order"
            ),
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="delivery_due"),
            models.Index(fields=["created_at"], name="delivery_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.webhook_id} ({self.state})"

    @property
    def label(self) -> str:
        """What it tells of, in words."""
        return str(Kind(self.kind).label) if self.kind in Kind.values else "A test"


class Attempt(models.Model):
    """One time that a message was sent, and what was answered."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    seconds = models.FloatField()
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(blank=True, help_text="Its first bytes.")
    error = models.CharField(max_length=500, blank=True)
    ip = models.CharField(max_length=45, blank=True)

    class Meta:
        ordering = ["pk"]


def log_of(deliveries: "models.QuerySet[Delivery]") -> "models.QuerySet[Delivery]":
    """With every attempt; one query more."""
    return deliveries.prefetch_related("log")
