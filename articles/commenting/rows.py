"""No save of a story takes away a comment that its writer did not delete.

Wagtail gives a story only its open comments and, at every save, deletes whatever is not among them: resolved
ones, and those that a colleague wrote meanwhile. Here a save deletes what was taken out, writes what was
changed, and leaves the rest alone.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Model
from modelcluster.fields import ChildObjectsDescriptor

REPLIES = "replies"


@dataclass(slots=True)
class _Pending:
    """What is to be done at the next save."""

    written: list[Model] = field(default_factory=list)
    taken_out: set[int] = field(default_factory=set)


class KeptComments(ChildObjectsDescriptor):
    """A story's comments, in the place of the relation that the page has from Wagtail."""

    @cached_property
    def child_object_manager_cls(self) -> type:
        return _manager(super().child_object_manager_cls, self.rel.get_accessor_name())


def _manager(base: Any, relation: str) -> type:
    class Manager(base):
        @property
        def _pending(self) -> _Pending:
            return self.instance.__dict__.setdefault("_pending_comments", _Pending())

        def add(self, *items: Any) -> None:
            self._pending.written.extend(items)
            super().add(*items)

        def create(self, **fields: Any) -> Any:
            item = super().create(**fields)
            self._pending.written.append(item)
            return item

        def set(self, objs: Any, bulk: bool = True, clear: bool = False) -> None:
            items = list(objs)
            self._pending.written[:] = [item for item in items if item.pk is None]
            super().set(items, bulk=bulk, clear=clear)

        def remove(self, *items: Any) -> None:
            self._pending.taken_out.update(item.pk for item in items if item.pk)
            super().remove(*items)

        def commit(self) -> None:
            """Delete what was taken out, save what was changed."""
            if self.instance.pk is None or not self.is_deferring:
                return super().commit()
            pending = self.instance.__dict__.pop("_pending_comments", _Pending())
            items = self.instance._cluster_related_objects.pop(relation)
            if getattr(self.instance, "alias_of_id", None):
                return None  # Wagtail copies its original's at every publication; nobody discusses an alias
            if pending.taken_out:
                for comment in self.get_live_queryset().filter(pk__in=pending.taken_out):
                    comment.delete()
            self._save([item for item in items if any(item is each for each in pending.written)])

        def _save(self, written: list[Any]) -> None:
            """Whatever somebody deleted meanwhile stays deleted."""
            stored = [item.pk for item in written if not item._state.adding]
            left = set(self.get_live_queryset().filter(pk__in=stored).values_list("pk", flat=True))
            for item in written:
                if item._state.adding or item.pk in left:
                    item.page = self.instance
                    _keep_replies(item)
                    item.save(update_position=True)  # a draft is saved twice, the second time from the rows

    return Manager


def take_out_replies(comment: Any, replies: list[Any]) -> None:
    """Have the next save of a comment delete these of its replies."""
    comment.__dict__.setdefault("_replies_taken_out", set()).update(reply.pk for reply in replies)


def _keep_replies(comment: Any) -> None:
    """What a colleague replied meanwhile stays."""
    pending = getattr(comment, "_cluster_related_objects", {}).get(REPLIES)
    if pending is None or comment.pk is None:
        return
    known = {reply.pk for reply in pending} | comment.__dict__.pop("_replies_taken_out", set())
    pending.extend(
        type(comment).replies.rel.related_model.objects.filter(comment=comment).exclude(pk__in=known)
    )
