"""Settings of the archive that make no sense are refused at the start, by name."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from archive.addresses import networks


def settings_make_sense(**kwargs: Any) -> list[CheckMessage]:
    """One error for each setting that cannot be meant, with the remedy as its hint."""
    faults: list[CheckMessage] = []
    try:
        networks(settings.NEWSROOM_ARCHIVE_REFUSED)
    except ValueError as error:
        faults.append(
            Error(
                f"NEWSROOM_ARCHIVE_REFUSED names no network: {error}",
                hint="Give networks like 198.51.100.0/24, with commas between.",
                id="archive.E001",
            )
        )
    if not settings.NEWSROOM_ARCHIVE_PORTS or not all(0 < p < 65536 for p in settings.NEWSROOM_ARCHIVE_PORTS):
        faults.append(
            Error(
                f"NEWSROOM_ARCHIVE_PORTS is {settings.NEWSROOM_ARCHIVE_PORTS}.",
                hint="Give port numbers with commas between, as 80,443.",
                id="archive.E002",
            )
        )
    for number, name in enumerate(("TIMEOUT", "MAX_BYTES", "RECHECK"), start=3):
        if (value := getattr(settings, f"NEWSROOM_ARCHIVE_{name}")) <= 0:
            faults.append(
                Error(
                    f"NEWSROOM_ARCHIVE_{name} is {value:g}.",
                    hint="Give a number above 0, or leave it out.",
                    id=f"archive.E{number:03}",
                )
            )
    if settings.NEWSROOM_EVIDENCE_MAX_BYTES <= 0:
        faults.append(
            Error(
                f"NEWSROOM_EVIDENCE_MAX_BYTES is {settings.NEWSROOM_EVIDENCE_MAX_BYTES}.",
                hint="Give a number above 0, or leave it out.",
                id="archive.E006",
            )
        )
    return faults
