"""Changes in templates. The context has `names` (`articles.changes.Names`) of what is compared."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from articles import telling
from articles.diff import BlockChange, WordRun

register = template.Library()


@register.simple_tag(takes_context=True)
def told(context: dict[str, Any], runs: Iterable[WordRun], side: telling.Side = "both") -> SafeString:
    """The words with their changes; `hidden` in the context names the class for screen readers' words."""
    return telling.tell(runs, context["names"], side=side, hidden=context.get("hidden", ""))


@register.simple_tag(takes_context=True)
def details(context: dict[str, Any], change: BlockChange) -> list[telling.DetailTold]:
    """What no word tells of it."""
    return telling.details_of(change, context["names"])


@register.filter
def heading(change: BlockChange) -> str:
    """What became of it, in one phrase."""
    return telling.heading_of(change)


@register.filter
def of_side(change: BlockChange, side: str) -> Any:
    """The segment as it stands on a side."""
    return change.old if side == "old" and change.old else change.segment
