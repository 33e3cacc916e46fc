"""Tell whoever looks after a feed that the machine reads it no more."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from articles.desks import editors_of
from wires.models import Feed


@transaction.atomic
def tell_of_switching_off(feed_id: int) -> int:
    """Write to whoever leads a feed and to the editors of its section, once; returns to how many.

    Nobody hears of one that somebody has switched on again. A worker that dies between sending and noting it
    sends twice rather than never.
    """
    feed = Feed.objects.select_for_update().filter(pk=feed_id, is_active=False, is_untold=True).first()
    if feed is None:
        return 0
    people = {*editors_of(feed.section), *([feed.by] if feed.by and feed.by.is_active else [])}
    addresses = sorted({person.email for person in people if person.email})
    if addresses:
        page = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("feeds:page", args=[feed.pk])
        subject = f"[{settings.WAGTAIL_SITE_NAME}] This feed is read no more: {feed}"
        send_mail(
            subject=" ".join(subject.split())[:200],
            message=(
                f"{feed.url}\n\n{feed.off_reason}\n\nWhat was new in it came in for {feed.section.title}."
                f" Look into it, and switch it on again: {page}\n"
            ),
            from_email=settings.DEFAULT_FROM_EMAIL,
            recipient_list=addresses,
        )
    feed.is_untold = False
    feed.save(update_fields=["is_untold"])
    return len(addresses)
