"""One moment by two clocks: the newsroom's, and beside it the user's where that differs."""

from datetime import datetime

from django.utils import timezone

from articles.times import newsroom_time


def both_times(moment: datetime | None) -> str:
    """ "Sat 28 Nov 2026, 17:00 CET", and "(16:00 GMT your time)" for whoever lives by another clock."""
    if moment is None:
        return ""
    ours = moment.astimezone(timezone.get_default_timezone())
    theirs = moment.astimezone(timezone.get_current_timezone())
    said = newsroom_time(moment)
    if ours.utcoffset() == theirs.utcoffset():
        return said
    form = "%H:%M %Z" if ours.date() == theirs.date() else "%a %-d %b, %H:%M %Z"
    return f"{said} ({theirs:{form}} your time)"
