"""“Checked elsewhere”: what others checked, as a listing, a page of each, and the import with its outcome."""

import json
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from claims.actions import import_reviews
from claims.models import ForeignRating, ImportedReview, Rating, ReviewImport, Suggestion
from claims.reviews.formats import FORMATS
from desk.viewsets.listing import ListingView, ListingViewSet, OpeningColumn, TemplateColumn
from desk.viewsets.page import ActingPage, add_errors

IMPORTS_SHOWN = 20
IMPORT_TONE = {"waiting": "calm", "done": "good", "failed": "bad"}
MOST_PUBLISHERS = 500


def publishers() -> list[tuple[str, str]]:
    """Whose checks there are, by name."""
    names = ImportedReview.objects.order_by("publisher").values_list("publisher", flat=True).distinct()
    return [(name, name) for name in names[:MOST_PUBLISHERS]]


class ReviewFilterSet(WagtailFilterSet):
    """Whose checks, and what they found."""

    publisher = django_filters.ChoiceFilter(choices=publishers, empty_label="All")
    rating = django_filters.ModelChoiceFilter(
        label="On our scale", queryset=Rating.objects.all(), null_label="Not on it", empty_label="All"
    )

    class Meta:
        model = ImportedReview
        fields: list[str] = []


class ReviewListingView(ListingView):
    """What came last first."""

    default_ordering = ("-updated_at", "-pk")
    page_title = "Checked elsewhere"
    empty_hint = "Import what others checked: a file or page of theirs with ClaimReview in it."

    def get_base_queryset(self) -> QuerySet[ImportedReview]:
        return ImportedReview.objects.select_related("rating").defer("raw")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("claims.import_review"):
            return []
        return [HeaderButton("Import", url=reverse("reviews:import"), icon_name="upload")]

    def complete(self, rows: list[ImportedReview]) -> None:
        for row in rows:
            row.note = f"claimed by {row.claimant}" if row.claimant else ""
            row.ours, row.tone = row.rating, row.rating.colour if row.rating else ""


class ReviewPage(ActingPage):
    """One check of somebody else's, with its raw record and the claims that may say the same."""

    model = ImportedReview
    template_name = "desk/reviews/review.html"
    index_url_name = "reviews:index"
    index_label = "Checked elsewhere"

    def get_base_object_queryset(self) -> Any:
        return ImportedReview.objects.select_related("rating", "source")

    def get_page_title(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.object.suggested_for.exclude(state=Suggestion.State.REJECTED).select_related("claim")
        return {
            **super().get_context_data(**kwargs),
            "review": self.object,
            "matches": found[:50],
            "raw": json.dumps(self.object.raw, ensure_ascii=False, indent=2),
        }


class ImportForm(forms.Form):
    """A file, or an address."""

    file = forms.FileField(required=False, allow_empty_file=False, help_text=f"{FORMATS}.")
    url = forms.URLField(
        label="Or an address",
        max_length=1000,
        required=False,
        assume_scheme="https",
        help_text="Of a page or feed that has them.",
        error_messages={"invalid": "Give a whole web address that begins with https:// or http://."},
    )


class MayImport(WagtailAdminTemplateMixin):
    """For those who may import."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("claims.import_review"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("reviews:index"), "label": "Checked elsewhere"},
            {"url": "", "label": self.get_page_title()},
        ]


class ImportView(MayImport, FormView):
    """The form, and what came of the last imports."""

    template_name = "desk/reviews/import.html"
    form_class = ImportForm
    page_title = "Import what others checked"
    header_icon = "upload"

    def form_valid(self, form: ImportForm) -> HttpResponse:
        upload, url = form.cleaned_data["file"], form.cleaned_data["url"]
        try:
            handed_in = import_reviews(
                by=self.request.user,
                name=upload.name if upload else "",
                content=upload.read() if upload else b"",
                url=url,
            )
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "It is being read. This page says what came of it.")
        return redirect("reviews:outcome", handed_in.pk)

    def form_invalid(self, form: ImportForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        done = list(ReviewImport.objects.select_related("by").defer("content", "faults")[:IMPORTS_SHOWN])
        for each in done:
            each.tone = IMPORT_TONE[each.state]
        return {**super().get_context_data(**kwargs), "imports": done}


class OutcomeView(MayImport, TemplateView):
    """What came of one import: counts, and what was not taken and why."""

    template_name = "desk/reviews/outcome.html"
    header_icon = "upload"

    @cached_property
    def handed_in(self) -> ReviewImport:
        """The import that is shown."""
        return get_object_or_404(
            ReviewImport.objects.select_related("by").defer("content"), pk=self.kwargs["pk"]
        )

    def get_page_title(self) -> str:
        return f"Import of {self.handed_in.name}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        done = self.handed_in
        return {**super().get_context_data(**kwargs), "done": done, "tone": IMPORT_TONE[done.state]}


class ReviewViewSet(ListingViewSet):
    """What others checked, in the menu."""

    model = ImportedReview
    name = "reviews"
    icon = "globe"
    menu_label = "Checked elsewhere"
    menu_order = 205
    index_view_class = ReviewListingView
    page_view_class = ReviewPage
    filterset_class = ReviewFilterSet
    search_fields = ["claim_reviewed", "title", "claimant", "publisher", "label"]
    list_display = [
        OpeningColumn("claim_reviewed", "reviews:page", label="What was checked"),
        Column("publisher", sort_key="publisher"),
        Column("label", label="Their rating"),
        TemplateColumn("ours", "desk/columns/status.html", label="On our scale", sort_key="rating"),
        DateColumn("published_on", label="Published", sort_key="published_on"),
        DateColumn("updated_at", label="Imported", sort_key="updated_at"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("import/", ImportView.as_view(), name="import"),
            path("import/<int:pk>/", OutcomeView.as_view(), name="outcome"),
        ]


class ForeignRatingForm(WagtailAdminModelForm):
    """What somebody's words mean on our scale."""

    class Meta:
        model = ForeignRating
        fields = ("label", "publisher", "rating")


class ForeignRatingViewSet(ModelViewSet):
    """Other people's ratings in ours, in the settings; what was imported follows at once."""

    model = ForeignRating
    name = "foreign_ratings"
    icon = "circle-check"
    menu_label = "Ratings of others"
    add_to_settings_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = [
        "label",
        Column("publisher", accessor=lambda each: each.publisher or "Whoever says so"),
        Column("rating", label="On our scale"),
    ]
    ordering = ["publisher", "label"]

    def get_form_class(self, for_update: bool = False) -> type[ForeignRatingForm]:
        return ForeignRatingForm
