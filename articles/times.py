"""Moments in words, by the newsroom's own clock."""

from datetime import datetime

from django.utils import timezone


def newsroom_time(moment: datetime) -> str:
    """A moment by the newsroom's clock: "Sat 28 Nov 2026, 17:00 CET"."""
    return f"{moment.astimezone(timezone.get_default_timezone()):%a %-d %b %Y, %H:%M %Z}"
