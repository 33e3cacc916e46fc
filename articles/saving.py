"""What is to be known of a save that is under way: its kind, and whether the indexes wait for its end.

Doors say so; whoever says nothing makes an explicit save that is indexed at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_kind: ContextVar[str | None] = ContextVar("kind_of_save", default=None)
_note: ContextVar[str] = ContextVar("note_of_save", default="")
_merged: ContextVar[Any] = ContextVar("draft_of_merge", default=None)
_indexes_wait: ContextVar[bool] = ContextVar("indexes_wait", default=False)


@contextmanager
def saving_as(kind: str, *, note: str = "", merged: Any = None) -> Iterator[None]:
    """Have every revision saved in this block frozen as `kind` (an `ArticleRevision.Kind`), with a note.

    `merged` is the `Draft` that it takes in.
    """
    token, note_token, merged_token = _kind.set(kind), _note.set(note), _merged.set(merged)
    try:
        yield
    finally:
        _merged.reset(merged_token)
        _kind.reset(token)
        _note.reset(note_token)


def current_kind() -> str | None:
    """The kind that the surrounding `saving_as` named, or None."""
    return _kind.get()


def current_note() -> str:
    """The note that the surrounding `saving_as` gave, or ""."""
    return _note.get()


def current_merged() -> Any:
    """The draft that the surrounding `saving_as` merges, or None."""
    return _merged.get()


@contextmanager
def indexing_later() -> Iterator[None]:
    """Save articles in this block without indexing or logging each save; the caller does both, once."""
    from wagtail.signal_handlers import disable_reference_index_auto_update  # needs all models loaded

    token = _indexes_wait.set(True)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        _indexes_wait.reset(token)


def indexes_wait() -> bool:
    """Whether the save stands in an `indexing_later` block."""
    return _indexes_wait.get()
