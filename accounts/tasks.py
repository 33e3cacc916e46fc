"""What is done about accounts while nobody waits."""

from celery import shared_task
from oauth2_provider.models import clear_expired


@shared_task(name="accounts.forget_oauth_tokens")
def forget_oauth_tokens() -> None:
    """Delete OAuth codes and tokens whose time is over."""
    clear_expired()
