"""A story as it came in: what its file says, and nothing of where it will stand."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Self


class BadCopy(ValueError):
    """A file that cannot be taken in. The message completes "This file …" for whoever sent it.

    `source_id` is that of the item where a file holds several.
    """

    def __init__(self, message: str, *, source_id: str = "") -> None:
        super().__init__(message)
        self.source_id = source_id


@dataclass(frozen=True, slots=True)
class Credit:
    """One name of the byline, and what that person did (`articles.models.Byline.Role`)."""

    name: str
    role: str = "writer"


@dataclass(frozen=True, slots=True)
class Story:
    """One parsed story. `body` is StreamField data, `standfirst` rich text; both with deterministic ids."""

    headline: str
    body: tuple[dict[str, Any], ...]
    kicker: str = ""
    standfirst: str = ""
    bylines: tuple[Credit, ...] = ()
    dateline: str = ""
    section: str = ""  # a slug; "": whoever takes it in decides
    language: str = ""  # "": whoever takes it in decides
    topics: tuple[str, ...] = ()
    genre: str = "news"
    urgency: int = 5
    source: str = ""
    source_id: str = ""
    source_url: str = ""
    embargoed_until: str = ""  # RFC 3339, in UTC; before it no reader may see the story
    version: int = 0  # the number that its agency gave this state of it; 0: none stated

    def identified(self) -> Self:
        """The story with an id; the digest of all it says where its source gave it none."""
        if self.source_id:
            return self
        # What others decide is not said by the file; a language that it does not state counts as English.
        everything = asdict(self) | {"section": "", "language": self.language or "en"}
        del everything["embargoed_until"], everything["version"]  # the same story, sooner or later
        said = json.dumps(everything, sort_keys=True, ensure_ascii=False)
        return replace(self, source_id=f"sha256:{hashlib.sha256(said.encode()).hexdigest()}")
