"""Read prose: who and what a text names, and who is reported as saying what.

`read` is a function of the text and of the names that are known: no settings, no framework, no network; the
same always give the same reading. It accepts any string, takes time proportional to its length, and raises
nothing. A text that it does not read, for its language or its length, gets a reading that says so and finds
nothing.
"""

from collections.abc import Mapping

from extraction import languages, readers
from extraction.english import NOTHING_KNOWN, READER
from extraction.languages import HOUSE_LANGUAGE, detect
from extraction.names import key_of as name_key
from extraction.result import Attribution, Entity, Kind, Reader, Reading, Refusal, Span

LONGEST = 400_000  # code points: a book's worth; reading one more would keep a worker for minutes
TOO_LONG = Reader("none", f"over {LONGEST}")

__all__ = [
    "LONGEST",
    "READER",
    "Attribution",
    "Entity",
    "Kind",
    "Reader",
    "Reading",
    "Refusal",
    "Span",
    "detect",
    "name_key",
    "read",
    "reader_for",
    "readers_now",
    "warm_up",
]


def read(text: str, language: str | None = None, known: Mapping[str, Kind] = NOTHING_KNOWN) -> Reading:
    """Read one text in its language (None: detect it). Spans count code points of `text`.

    Paragraphs stand between blank lines. `known` are names an editor confirmed, by `name_key`, with their
    kinds. `Reading.refusal` tells why a text was not read.
    """
    language = language or detect(text)
    reader = readers.reader_of(language)
    if reader is None:
        return Reading(_no_reader(), language=language, refusal="no reader")
    if len(text) > LONGEST:
        return Reading(TOO_LONG, language=language, refusal="too long")
    return reader.read(text, known)


def reader_for(text: str, language: str) -> Reader:
    """What `read` signs its reading of a text with, told without reading it."""
    reader = readers.installed().get(language) or _no_reader()
    return TOO_LONG if language in readers.installed() and len(text) > LONGEST else reader


def readers_now() -> tuple[Reader, ...]:
    """Everything that may sign a reading today: whatever another signed is out of date."""
    return (*readers.installed().values(), _no_reader(), TOO_LONG)


def _no_reader() -> Reader:
    """Named by the languages that are read, so that one more has the texts refused so far read."""
    return Reader("none", "not " + ",".join(readers.installed()))


def warm_up() -> None:
    """Load what the newsroom's own language needs now rather than on the first reading."""
    languages.warm_up()
    if reader := readers.reader_of(HOUSE_LANGUAGE):
        reader.warm_up()
