"""The side panels of the editor: what was read in the story, and whether it may go out."""

from typing import Any

from django.forms import Media, Script
from django.urls import reverse
from wagtail.admin.ui.side_panels import BaseSidePanel


class ReadingSidePanel(BaseSidePanel):
    """An empty frame with the address to ask; `desk/reading_panel.js` fills it and keeps it up to date."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Toggle reading"
        icon_name = "reading"

    name = "reading"
    title = "Reading"
    template_name = "desk/reading_panel.html"
    order = 310

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        context["article_id"] = self.object.pk or ""
        # A new article has no id yet; the script puts it in the place of the 0 after the first save.
        context["reading_url"] = reverse("desk_reading", args=[0])
        return context

    @property
    def media(self) -> Media:
        return Media(
            js=[Script("desk/reading_panel.js", type="module")],  # type: ignore[list-item]  # the stubs know strings only
            css={"all": ["desk/reading_panel.css"]},
        )


class GateSidePanel(BaseSidePanel):
    """What stands in the way of publication, before anybody presses the button; `desk/gate_panel.js` asks."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Toggle whether it may go out"
        icon_name = "gate"
        counter_classname = "w-bg-critical-200"

    name = "gate"
    title = "May it go out?"
    template_name = "desk/gate/side_panel.html"
    order = 320

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        context["article_id"] = self.object.pk or ""
        context["gate_url"] = reverse("article_gate_answer", args=[0])
        return context

    @property
    def media(self) -> Media:
        return Media(
            js=[Script("desk/gate_panel.js", type="module")],  # type: ignore[list-item]  # the stubs know strings only
        )
