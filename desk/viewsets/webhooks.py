"""Webhooks at the desk: which addresses are told of changes, what was sent there, and sending it again.

A secret is on the page that answers its making, and nowhere afterwards.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.admin.widgets.button import HeaderButton

from articles.models import SectionPage
from desk.viewsets.listing import ListingView, ListingViewSet, OpeningColumn, TemplateColumn
from desk.viewsets.page import ActingPage, add_errors
from syndication import actions
from syndication.models import FAMILIES, PUBLIC, Delivery, Webhook

PAGE_SIZE = 25
TONES = {"waiting": "warn", "done": "good", "failed": "bad"}
FAMILY_WORDS = {"article": "Everything about stories", "claim": "Everything about claims"}


def type_choices() -> list[tuple[str, str]]:
    """Families and types, in words."""
    families = [(each, FAMILY_WORDS.get(each, "Everything about entities")) for each in FAMILIES]
    return [*families, *((kind.value, str(kind.label)) for kind in PUBLIC)]


class WebhookForm(forms.Form):
    """Where news is sent, and which."""

    url = forms.CharField(
        label="Address", max_length=2000, help_text="Begins with https:// and leads to the public web."
    )
    description = forms.CharField(
        label="Whose it is and what for", max_length=255, required=False, help_text="For your colleagues."
    )
    types = forms.MultipleChoiceField(
        label="What it is told",
        required=False,
        choices=type_choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose none for all there is.",
    )
    sections = forms.MultipleChoiceField(
        label="Of which sections",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose none for all there are.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = SectionPage.objects.order_by("title").values_list("slug", "title")
        self.fields["sections"].choices = list(sections)


class RangeForm(forms.Form):
    """What to send again."""

    since = forms.DateTimeField(label="From", widget=AdminDateTimeInput)
    until = forms.DateTimeField(
        label="Until", widget=AdminDateTimeInput, help_text="What changed between both is sent again."
    )


class RotationForm(forms.Form):
    """How long the old secret goes on."""

    keep_hours = forms.TypedChoiceField(
        label="The old secret",
        coerce=int,
        choices=[
            (24, "holds one more day"),
            (168, "holds a week"),
            (1, "holds one more hour"),
            (0, "ends at once"),
        ],
    )


class WebhookListingView(ListingView):
    """All of them."""

    page_title = "Webhooks"
    empty_hint = "Add one to have another program told when a story is published, corrected or withdrawn."
    default_ordering = ("pk",)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("syndication.add_webhook"):
            return []
        return [HeaderButton("Add a webhook", url=reverse("webhooks:add"), icon_name="plus")]

    def complete(self, rows: list[Webhook]) -> None:
        for row in rows:
            row.note = row.url if row.description else ""
            row.standing, row.tone = standing(row)
            row.hears = ", ".join(row.types) or "everything"
            row.where = ", ".join(row.sections) or "all sections"


def standing(webhook: Webhook) -> tuple[str, str]:
    """How a webhook is, in a word, and its tone."""
    if not webhook.is_active:
        return "switched off", "bad" if webhook.failing_since else "calm"
    return ("failing", "warn") if webhook.failing_since else ("working", "good")


def secret_page(request: HttpRequest, webhook: Webhook, secret: str) -> HttpResponse:
    """The page that shows a secret, once."""
    context = {"webhook": webhook, "secret": secret}
    response = render(request, "desk/webhooks/secret.html", context)
    response["Cache-Control"] = "no-store"
    return response


class AddView(WagtailAdminTemplateMixin, FormView):
    """The form for a new one."""

    template_name = "desk/webhooks/add.html"
    form_class = WebhookForm
    page_title = "Add a webhook"
    header_icon = "link-external"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("syndication.add_webhook"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse("webhooks:index"), "label": "Webhooks"}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": self.page_title}]

    def form_valid(self, form: WebhookForm) -> HttpResponse:
        try:
            webhook, secret = actions.add_webhook(by=self.request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        return secret_page(self.request, webhook, secret)


class WebhookPage(ActingPage):
    """One webhook: how it is, its log, and what can be done."""

    model = Webhook
    template_name = "desk/webhooks/webhook.html"
    header_icon = "link-external"
    index_url_name = "webhooks:index"
    index_label = "Webhooks"

    def get_page_title(self) -> str:
        return str(self.object)[:80]

    def acts(self) -> dict[str, Callable[[], str]]:
        return {"test": self._test, "on": self._switch_on, "off": self._switch_off, "delete": self._delete}

    def forms(self) -> dict[str, type[forms.Form]]:
        if not self.may_change:
            return {}
        return {"change": WebhookForm, "range": RangeForm, "rotate": RotationForm}

    def initial(self, name: str) -> dict[str, Any]:
        names = ("url", "description", "types", "sections")
        return {each: getattr(self.object, each) for each in names} if name == "change" else {}

    @property
    def may_change(self) -> bool:
        """Whether the buttons are offered; the acts themselves decide."""
        return self.request.user.has_perm("syndication.change_webhook")

    def submit(self, name: str, values: dict[str, Any]) -> str:
        by = self.request.user
        if name == "change":
            actions.change_webhook(self.object, by=by, **values)
            return "It is changed; what is sent from now on goes by that."
        count = actions.replay_range(self.object, by=by, **values)
        return f"{count} message{'' if count == 1 else 's'} will be sent again at once."

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = request.POST.get("act", "")
        if name == "rotate" and self.may_change:
            form = RotationForm(request.POST, prefix="rotate")
            if form.is_valid():
                secret = actions.rotate_secret(self.object, by=request.user, **form.cleaned_data)
                return secret_page(request, self.object, secret)
        if name == "resend":
            return self._resend(request)
        response = super().post(request, *args, **kwargs)
        if name == "delete" and not Webhook.objects.filter(pk=self.object.pk or 0).exists():
            return redirect(self.index_url_name)
        return response

    def _resend(self, request: HttpRequest) -> HttpResponse:
        number = request.POST.get("delivery", "")
        found = self.object.deliveries.filter(pk=int(number)) if number.isdecimal() else None
        delivery = found.first() if found is not None else None

        def send() -> str:
            if delivery is None:
                raise ValidationError("That message is not in the log any more. Reload the page.")
            actions.replay(delivery, by=request.user)
            return "It is sent again at once."

        return self.perform(send)

    def perform(self, act: Callable[[], str]) -> HttpResponse:
        """Do one act and tell what came of it, on the same page."""
        try:
            messages.success(self.request, act())
        except PermissionDenied as refusal:
            messages.error(self.request, str(refusal))
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
        return redirect(self.request.get_full_path())

    def _test(self) -> str:
        actions.send_test(self.object, by=self.request.user)
        return "A test is on its way. Reload the page to see what was answered."

    def _switch_on(self) -> str:
        actions.change_webhook(self.object, by=self.request.user, is_active=True)
        return "It is on. What it missed you can send again below."

    def _switch_off(self) -> str:
        actions.change_webhook(self.object, by=self.request.user, is_active=False)
        return "It is off: nothing is sent there."

    def _delete(self) -> str:
        actions.delete_webhook(self.object, by=self.request.user)
        return "It is removed."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        label, tone = standing(self.object)
        log = self.object.deliveries.order_by("-pk").prefetch_related("log")
        page = Paginator(log, PAGE_SIZE).get_page(self.request.GET.get("p"))
        for delivery in page:
            delivery.tone = TONES[delivery.state]
        return {
            **super().get_context_data(**kwargs),
            "webhook": self.object,
            "label": label,
            "tone": tone,
            "log": page,
            "may_change": self.may_change,
            "may_delete": self.request.user.has_perm("syndication.delete_webhook"),
            "waiting": Delivery.objects.open().filter(webhook=self.object).count(),
        }


class WebhookViewSet(ListingViewSet):
    """Webhooks in the settings."""

    model = Webhook
    name = "webhooks"
    icon = "link-external"
    menu_label = "Webhooks"
    add_to_admin_menu = False
    add_to_settings_menu = True
    index_view_class = WebhookListingView
    page_view_class = WebhookPage
    search_fields = ["url", "description"]
    list_display = [
        OpeningColumn("description", "webhooks:page", label="Webhook", accessor="__str__"),
        TemplateColumn("standing", "desk/columns/status.html", label="State"),
        Column("hears", label="Is told"),
        Column("where", label="Of"),
        DateColumn("created_at", label="Added", sort_key="created_at"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("new/", AddView.as_view(), name="add")]
