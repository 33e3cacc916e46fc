"""People who work in the newsroom."""

from django.contrib.auth.models import AbstractUser
from django.db import models


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
