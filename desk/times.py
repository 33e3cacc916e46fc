"""One moment by two clocks: the newsroom's, and beside it the user's where that differs."""

from datetime import datetime

from django.utils import timezone

from articles.times import newsroom_time


def both_hours(moment: datetime) -> str:
    """The same without the day where that goes without saying: "17:00 CET (11:00 EST your time)"."""
    return _with_theirs(f"{moment.astimezone(timezone.get_default_timezone()):%H:%M %Z}", moment)


def both_times(moment: datetime | None) -> str:
    """ "Sat 28 Nov 2026, 17:00 CET", and "(16:00 GMT your time)" for whoever lives by another clock."""
    return _with_theirs(newsroom_time(moment), moment) if moment else ""


def _with_theirs(said: str, moment: datetime) -> str:
    ours = moment.astimezone(timezone.get_default_timezone())
    theirs = moment.astimezone(timezone.get_current_timezone())
    if ours.utcoffset() == theirs.utcoffset():
        return said
    form = "%H:%M %Z" if ours.date() == theirs.date() else "%a %-d %b, %H:%M %Z"
    return f"{said} ({theirs:{form}} your time)"
