"""Corrections: what readers were told was wrong, and the form that tells them."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminPageChooser
from wagtail.admin.widgets.button import HeaderButton

from articles.actions import issue_correction
from articles.models import ArticlePage, Correction, SectionPage
from desk.sections import Sections, articles_by_id, section_filter
from desk.viewsets.listing import ListingView, ListingViewSet, OpeningColumn
from desk.viewsets.page import add_errors


class CorrectionFilterSet(WagtailFilterSet):
    """What of the corrections to show."""

    kind = django_filters.MultipleChoiceFilter(
        label="Kind", choices=Correction.Kind.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    section = section_filter()

    class Meta:
        model = Correction
        fields: list[str] = []

    def in_section(self, corrections: Any, name: str, section: SectionPage) -> Any:
        """Of the stories of one section."""
        return corrections.filter(article_id__in=ArticlePage.objects.descendant_of(section).values("pk"))


class CorrectionListingView(ListingView):
    """Newest first."""

    default_ordering = ("-issued_at", "-pk")
    empty_hint = "A correction is issued here, and shows at once on the article's public page."

    def get_base_queryset(self) -> QuerySet[Correction]:
        return Correction.objects.select_related("issued_by", "revision").defer("revision__content")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("articles.issue_correction"):
            return []
        return [HeaderButton("Issue a correction", url=reverse("corrections:add"), icon_name="plus")]

    def complete(self, rows: list[Correction]) -> None:
        articles, sections = articles_by_id(row.article_id for row in rows), Sections()
        for row in rows:
            article = articles.get(row.article_id)
            section = sections.of(article) if article else None
            row.headline_now = article.get_admin_display_title() if article else "A deleted article"
            row.note = " · ".join(
                [
                    *([section.title] if section else []),
                    *([f"revision {row.revision.number}"] if row.revision else []),
                ]
            )


class ArticleChooser(AdminPageChooser):
    """Wagtail's page chooser; an article that is not there shows as nothing chosen, not as an error."""

    def get_instance(self, value: Any) -> Any:
        try:
            return super().get_instance(value)
        except (ObjectDoesNotExist, OverflowError, ValueError):
            return None


class CorrectionForm(forms.Form):
    """What was wrong, where."""

    article = forms.ModelChoiceField(
        queryset=ArticlePage.objects.all(),
        to_field_name="id",
        widget=ArticleChooser(target_models=[ArticlePage]),
        help_text="The published article that readers saw.",
        error_messages={"required": "Choose the article that was wrong."},
    )
    kind = forms.ChoiceField(choices=Correction.Kind.choices, initial=Correction.Kind.CORRECTION)
    text = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What was wrong and what is right, in words for readers.",
        error_messages={"required": "Say what was wrong and what is right."},
    )


class IssueView(WagtailAdminTemplateMixin, FormView):
    """The form. A correction cannot be taken back, so it says what it will do."""

    template_name = "desk/corrections/issue.html"
    form_class = CorrectionForm
    page_title = "Issue a correction"
    header_icon = "edit"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("articles.issue_correction"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        article = self.request.GET.get("article", "")
        return {"article": article} if article.isdecimal() and len(article) < 10 else {}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("corrections:index"), "label": "Corrections"},
            {"url": "", "label": self.page_title},
        ]

    def form_valid(self, form: CorrectionForm) -> HttpResponse:
        values = form.cleaned_data
        try:
            issue_correction(values["article"], values["text"], by=self.request.user, kind=values["kind"])
        except PermissionDenied as refusal:
            form.add_error("article", str(refusal))
        except ValidationError as error:
            add_errors(form, error)
        if not form.is_valid():
            return self.form_invalid(form)
        messages.success(self.request, "The correction is issued. Readers see it on the article's page.")
        return redirect("corrections:index")

    def form_invalid(self, form: CorrectionForm) -> HttpResponse:
        messages.error(self.request, "Nothing was issued yet. See the words in red below.")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class CorrectionViewSet(ListingViewSet):
    """Corrections in the menu."""

    model = Correction
    name = "corrections"
    icon = "edit"
    menu_order = 230
    index_view_class = CorrectionListingView
    filterset_class = CorrectionFilterSet
    search_fields = ["text"]
    list_display = [
        OpeningColumn("headline_now", "wagtailadmin_pages:edit", id_accessor="article_id", label="Article"),
        Column("kind", accessor="get_kind_display", sort_key="kind"),
        Column("text", label="What was said"),
        Column("issued_by", label="Issued by", accessor="issued_by.display_name"),
        DateColumn("issued_at", label="Issued", sort_key="issued_at"),
    ]
    list_export = ["pk", "article_id", "get_kind_display", "text", "issued_by", "issued_at"]
    export_headings = {"pk": "Correction", "article_id": "Article", "get_kind_display": "Kind"}
    export_filename = "corrections"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("new/", IssueView.as_view(), name="add")]
