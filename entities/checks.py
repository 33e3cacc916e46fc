"""Settings of linking and reconciliation that make no sense are refused at the start, by name."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from entities.likeness import ALIKE


def settings_make_sense(**kwargs: Any) -> list[CheckMessage]:
    """One error for each setting that cannot be meant, with the remedy as its hint."""
    faults: list[CheckMessage] = []
    if not ALIKE < settings.NEWSROOM_LINK_SURE <= 1:
        faults.append(
            Error(
                f"NEWSROOM_LINK_SURE is {settings.NEWSROOM_LINK_SURE:g}: names that only look alike would be "
                "linked without a person.",
                hint=f"Give a number above {ALIKE:g}, up to 1.",
                id="entities.E001",
            )
        )
    if not 0 < settings.NEWSROOM_LINK_MAYBE <= settings.NEWSROOM_LINK_SURE:
        faults.append(
            Error(
                f"NEWSROOM_LINK_MAYBE is {settings.NEWSROOM_LINK_MAYBE:g}.",
                hint="Give a number above 0, up to NEWSROOM_LINK_SURE.",
                id="entities.E002",
            )
        )
    url = settings.NEWSROOM_RECONCILIATION_URL
    if url and not url.startswith(("https://", "http://")):
        faults.append(
            Error(
                f"NEWSROOM_RECONCILIATION_URL is no web address: {url}",
                hint="Give the address of a reconciliation service, or leave it empty.",
                id="entities.E003",
            )
        )
    if url and not 0 < settings.NEWSROOM_RECONCILIATION_TIMEOUT < settings.NEWSROOM_LEASE / 2:
        faults.append(
            Error(
                f"NEWSROOM_RECONCILIATION_TIMEOUT is {settings.NEWSROOM_RECONCILIATION_TIMEOUT:g} seconds.",
                hint="Give a number above 0, below half of NEWSROOM_LEASE: each piece of work asks twice.",
                id="entities.E004",
            )
        )
    return faults
