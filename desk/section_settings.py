"""What a section asks of its stories: the stages that they pass, and the slots that there are for them."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from articles.desks import set_stages, tasks_of
from articles.models import JUDGED, SectionPage, Slot, Stage
from articles.planning import add_slot, remove_slot
from articles.stages import stage_of
from desk.viewsets.page import add_errors


class StagesForm(forms.Form):
    """Which stages are switched on; the desk always is."""

    stages = forms.MultipleChoiceField(
        label="Beside the desk, stories of this section pass",
        choices=[(each.value, each.label.capitalize()) for each in JUDGED if each != Stage.DESK],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Nobody publishes a story that has not passed them, unless it is let through for a reason.",
    )


class SlotForm(forms.Form):
    """A new place in the section’s day."""

    name = forms.CharField(
        max_length=60,
        help_text="As in “front page lead”, “page 3” or “online”.",
        error_messages={"required": "Give the slot a name."},
    )
    at = forms.TimeField(
        label="Time",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text="By the newsroom’s clock, where it has one.",
    )
    day = forms.DateField(
        label="Only on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Leave it empty for a slot of every day.",
    )


class SectionSettings(WagtailAdminTemplateMixin, TemplateView):
    """Stages for managing editors, slots for the section’s own editors, and who decides at each stage."""

    template_name = "desk/plan/section.html"
    header_icon = "cogs"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.section = get_object_or_404(SectionPage, pk=kwargs["section_id"])
        self.may_set = request.user.has_perm("articles.set_stages")
        rights = self.section.permissions_for_user(request.user)
        self.may_slot = request.user.has_perm("articles.plan_story") and rights.can_publish_subpage()
        if not (self.may_set or self.may_slot):
            raise PermissionDenied

    def get_page_title(self) -> str:
        return f"Stages and slots of {self.section.title}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("planning"), "label": "Planning"},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tasks = [(stage_of(task), task) for task in tasks_of(self.section)]
        slots = Slot.objects.filter(section=self.section).on()
        later = Slot.objects.filter(section=self.section, day__gte=timezone.localdate())
        context = {
            "section": self.section,
            "stages": [
                {"label": stage.label, "groups": [group.name for group in task.specific.groups.all()]}
                for stage, task in tasks
            ],
            "slots": [*slots, *later],
            "may_set": self.may_set,
            "may_slot": self.may_slot,
            "stages_form": StagesForm(
                initial={"stages": [stage.value for stage, _ in tasks]}, prefix="stages"
            ),
            "slot_form": SlotForm(prefix="slot"),
        }
        return {**super().get_context_data(**kwargs), **context, **kwargs}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        acts = {"stages": self._set_stages, "slot": self._add_slot, "remove": self._remove}
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            messages.error(request, "That button is not known here. Reload the page and try again.")
            return redirect(request.path)
        try:
            return act()
        except PermissionDenied as refusal:
            messages.error(request, str(refusal))
        return redirect(request.path)

    def _set_stages(self) -> HttpResponse:
        form = StagesForm(self.request.POST, prefix="stages")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(stages_form=form), status=422)
        set_stages(self.section, form.cleaned_data["stages"], by=self.request.user)
        messages.success(
            self.request, "Saved. Stories that wait at a stage now stay there until it is decided."
        )
        return redirect(self.request.path)

    def _add_slot(self) -> HttpResponse:
        form = SlotForm(self.request.POST, prefix="slot")
        if form.is_valid():
            try:
                slot = add_slot(self.section, **form.cleaned_data, by=self.request.user)
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(self.request, f"{self.section.title} has the slot “{slot}”.")
                return redirect(self.request.path)
        return self.render_to_response(self.get_context_data(slot_form=form), status=422)

    def _remove(self) -> HttpResponse:
        number = self.request.POST.get("slot", "")
        slot = Slot.objects.filter(section=self.section, pk=int(number) if number.isdecimal() else 0).first()
        if slot is None:
            messages.error(self.request, "That slot is gone already.")
        else:
            remove_slot(slot, by=self.request.user)
            messages.success(self.request, f"“{slot}” is gone. Its stories keep their day.")
        return redirect(self.request.path)
