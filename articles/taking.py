"""Take a story in and say what became of it: never an exception for what is wrong with the story.

What the command line, the API and feeds share. `importing` does the work and holds the rules.
"""

from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, OperationalError

from accounts.models import User
from articles.copy import Story
from articles.importing import Outcome, find_section, import_story
from articles.models import ArticlePage, SectionPage

Cause = Literal["", "copy", "rights", "busy"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one story. Where it was refused, `why` says what to do and `cause` what was at fault."""

    outcome: Outcome | Literal["refused"]
    article: ArticlePage | None = None
    why: str = ""
    cause: Cause = ""


def take_in(
    story: Story,
    *,
    section: SectionPage | None,
    by: User | None,
    publish: bool = False,
    language: str = "en",
) -> Taken:
    """Take a story in (`importing.import_story`), into the section that it names or else into `section`.

    `section` None: a story that names none goes where `find_section` says. Refusals leave nothing behind.
    """
    try:
        where = find_section(story.section) if story.section or section is None else section
        article, outcome = import_story(story, section=where, by=by, publish=publish, language=language)
    except ValidationError as error:
        return refused(explained(error))
    except PermissionDenied as error:
        return refused(str(error) or f"{by} lacks the right.", "rights")
    except (IntegrityError, OperationalError) as error:
        return refused(f"The database was busy with something else ({error}). Send it again.", "busy")
    return Taken(outcome, article)


def refused(why: str, cause: Cause = "copy") -> Taken:
    """That a story was not taken in."""
    return Taken("refused", why=why, cause=cause)


def explained(error: ValidationError) -> str:
    """The message with the names of the fields as a story's file calls them."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    names = {"title": "headline"}
    return " ".join(
        f"{names.get(field, field)}: {' '.join(messages)}" for field, messages in error.message_dict.items()
    )
