"""How we behave toward other people’s servers: who we say that we are, where we go, when we leave them be."""

import ssl
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from functools import cache

from django.conf import settings
from django.utils import timezone

from archive.addresses import Policy, networks
from archive.fetching import ACCEPT, Exchange, Fetcher

LONGEST_WISH = timedelta(days=1)  # that a server may ask to be left alone


def newsroom_fetcher(
    program: str = "NewsroomArchive", *, accept: str = ACCEPT, most_bytes: int | None = None
) -> Fetcher:
    """A fetcher within the limits of the settings, which says that it is this program."""
    return Fetcher(
        agent=_agent(program),
        accept=accept,
        # Reading and storing must fit into the lease as well.
        seconds=min(settings.NEWSROOM_ARCHIVE_TIMEOUT, settings.NEWSROOM_LEASE / 3),
        most_bytes=most_bytes or settings.NEWSROOM_ARCHIVE_MAX_BYTES,
        policy=policy(),
        tls=_tls(),
    )


def wish(last: Exchange) -> timedelta:
    """How long the server asks to be left alone (Retry-After): seconds or a date, a day at most."""
    after = last.header("retry-after").strip()
    if after.isdecimal():
        return min(timedelta(seconds=min(int(after[:9]), 10**6)), LONGEST_WISH)
    try:
        at = parsedate_to_datetime(after)
    except ValueError:
        return timedelta()
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(at - timezone.now(), timedelta()), LONGEST_WISH)


def policy() -> Policy:
    """Where we go, by the settings."""
    return Policy(
        ports=frozenset(settings.NEWSROOM_ARCHIVE_PORTS),
        refused=networks(settings.NEWSROOM_ARCHIVE_REFUSED),
        allowed=networks(settings.NEWSROOM_ARCHIVE_ALLOWED),
    )


def _agent(program: str) -> str:
    """Who asks and where to complain, in the ASCII that a header may have."""
    agent = f"{program}/1 ({settings.WAGTAIL_SITE_NAME}; +{settings.NEWSROOM_ARCHIVE_CONTACT})"
    return "".join(c for c in agent.encode("ascii", "replace").decode() if c.isprintable())


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
