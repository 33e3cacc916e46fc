"""Tell whoever looks after webhooks that one was switched off."""

from django.conf import settings
from django.core.mail import send_mail

from accounts.models import User
from syndication.fanning import absolute
from syndication.models import Webhook


def tell_of_disabling(webhook_id: int) -> int:
    """Write to everybody with the right to change webhooks; returns to how many."""
    webhook = Webhook.objects.filter(pk=webhook_id, is_active=False).exclude(disabled_reason="").first()
    if webhook is None:
        return 0
    people = User.objects.with_perm(
        "syndication.change_webhook", backend="django.contrib.auth.backends.ModelBackend"
    )
    addresses = sorted({person.email for person in people.exclude(email="")})
    if addresses:
        send_mail(
            subject=f"[{settings.WAGTAIL_SITE_NAME}] No news is sent any more to {webhook}"[:200],
            message=(
                f"{webhook.url}\n\n{webhook.disabled_reason}\n\nLook into it, switch it on again and send "
                f"what it missed: {absolute(f'/desk/webhooks/{webhook.pk}/')}\n"
            ),
            from_email=settings.DEFAULT_FROM_EMAIL,
            recipient_list=addresses,
        )
    return len(addresses)
