"""People who work in the newsroom, and the tokens by which their programs sign in."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from oauth2_provider.models import AbstractApplication
from wagtail.models import Page


class User(AbstractUser):
    """A person with an account. Whoever signed a revision or a verdict can be deactivated, never deleted."""

    class Layout(models.TextChoices):
        INLINE = "inline", "In one text"
        SIDE = "side", "Side by side"

    job_title = models.CharField(max_length=120, blank=True)
    comparison_layout = models.CharField(
        max_length=10, choices=Layout.choices, default=Layout.INLINE, help_text="How two revisions are shown."
    )

    @property
    def display_name(self) -> str:
        """The name that colleagues and readers see: the full name, or the user name where none is set."""
        return self.get_full_name() or self.get_username()

    def __str__(self) -> str:
        return self.display_name


class Limited(models.Model):
    """By which a program acts: within `scopes` and, if `is_limited`, within `sections` alone."""

    scopes = models.JSONField(default=list)
    is_limited = models.BooleanField(default=False, help_text="To its sections; with none left, to nothing.")
    sections: "models.ManyToManyField[Page, Any]" = models.ManyToManyField(
        "wagtailcore.Page", blank=True, related_name="+"
    )

    class Meta:
        abstract = True

    def limits(self) -> tuple[str, ...] | None:
        """The paths of its sections; None where nothing limits it. One query where something does."""
        return tuple(self.sections.values_list("path", flat=True)) if self.is_limited else None


class TokenQuerySet(models.QuerySet["Token"]):
    def in_force(self, now: datetime | None = None) -> Self:
        """Those that open a door: neither revoked nor expired, and their account is active."""
        now = now or timezone.now()
        lasting = Q(expires_at=None) | Q(expires_at__gt=now)
        return self.filter(lasting, revoked_at=None, user__is_active=True)


class Token(Limited):
    """By which a program acts for an account.

    Its text is shown once and never kept: `digest` is the SHA-256 of it, `hint` its last four characters.
    """

    class State(models.TextChoices):
        IN_FORCE = "in_force", "In force"
        ENDING = "ending", "Replaced, ends soon"
        EXPIRED = "expired", "Expired"
        REVOKED = "revoked", "Revoked"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80, help_text="What it is for, so that you know it again.")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    replaces = models.OneToOneField(
        "self", null=True, editable=False, on_delete=models.SET_NULL, related_name="replaced_by"
    )

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = [F("revoked_at").asc(nulls_first=True), "-created_at", "-pk"]
        permissions = [("manage_tokens", "Can make, replace and revoke everybody's API tokens")]
        indexes = [models.Index(fields=["user", "-created_at"], name="token_of_user")]

    def __str__(self) -> str:
        return f"{self.name} (nrt_…{self.hint})"

    @property
    def state(self) -> State:
        """How it stands now."""
        if self.revoked_at:
            return self.State.REVOKED
        if self.expires_at and self.expires_at <= timezone.now():
            return self.State.EXPIRED
        return self.State.ENDING if hasattr(self, "replaced_by") else self.State.IN_FORCE


class Client(Limited, AbstractApplication):
    """A program known to the OAuth server. It is given `scopes` at most, whatever it or a person asks for.

    With client credentials it acts for `user`, its own account; with a code for whoever agreed.
    """

    @property
    def acts_for_itself(self) -> bool:
        """Whether it signs in with its own secret alone, and nobody is asked."""
        return self.authorization_grant_type == self.GRANT_CLIENT_CREDENTIALS

    @property
    def keeps_a_secret(self) -> bool:
        """Whether it has one; an app or a web page has none."""
        return self.client_type == self.CLIENT_CONFIDENTIAL

    def redirect_uri_allowed(self, uri: str) -> bool:
        """Whether an answer may go there: to the very addresses on file, letter by letter (RFC 9700)."""
        return uri in self.redirect_uris.split()
