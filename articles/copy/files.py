"""Find and read the files that somebody names on a command line."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from articles.copy.story import BadCopy

STDIN = "-"
ENDINGS = (".txt", ".md", ".markdown", ".html", ".htm")


def expand(names: Iterable[str]) -> list[str]:
    """The files meant by names of files and folders; a folder's stories in alphabetical order.

    A folder without stories stays in the list, so that reading it says so.
    """
    files: list[str] = []
    for name in names:
        inside = _stories_under(name) if name != STDIN and os.path.isdir(name) else []
        files.extend(inside or [name])
    return files


def _stories_under(folder: str) -> list[str]:
    found = []
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(inner for inner in folders if not inner.startswith("."))
        stories = (file for file in sorted(files) if file.lower().endswith(ENDINGS))
        found += [os.path.join(where, file) for file in stories if not file.startswith(".")]
    return found


def read_file(name: str, *, most: int) -> bytes:
    """The bytes of a file, or of standard input for `-`; BadCopy when it cannot be read or is too large."""
    try:
        if name == STDIN:
            data = sys.stdin.buffer.read(most + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(most + 1)
    except FileNotFoundError as error:
        raise BadCopy("does not exist.") from error
    except IsADirectoryError as error:
        raise BadCopy(f"is a folder without stories ({', '.join(ENDINGS)}).") from error
    except PermissionError as error:
        raise BadCopy("may not be read. Ask its owner for the right.") from error
    except (OSError, ValueError) as error:
        raise BadCopy(f"cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    if len(data) > most:
        raise BadCopy(
            f"is larger than {most:,} bytes. Split it, or raise NEWSROOM_INGEST_MAX_BYTES (docs/settings.md)."
        )
    return data


def shown_name(name: str) -> str:
    """What to call a file in a message: its name, printable on any terminal."""
    return "standard input" if name == STDIN else os.fsencode(name).decode("utf-8", "backslashreplace")
