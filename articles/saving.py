"""Which kind of save is under way. Doors say so; whoever says nothing makes an explicit save."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_kind: ContextVar[str | None] = ContextVar("kind_of_save", default=None)


@contextmanager
def saving_as(kind: str) -> Iterator[None]:
    """Have every revision saved in this block frozen as `kind` (an `ArticleRevision.Kind`)."""
    token = _kind.set(kind)
    try:
        yield
    finally:
        _kind.reset(token)


def current_kind() -> str | None:
    """The kind that the surrounding `saving_as` named, or None."""
    return _kind.get()
