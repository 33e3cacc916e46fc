"""Who wants to hear which news. Apps fill it in their `apps.py`; nothing is stored."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.module_loading import import_string

Queue = Literal["interactive", "bulk", "archive"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """`handler` is the dotted path of a function that takes the event's key and may be called twice."""

    topic: str
    handler: str
    queue: Queue = "interactive"

    def load(self) -> Callable[[str], None]:
        """The handler itself."""
        return import_string(self.handler)


_by_topic: dict[str, dict[str, Subscription]] = defaultdict(dict)
_witnesses: dict[str, list[str]] = defaultdict(list)


def subscribe(topic: str, handler: str, *, queue: Queue = "interactive") -> None:
    """Have `handler(key)` called by a worker for every event of `topic`, at least once."""
    _by_topic[topic][handler] = Subscription(topic, handler, queue)


def subscribers(topic: str) -> list[Subscription]:
    """The subscriptions to a topic, in the order they were made."""
    return list(_by_topic.get(topic, {}).values())


def witness(topic: str, handler: str) -> None:
    """Have `handler(keys)` called within the transaction that records news of `topic`.

    For what must stand on file in the order of the changes themselves: what it raises undoes the change.
    """
    _witnesses[topic].append(handler)


def testify(topic: str, keys: Sequence[str]) -> None:
    """Call the witnesses of a topic, in the order in which they came."""
    for handler in _witnesses.get(topic, ()):
        import_string(handler)(keys)


def find(topic: str, handler: str) -> Subscription | None:
    """The subscription of one handler, or None when the code no longer has it."""
    return _by_topic.get(topic, {}).get(handler)
