"""Feeds at the desk: which are read for a section, what came of the last look, and switching them off."""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from desk.viewsets.listing import ListingView, ListingViewSet, OpeningColumn, TemplateColumn
from desk.viewsets.page import ActingPage, add_errors
from wires import feeds, permissions
from wires.models import Feed, Item


def feeds_of(user: Any) -> QuerySet[Feed]:
    """The feeds into sections that somebody may write in."""
    return Feed.objects.into(permissions.sections_of(user)).select_related("section", "by").defer("seen")


class FeedForm(forms.Form):
    """Where a feed stands, and what is done with it."""

    url = forms.CharField(
        label="Address", max_length=2000, help_text="Of the feed itself: RSS, Atom or JSON Feed."
    )
    name = forms.CharField(
        label="What you call it", max_length=160, required=False, help_text="Else what it calls itself."
    )
    section: Any = forms.ModelChoiceField(
        label="For the section",
        queryset=None,
        empty_label=None,
        help_text="Its stories come in as drafts there.",
    )
    language = forms.CharField(
        label="Language", max_length=12, initial="en", help_text="Such as en or en-GB."
    )
    minutes = forms.IntegerField(
        label="Read every so many minutes",
        initial=15,
        min_value=feeds.FASTEST,
        max_value=feeds.SLOWEST,
        help_text="Less often by itself while it brings nothing new.",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = permissions.sections_of(user).order_by("title")


def standing(feed: Feed) -> tuple[str, str]:
    """How a feed is, in words, and its tone."""
    if not feed.is_active:
        return "switched off", "bad" if feed.failing_since else "calm"
    if feed.failing_since:
        return "failing", "warn"
    return ("working", "good") if feed.polled_at else ("not read yet", "calm")


class FeedFilterSet(WagtailFilterSet):
    """What of them to show."""

    show = django_filters.ChoiceFilter(
        label="Show",
        method="narrow",
        choices=[("failing", "Failing"), ("off", "Switched off")],
        empty_label="All",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Feed
        fields: list[str] = []

    def narrow(self, found: Any, name: str, value: str) -> Any:
        """Those at which somebody should look."""
        if value == "off":
            return found.filter(is_active=False)
        return found.filter(is_active=True, failing_since__isnull=False)


class FeedListingView(ListingView):
    """The feeds of one's sections."""

    page_title = "Feeds"
    default_ordering = ("pk",)
    empty_hint = "Add a feed, and what is new in it comes in as drafts of your section."

    def get_base_queryset(self) -> QuerySet[Feed]:
        return feeds_of(self.request.user)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("wires.add_feed"):
            return []
        return [HeaderButton("Add a feed", url=reverse("feeds:add"), icon_name="plus")]

    def complete(self, rows: list[Feed]) -> None:
        for feed in rows:
            feed.note = feed.url if str(feed) != feed.url else ""
            feed.standing, feed.tone = standing(feed)
            feed.where = feed.section.title
            feed.told = feed.off_reason or feed.outcome


class AddView(WagtailAdminTemplateMixin, FormView):
    """The form for a new one."""

    template_name = "desk/feeds/add.html"
    form_class = FeedForm
    page_title = "Add a feed"
    header_icon = "resubmit"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("wires.add_feed"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse("feeds:index"), "label": "Feeds"}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: FeedForm) -> HttpResponse:
        try:
            feed = feeds.add_feed(by=self.request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "It is read at once. Reload this page to see what came of it.")
        return redirect("feeds:page", feed.pk)


class FeedPage(ActingPage):
    """One feed: how it is, what came of the last look, and what can be done."""

    model = Feed
    template_name = "desk/feeds/feed.html"
    header_icon = "resubmit"
    index_url_name = "feeds:index"
    index_label = "Feeds"

    def get_object(self) -> Feed:
        feed = super().get_object()
        if not feeds_of(self.request.user).filter(pk=feed.pk).exists():
            raise Http404
        return feed

    def get_page_title(self) -> str:
        return str(self.object)[:80]

    def acts(self) -> dict[str, Callable[[], str]]:
        return {"read": self._read, "on": self._switch_on, "off": self._switch_off, "delete": self._delete}

    def forms(self) -> dict[str, Any]:
        user = self.request.user
        may_change = user.has_perm("wires.change_feed")
        return {"change": lambda *args, **kwargs: FeedForm(*args, user=user, **kwargs)} if may_change else {}

    def initial(self, name: str) -> dict[str, Any]:
        return {
            each: getattr(self.object, each) for each in ("url", "name", "section", "language", "minutes")
        }

    def submit(self, name: str, values: dict[str, Any]) -> str:
        feeds.change_feed(self.object, by=self.request.user, **values)
        return "It is changed, and read by that from now on."

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = self.object.pk
        response = super().post(request, *args, **kwargs)
        is_gone = request.POST.get("act") == "delete" and not Feed.objects.filter(pk=number).exists()
        return redirect(self.index_url_name) if is_gone else response

    def _read(self) -> str:
        feeds.read_now(self.object, by=self.request.user)
        return "It is read at once. Reload this page to see what came of it."

    def _switch_on(self) -> str:
        feeds.change_feed(self.object, by=self.request.user, is_active=True)
        return "It is on, and read with your rights."

    def _switch_off(self) -> str:
        feeds.change_feed(self.object, by=self.request.user, is_active=False)
        return "It is off: nothing of it comes in."

    def _delete(self) -> str:
        feeds.delete_feed(self.object, by=self.request.user)
        return "It is removed. What came from it stays."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        label, tone = standing(self.object)
        brought = Item.objects.counts([self.object.job_id])[self.object.job_id] if self.object.job_id else {}
        return {
            **super().get_context_data(**kwargs),
            "feed": self.object,
            "label": label,
            "tone": tone,
            "brought": [(text, brought[word]) for word, text in Item.State.choices if brought.get(word)],
            "may_change": self.request.user.has_perm("wires.change_feed"),
            "may_delete": self.request.user.has_perm("wires.delete_feed"),
        }


class FeedViewSet(ListingViewSet):
    """Feeds in the menu."""

    model = Feed
    name = "feeds"
    icon = "resubmit"
    menu_label = "Feeds"
    menu_order = 207
    index_view_class = FeedListingView
    page_view_class = FeedPage
    filterset_class = FeedFilterSet
    search_fields = ["name", "title", "url"]
    list_display = [
        OpeningColumn("name", "feeds:page", label="Feed", accessor="__str__"),
        TemplateColumn("standing", "desk/columns/status.html", label="State"),
        Column("told", label="What came of the last look"),
        Column("where", label="For"),
        DateColumn("polled_at", label="Last look", sort_key="polled_at"),
        TemplateColumn("next_poll_at", "desk/columns/next.html", label="Next", sort_key="next_poll_at"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("new/", AddView.as_view(), name="add")]
