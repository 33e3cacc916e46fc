"""Times as the desk tells them: by the reader's own clock, and by the newsroom's where the two differ."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

register = template.Library()


@register.inclusion_tag("desk/when.html")
def when(moment: datetime, form: str = "j M Y, H:i:s") -> dict[str, Any]:
    """A moment in the zone that is active, with the newsroom's clock beside it if that shows another time.

    `form` is Django's date format.
    """
    newsroom = timezone.get_default_timezone()
    here, there = timezone.localtime(moment), timezone.localtime(moment, newsroom)
    return {
        "moment": moment,
        "form": form,
        "there": there.replace(tzinfo=None) if here.utcoffset() != there.utcoffset() else None,
        "zone": str(newsroom),
        "is_other_day": here.date() != there.date(),
    }
