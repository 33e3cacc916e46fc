"""Operations that will go: said in the code once, told in every answer and in the OpenAPI document.

A view names them: `deprecations = {"GET": Deprecation(date(2027, 1, 4), date(2027, 7, 5), "Use /stories.")}`.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.http import http_date

NOTICE = timedelta(days=180)  # that programs have at least, from when it is said until it goes


@dataclass(frozen=True, slots=True)
class Deprecation:
    """From when an operation is deprecated, when it goes at the earliest, and what to use instead."""

    since: date
    until: date
    instead: str

    def __post_init__(self) -> None:
        if self.until - self.since < NOTICE:
            raise ValueError(f"Give programs {NOTICE.days} days: {self.since} to {self.until} are fewer.")

    def headers(self, page: str) -> dict[str, str]:
        """`Deprecation` (RFC 9745), `Sunset` (RFC 8594) and a link to the page that says more."""
        return {
            "Deprecation": f"@{_seconds(self.since)}",
            "Sunset": http_date(_seconds(self.until)),
            "Link": ", ".join(
                f'<{page}>; rel="{rel}"; type="text/html"' for rel in ("deprecation", "sunset")
            ),
        }

    def __str__(self) -> str:
        return f"**Deprecated** since {self.since}; it goes on {self.until} at the earliest. {self.instead}"


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
