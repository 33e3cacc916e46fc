"""Who may do what to a comment."""

from typing import Any

DELETE = "wagtailcore.delete_comment"
REMEDY = "Only whoever wrote a comment may delete it. Resolve it, or ask a managing editor to delete it."


def may_delete(user: Any, author_id: int | None) -> bool:
    """Whether somebody may delete what `author_id` wrote: its author, and managing editors."""
    return bool(user.pk == author_id or user.has_perm(DELETE))
