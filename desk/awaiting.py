"""One panel of the home page: a short list of what awaits somebody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wagtail.admin.ui.components import Component

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a panel."""

    text: str
    url: str
    note: str = ""
    at: datetime | None = None
    status: str = ""
    tone: str = ""


@dataclass
class AwaitingPanel(Component):
    """A short list of what awaits somebody, or a kind word where nothing does."""

    heading: str
    icon: str
    empty: str
    more_url: str
    items: Callable[[], list[Item]]
    more: str = "See all"
    order: int = 100
    name: str = field(default="", kw_only=True)
    template_name = "desk/home/panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        items = self.items()
        return {"panel": self, "items": items[:SHOWN], "has_more": len(items) > SHOWN}
