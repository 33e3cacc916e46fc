"""Listings whose rows open a page of their own and are changed by editorial acts only.

Wagtail's generic listing with its filters, search, ordering, export and pagination; none of its
generic add, edit and delete forms, which know nothing of `actions.py`.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.middleware.csrf import get_token
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet


class ListingView(IndexView):
    """A listing that says what to do where there is nothing to show."""

    results_template_name = "desk/listing_results.html"
    any_permission_required = ["view", "change"]
    empty_hint = ""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), "empty_hint": self.empty_hint}

    def get_table(self, object_list: Any) -> Any:
        rows = list(object_list)
        self.complete(rows)
        return super().get_table(rows)

    def complete(self, rows: list[Any]) -> None:
        """Give the rows of one page what their columns show, in a constant number of queries."""


class ListingViewSet(ModelViewSet):
    """A listing in the menu, and a page (or more) for each row."""

    index_view_class = ListingView
    page_view_class: type | None = None
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 25

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "model": self.model,
            "index_url_name": self.get_url_name("index"),
            "index_results_url_name": self.get_url_name("index_results"),
            "header_icon": self.icon,
            **kwargs,
        }

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = ("template_name", "results_template_name")
        own = super().get_index_view_kwargs(**kwargs)
        return {name: value for name, value in own.items() if name not in names}

    def get_urlpatterns(self) -> list[URLPattern]:
        patterns = [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]
        if self.page_view_class is not None:
            patterns.append(path("<int:pk>/", self.construct_view(self.page_view_class), name="page"))
        return patterns

    @property
    def url_finder_class(self) -> type:
        """Where the admin finds an object's page."""
        finder = super().url_finder_class
        return type("_UrlFinder", (finder,), {"edit_url_name": self.get_url_name("page")})

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """Every right on the model, so that groups can be given them in the settings."""
        return Permission.objects.filter(content_type=ContentType.objects.get_for_model(self.model))


class OpeningColumn(TitleColumn):
    """The column that opens a row's page; `note` (a row's attribute) stands below in small print."""

    cell_template_name = "desk/columns/opening.html"

    def __init__(self, name: str, url_name: str, *, note: str = "note", **kwargs: Any) -> None:
        super().__init__(name, url_name=url_name, classname="desk-opening", **kwargs)
        self.note = note

    def get_cell_context_data(self, instance: Any, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "note": getattr(instance, self.note, "")}


class TemplateColumn(Column):
    """A column drawn by a template, which gets the row as `instance`."""

    def __init__(self, name: str, template_name: str, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.cell_template_name = template_name

    def get_cell_context_data(self, instance: Any, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context.get("request")
        return {**context, "csrf_token": get_token(request)} if request else context


def listing_url(name: str, **filters: str) -> str:
    """The address of a listing with some of its filters set."""
    return reverse(name) + (f"?{urlencode(filters)}" if filters else "")
