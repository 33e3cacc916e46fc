"""The side panels of the editor: plan, reading, whether it may go out, where its words come from, remarks."""

from typing import Any

from django.forms import Media, Script
from django.urls import reverse
from wagtail.admin.ui.side_panels import BaseSidePanel


class AskingSidePanel(BaseSidePanel):
    """An empty frame with the address to ask; the panel's own script fills it and keeps it up to date."""

    asked = ""  # the name of the address
    script = ""

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        # A new article has no id yet; the script puts it in the place of the 0 after the first save.
        ours = {"article_id": self.object.pk or "", "url": reverse(self.asked, args=[0])}
        return super().get_context_data(parent_context) | ours

    @property
    def media(self) -> Media:
        return Media(js=[Script(self.script, type="module")])  # type: ignore[list-item]  # the stubs know strings only


class ReadingSidePanel(AskingSidePanel):
    """Who and what the story names, who said what, and the claims that it makes."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Toggle reading"
        icon_name = "reading"

    name = "reading"
    title = "Reading"
    template_name = "desk/reading_panel.html"
    order = 310
    asked = "desk_reading"
    script = "desk/reading_panel.js"

    @property
    def media(self) -> Media:
        return super().media + Media(css={"all": ["desk/reading_panel.css"]})


class GateSidePanel(AskingSidePanel):
    """What stands in the way of publication, before anybody presses the button."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Toggle whether it may go out"
        icon_name = "gate"
        counter_classname = "w-bg-critical-200"

    name = "gate"
    title = "May it go out?"
    template_name = "desk/gate/side_panel.html"
    order = 320
    asked = "article_gate_answer"
    script = "desk/gate_panel.js"


class PlanSidePanel(AskingSidePanel):
    """How far the story is, whose it is, when and where it runs, and its embargo."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Toggle plan"
        icon_name = "date"

    name = "plan"
    title = "Plan"
    template_name = "desk/plan/side_panel.html"
    order = 300
    asked = "story_plan_panel"
    script = "desk/plan_panel.js"


class OriginSidePanel(AskingSidePanel):
    """When the sentence at the cursor appeared, who wrote it and what it said before."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Toggle when this appeared"
        icon_name = "user"

    name = "origin"
    title = "When did this appear?"
    template_name = "desk/origin_panel.html"
    order = 330
    asked = "article_origin_now"
    script = "desk/origin_panel.js"


class RemarksSidePanel(AskingSidePanel):
    """The comments that have lost their words, and those that were resolved."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Toggle lost and resolved comments"
        icon_name = "thumbtack-crossed"
        counter_classname = "w-bg-critical-200"

    name = "remarks"
    title = "Lost and resolved comments"
    template_name = "desk/remarks/side_panel.html"
    order = 340
    asked = "desk_remarks"
    script = "desk/remarks_panel.js"
