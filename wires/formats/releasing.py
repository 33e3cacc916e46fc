"""What an agency says of an item that bears on whether and how we take it in."""

from collections.abc import Iterable
from typing import Any, Literal

from articles.copy import BadCopy
from articles.copy.fields import GENRES

CANCELLED = ("canceled", "cancelled")
LONGEST_VERSION = 18  # digits, as many as the database counts with


WITHDRAWN = {
    "cancelled": "was cancelled by its agency, so nothing of it was taken in. If it stands here already, kill"
    " it or take it offline.",
    "withheld": "is withheld by its agency, so nothing of it was taken in. If it stands here already, keep it"
    " from readers until the agency sends it as usable.",
}


class Withdrawn(BadCopy):
    """An item that its agency cancelled or withholds; the story may stand here since an earlier version."""

    def __init__(
        self, how: Literal["cancelled", "withheld"], *, source_id: str = "", version: int = 0
    ) -> None:
        super().__init__(WITHDRAWN[how], source_id=source_id)
        self.how = how
        self.version = version


def require_usable(status: str, *, version: int = 0) -> None:
    """Raise BadCopy unless the publication status allows taking the item in; none is `usable`.

    Of what was cancelled or is withheld it is Withdrawn, with the version that says so.
    """
    word = status.rpartition(":")[2].lower()
    if word in CANCELLED:
        raise Withdrawn("cancelled", version=version)
    if word == "withheld":
        raise Withdrawn("withheld", version=version)
    if word not in ("", "usable"):
        raise BadCopy(f"has the publication status “{word[:40]}”. Send usable, withheld or canceled.")


def version(stated: Any) -> int:
    """The number of an item's version; 0 where what is stated is no whole number."""
    digits = str(stated).strip() if isinstance(stated, str | int) and not isinstance(stated, bool) else ""
    is_number = digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_VERSION
    return int(digits) if is_number else 0


def genre(names: Iterable[str]) -> str:
    """The first name that is a genre of ours; none where agencies file under others."""
    return next((word for name in names if (word := name.lower().replace(" ", "-")) in GENRES), "")
