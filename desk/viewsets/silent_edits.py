"""Edits of published stories that changed facts without a correction: a listing, and a page to answer on."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from articles.models import ArticlePage, Publication, SectionPage, SilentEdit, SilentEditAnswer
from articles.silent_edits import answer_silent_edit
from desk.sections import Sections, articles_by_id, section_filter
from desk.viewsets.listing import ListingView, ListingViewSet, OpeningColumn, TemplateColumn
from desk.viewsets.page import ActingPage
from desk.words import word_changes

ANSWERS = [choice for choice in SilentEditAnswer.Says.choices if choice[0] != "correction"]


class SilentEditFilterSet(WagtailFilterSet):
    """What of them to show."""

    show = django_filters.ChoiceFilter(
        label="Show",
        method="narrow",
        choices=[("open", "Not answered yet"), ("answered", "Answered")],
        empty_label="All",
        widget=forms.RadioSelect,
    )
    section = section_filter()

    class Meta:
        model = SilentEdit
        fields: list[str] = []

    def narrow(self, edits: Any, name: str, value: str) -> Any:
        """By whether somebody answered."""
        return edits.filter(is_answered=value == "answered")

    def in_section(self, edits: Any, name: str, section: SectionPage) -> Any:
        """Of the stories of one section."""
        return edits.filter(article_id__in=ArticlePage.objects.descendant_of(section).values("pk"))


class SilentEditListingView(ListingView):
    """Those that nobody answered first, each part newest first."""

    page_title = "Edited without a word"
    default_ordering = ("is_answered", "-pk")
    empty_hint = (
        "When a published story changes a number, a name, a date or a quotation and no correction says so, "
        "the desk is asked here."
    )

    @property
    def verbose_name_plural(self) -> str:
        return "edits without a word"

    def get_base_queryset(self) -> QuerySet[SilentEdit]:
        answers = SilentEditAnswer.objects.filter(edit=OuterRef("pk"))
        return SilentEdit.objects.annotate(is_answered=Exists(answers)).prefetch_related("answers__by")

    def complete(self, rows: list[SilentEdit]) -> None:
        articles, sections = articles_by_id(row.article_id for row in rows), Sections()
        for row in rows:
            article = articles.get(row.article_id)
            section = sections.of(article) if article else None
            answer = next(iter(row.answers.all()), None)
            row.headline_now = article.get_admin_display_title() if article else "A deleted article"
            row.note = section.title if section else ""
            row.said = "; ".join(row.sentences[:3]) + (" …" if len(row.changes) > 3 else "")
            row.answer = answer.get_says_display() if answer else "Correction or not?"
            row.tone = "off" if answer else "warn"


class AnswerForm(forms.Form):
    """Why it is no correction."""

    says = forms.ChoiceField(
        label="Why it needs no correction",
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the answers."},
    )
    why = forms.CharField(
        label="A word to colleagues", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class SilentEditPage(ActingPage):
    """What changed, word by word, and the question."""

    model = SilentEdit
    template_name = "desk/silent_edits/edit.html"
    index_url_name = "silent_edits:index"
    index_label = "Edited without a word"
    header_icon = "edit"

    def get_base_object_queryset(self) -> Any:
        return SilentEdit.objects.select_related("before", "after").defer("before__content", "after__content")

    def get_page_title(self) -> str:
        return "Correction or not?"

    def forms(self) -> dict[str, type[forms.Form]]:
        return {"answer": AnswerForm}

    def submit(self, name: str, values: dict[str, Any]) -> str:
        answer_silent_edit(self.object, values["says"], why=values["why"], by=self.request.user)
        return "Noted: no correction. The answer stays on file with your name."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        edit, user = self.object, self.request.user
        article = ArticlePage.objects.filter(pk=edit.article_id).first()
        answers = list(edit.answers.select_related("by", "proposed"))
        may_answer = not answers and bool(article) and article.permissions_for_user(user).can_edit()
        return {
            **super().get_context_data(**kwargs),
            "edit": edit,
            "article": article,
            "changes": [
                {**change, "runs": word_changes(change["was"], change["now"])} for change in edit.changes
            ],
            "answers": answers,
            "may_answer": may_answer,
            "may_correct": may_answer and user.has_perm("articles.ask_correction"),
            "correction_url": correction_url(edit) if may_answer else "",
        }


def correction_url(edit: SilentEdit) -> str:
    """The form of a correction, with what changed in it."""
    wrong = Publication.objects.of(edit.article_id).filter(revision=edit.before_id).last()
    given = {
        "article": edit.article_id,
        "edit": edit.pk,
        "version": wrong.pk if wrong else "",
        "wrong": "\n".join(dict.fromkeys(change["was"] for change in edit.changes if change["was"])),
        "text": "\n".join(dict.fromkeys(change["now"] for change in edit.changes if change["now"])),
    }
    return f"{reverse('corrections:add')}?{urlencode(given)}"


class SilentEditViewSet(ListingViewSet):
    """Edits without a word in the menu."""

    model = SilentEdit
    name = "silent_edits"
    icon = "warning"
    menu_order = 231
    menu_label = "Silent edits"
    index_view_class = SilentEditListingView
    page_view_class = SilentEditPage
    filterset_class = SilentEditFilterSet
    list_display = [
        OpeningColumn("headline_now", "silent_edits:page", label="Article"),
        Column("said", label="What changed"),
        TemplateColumn("answer", "desk/columns/status.html", label="Answer"),
        DateColumn("published_at", label="Published", sort_key="published_at"),
    ]
