"""Corrections: those on their way and those that readers were told, as a listing, and a page of each."""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from articles import corrections
from articles.models import ArticlePage, Correction, CorrectionRules, ProposedCorrection, SectionPage
from articles.models.corrections import put_right_in, version_numbers
from desk.sections import Sections, articles_by_id, section_filter
from desk.viewsets.correction_forms import IssueView, WordsForm
from desk.viewsets.gates import SentencesColumn
from desk.viewsets.listing import ListingView, ListingViewSet, OpeningColumn, TemplateColumn
from desk.viewsets.page import ActingPage

State = ProposedCorrection.State
CORRECTION_TONE: dict[str, str] = {
    State.ASKED: "warn",
    State.APPROVED: "calm",
    State.PUBLISHED: "good",
    State.REFUSED: "off",
    State.WITHDRAWN: "off",
}


class CorrectionFilterSet(WagtailFilterSet):
    """What of the corrections to show."""

    show = django_filters.ChoiceFilter(
        label="Show",
        method="narrow",
        choices=[
            ("open", "Not published yet"),
            ("approval", "Waiting for a managing editor"),
            ("published", "Published"),
            ("mine", "Asked for by me"),
        ],
        empty_label="All",
        widget=forms.RadioSelect,
    )
    kind = django_filters.MultipleChoiceFilter(
        label="Kind", choices=Correction.Kind.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    section = section_filter()

    class Meta:
        model = ProposedCorrection
        fields: list[str] = []

    def narrow(self, proposed: Any, name: str, value: str) -> Any:
        """By how far they are, or whose they are."""
        if value == "mine":
            return proposed.filter(asked_by=self.request.user)
        if value == "published":
            return proposed.filter(state=State.PUBLISHED)
        return proposed.open() if value == "open" else proposed.awaiting_approval()

    def in_section(self, proposed: Any, name: str, section: SectionPage) -> Any:
        """Of the stories of one section."""
        return proposed.filter(article_id__in=ArticlePage.objects.descendant_of(section).values("pk"))


class CorrectionListingView(ListingView):
    """Newest first."""

    default_ordering = ("-asked_at", "-pk")
    page_title = "Corrections"
    empty_hint = (
        "A correction is written here. Once it is published, it shows on the article's public page and in "
        "the list of all corrections."
    )

    @property
    def verbose_name_plural(self) -> str:
        return "corrections"

    def get_base_queryset(self) -> QuerySet[ProposedCorrection]:
        found = ProposedCorrection.objects.select_related("asked_by", "correction__issued_by", "revision")
        return found.defer("revision__content")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("articles.ask_correction"):
            return []
        return [HeaderButton("Write a correction", url=reverse("corrections:add"), icon_name="plus")]

    def complete(self, rows: list[ProposedCorrection]) -> None:
        articles, sections = articles_by_id(row.article_id for row in rows), Sections()
        for row in rows:
            article = articles.get(row.article_id)
            section = sections.of(article) if article else None
            row.headline_now = article.get_admin_display_title() if article else "A deleted article"
            row.note = f"{row.get_kind_display()}{f' · {section.title}' if section else ''}"
            row.tone = CORRECTION_TONE[row.state]


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(
        label="Why",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why, for the file and for whoever asked."},
    )


class CorrectionPage(ActingPage):
    """One correction: its words, what was done with it, and the next steps."""

    model = ProposedCorrection
    template_name = "desk/corrections/correction.html"
    index_url_name = "corrections:index"
    index_label = "Corrections"
    header_icon = "edit"

    def get_base_object_queryset(self) -> Any:
        return ProposedCorrection.objects.select_related("asked_by", "correction__issued_by", "revision")

    def acts(self) -> dict[str, Callable[[], str]]:
        return {
            "approve": self._approve,
            "publish": self._publish,
            "publish_both": lambda: self._publish(with_story=True),
        }

    def forms(self) -> dict[str, type[forms.Form]]:
        return {"reword": WordsForm, "refuse": WhyForm, "withdraw": WhyForm}

    def initial(self, name: str) -> dict[str, Any]:
        return dict(self.object.wording) if name == "reword" else {}

    def submit(self, name: str, values: dict[str, Any]) -> str:
        proposed, user = self.object, self.request.user
        if name == "reword":
            corrections.reword_correction(proposed, by=user, **values)
            return "Its words are changed. Where an approval is needed it has to be given again."
        if name == "refuse":
            corrections.refuse_correction(proposed, by=user, **values)
            return "It is refused, and whoever asked for it is told why."
        corrections.withdraw_correction(proposed, by=user, **values)
        return "It is withdrawn."

    def _approve(self) -> str:
        seen = {name: self.request.POST.get(f"seen-{name}", "") for name in ("kind", "wrong", "text")}
        seen = {name: words.replace("\r\n", "\n") for name, words in seen.items()}
        corrections.approve_correction(self.object, seen=seen, by=self.request.user)
        return "Approved. It can be published now."

    def _publish(self, *, with_story: bool = False) -> str:
        corrections.publish_correction(self.object, by=self.request.user, with_story=with_story)
        return "The correction is published. Readers see it on the article's page."

    def get_page_title(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proposed, user = self.object, self.request.user
        article = ArticlePage.objects.filter(pk=proposed.article_id).first()
        versions = version_numbers([proposed.article_id]).get(proposed.article_id, [])
        wrong_in = [n for n, each in enumerate(versions, 1) if each.revision_id == proposed.revision_id]
        is_open = proposed.is_open and article is not None
        edits = is_open and user.has_perm("articles.issue_correction")
        edits = edits and article.permissions_for_user(user).can_edit()
        approves = user.has_perm("articles.approve_correction")
        rules = CorrectionRules.objects.for_section(article.section) if article else None
        needs_approval = bool(rules and rules.needs_approval)
        return {
            **super().get_context_data(**kwargs),
            "proposed": proposed,
            "tone": CORRECTION_TONE[proposed.state],
            "article": article,
            "acts_done": proposed.acts.select_related("by"),
            "wrong_in": wrong_in[-1] if wrong_in else None,
            "right_in": proposed.correction and put_right_in(proposed.correction, versions),
            "claim": getattr(getattr(proposed, "concerns", None), "claim", None),
            "needs_approval": needs_approval,
            "can_approve": is_open and approves and needs_approval and proposed.state == State.ASKED,
            "can_publish": is_open and corrections.may_publish(proposed, article, user),
            "can_publish_both": bool(article and article.has_unpublished_changes and article.live)
            and article.permissions_for_user(user).can_publish(),
            "can_reword": is_open and (edits or proposed.asked_by_id == user.pk),
            "can_refuse": is_open and (edits or approves) and proposed.asked_by_id != user.pk,
            "can_withdraw": is_open and proposed.asked_by_id == user.pk,
        }


class CorrectionViewSet(ListingViewSet):
    """Corrections in the menu."""

    model = ProposedCorrection
    name = "corrections"
    icon = "edit"
    menu_order = 230
    menu_label = "Corrections"
    index_view_class = CorrectionListingView
    page_view_class = CorrectionPage
    filterset_class = CorrectionFilterSet
    search_fields = ["text", "wrong"]
    list_display = [
        OpeningColumn("headline_now", "corrections:page", label="Article"),
        Column("text", label="What is right"),
        TemplateColumn("state", "desk/columns/status.html", accessor="get_state_display", label="State"),
        Column("asked_by", label="Asked by", accessor="asked_by.display_name"),
        DateColumn("asked_at", label="Asked", sort_key="asked_at"),
    ]
    list_export = ["pk", "article_id", "get_kind_display", "wrong", "text", "state", "asked_by", "asked_at"]
    export_headings = {"pk": "Correction", "article_id": "Article", "get_kind_display": "Kind"}
    export_filename = "corrections"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("new/", IssueView.as_view(), name="add")]


class CorrectionRulesForm(WagtailAdminModelForm):
    """The section is chosen once; without one the rules are the newsroom's."""

    class Meta:
        model = CorrectionRules
        fields = ("section", "needs_approval", "place", "answer_days")
        widgets = {"place": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section = self.fields["section"]
        section.disabled = not self.instance._state.adding
        has_common = CorrectionRules.objects.filter(section=None).exclude(pk=self.instance.pk).exists()
        section.required = has_common
        section.empty_label = (
            "Choose a section" if has_common else "Every section that has no rules of its own"
        )
        taken = CorrectionRules.objects.exclude(pk=self.instance.pk).exclude(section=None)
        section.queryset = SectionPage.objects.exclude(pk__in=taken.values("section")).order_by("path")


class CorrectionRulesViewSet(ModelViewSet):
    """Rules of corrections, in the settings; with Wagtail's own forms."""

    model = CorrectionRules
    name = "correction_rules"
    icon = "edit"
    menu_label = "Rules of corrections"
    add_to_settings_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = [
        Column("section", accessor="__str__", label="Where"),
        SentencesColumn("sentences", label="Rules"),
    ]
    list_filter: list[str] = []
    ordering = ["section__path"]

    def get_form_class(self, for_update: bool = False) -> type[CorrectionRulesForm]:
        return CorrectionRulesForm
