"""News for whoever is signed in: what was done with claims they have in hand or follow, and who named them.

Everybody sees their own alone. The number unread stands in the menu, on every page.
"""

from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.ui.tables import DateColumn, Table
from wagtail.admin.utils import get_valid_next_url_from_request

from accounts.models import User
from claims.models import Notice
from claims.notices import mark_read
from desk.viewsets.claim_filters import unless_unchanged
from desk.viewsets.listing import ListingView, ListingViewSet, TemplateColumn

MOST_COUNTED = 99


def unread_of(user: User) -> str:
    """How many notices a user has not read, in a word or two for the menu."""
    unread = Notice.objects.filter(person=user, read_at=None).order_by()
    number = unread.values("pk")[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


class NoticeFilterSet(WagtailFilterSet):
    """What of the news to show."""

    show = django_filters.ChoiceFilter(
        label="Show",
        method="narrow",
        choices=[("unread", "Unread only")],
        empty_label="All",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Notice
        fields: list[str] = []

    def narrow(self, notices: Any, name: str, value: str) -> Any:
        """Those that were not read yet."""
        return notices.filter(read_at=None)


class NoticeTable(Table):
    """Marks the rows that were not read yet."""

    def get_row_classname(self, instance: Notice) -> str:
        return "" if instance.read_at else "desk-unread"


class NoticeListingView(ListingView):
    """Unread first, each part newest first. A POST marks one (`notice`) or all as read."""

    template_name = "desk/notices/list.html"
    results_template_name = "desk/notices/results.html"
    table_class = NoticeTable
    page_title = "News for you"
    permission_policy = None  # everybody has news of their own
    any_permission_required = None
    default_ordering = ("-is_unread", "-pk")
    empty_hint = (
        "You are told when something is done with a claim that you have in hand or follow, "
        "and when a colleague names you in a note."
    )

    @property
    def verbose_name_plural(self) -> str:
        return "news"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("claims.view_claim"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[Notice]:
        own = Notice.objects.filter(person=self.request.user).select_related("claim", "article")
        return own.annotate(is_unread=Q(read_at__isnull=True))

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        return {**context, "unread": unread_of(self.request.user)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sent = request.POST.get("notice", "")
        if sent == "all":
            number = mark_read(request.user)
            messages.success(request, f"{number} marked as read." if number else "All was read before.")
        elif sent.isdecimal() and len(sent) < 19:
            mark_read(request.user, notice=int(sent))
        else:
            messages.error(request, "That button is not known here. Reload the page and try again.")
        return redirect(get_valid_next_url_from_request(request) or "notices:index")


@require_GET
def unread_view(request: HttpRequest) -> HttpResponse:
    """The number unread as JSON; 304 where it is still the one of `If-None-Match`."""
    return unless_unchanged(request, {"unread": unread_of(request.user)})


class NoticeMenuItem(MenuItem):
    """Tells the number unread to the script that shows it; asked each time, since menu items are shared."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("claims.view_claim")

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        told: Mapping[str, str] = {
            **self.attrs,
            "data-unread": unread_of(request.user),
            "data-unread-url": reverse("notices:unread"),
        }
        return LinkMenuItem(self.name, self.label, self.url, icon_name=self.icon_name, attrs=told)


def script() -> str:
    """What keeps the number unread true (an `insert_global_admin_js` hook)."""
    return format_html('<script type="module" src="{}"></script>', static("desk/notices.js"))


class NoticeViewSet(ListingViewSet):
    """News in the menu, above all else."""

    model = Notice
    name = "notices"
    icon = "mail"
    menu_order = 150
    menu_label = "News for you"
    menu_item_class = NoticeMenuItem
    index_view_class = NoticeListingView
    filterset_class = NoticeFilterSet
    search_fields = ["words", "claim__statement"]
    list_display = [
        TemplateColumn("words", "desk/columns/notice.html", label="What"),
        DateColumn("at", label="When", sort_key="at"),
        TemplateColumn("read", "desk/columns/mark_read.html", label=""),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("unread/", unread_view, name="unread")]

    def register_admin_url_finder(self) -> None:
        """A notice has no page of its own."""

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """None: nobody needs a right to their own news."""
        return Permission.objects.none()
