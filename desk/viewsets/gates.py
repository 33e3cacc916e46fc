"""The rules of publication, in words, in the settings: for the whole newsroom and for each section."""

from typing import Any

from django import forms
from django.db.models import Q
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from articles.models import SectionPage
from claims.models import Gate
from desk.words import as_options

QUESTIONS = {
    "undecided": "While a claim is undecided",
    "priority": "… of this priority or above",
    "rated_false": "While a claim rated false stands without context",
    "false_up_to": "… false being a rating of up to",
    "unnamed": "When a direct quotation has no named source",
    "unread": "While the text has not been read",
}


class GateForm(WagtailAdminModelForm):
    """One choice for each rule. The section is chosen once; without one the rules are the newsroom's."""

    class Meta:
        model = Gate
        fields = ("section", *QUESTIONS)
        labels = QUESTIONS
        widgets = dict.fromkeys(Gate.RULES, forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section = self.fields["section"]
        section.disabled = not self.instance._state.adding
        has_common = Gate.objects.filter(section=None).exclude(pk=self.instance.pk).exists()
        section.required = has_common
        section.help_text = "It has the newsroom’s rules until it has its own." if has_common else ""
        section.empty_label = (
            "Choose a section" if has_common else "Every section that has no rules of its own"
        )
        free = Q(gates=None) | Q(pk=self.instance.section_id)
        section.queryset = SectionPage.objects.filter(free).order_by("path")
        self.fields["priority"].choices = as_options(Gate._meta.get_field("priority").choices)


class SentencesColumn(Column):
    """The rules as sentences, one to a line."""

    cell_template_name = "desk/columns/sentences.html"


class GateViewSet(ModelViewSet):
    """The rules of every section that has its own, and of the rest; with Wagtail's own forms."""

    model = Gate
    name = "gates"
    icon = "gate"
    menu_label = "Rules of publication"
    add_to_settings_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = [
        Column("section", accessor="__str__", label="Where"),
        SentencesColumn("sentences", label="Rules"),
    ]
    list_filter: list[str] = []
    ordering = ["section__path"]

    def get_form_class(self, for_update: bool = False) -> type[GateForm]:
        return GateForm
