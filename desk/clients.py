"""Programs that sign in by OAuth, at the desk: made known, changed, given another secret, removed.

A secret is on the page that answers its making, and nowhere afterwards.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from accounts.clients import (
    NAME_LENGTH,
    change_client,
    complaint_about_addresses,
    make_client,
    new_secret,
    remove_client,
)
from accounts.consents import people_of, tokens_in_force
from accounts.models import Client, User
from accounts.scopes import words_of
from desk.tokens import MANAGE, PAGE_SIZE, RightsForm, told_once
from desk.viewsets.page import add_errors

ITSELF, SERVER, PUBLIC = "itself", "server", "public"
KINDS = {
    ITSELF: "for itself, with the rights of its account",
    SERVER: "for whoever agrees; it runs on a server and can keep a secret",
    PUBLIC: "for whoever agrees; it is an app or a web page and can keep no secret",
}
WHERE = {"everywhere": "Everywhere, also in sections opened later", "chosen": "Only in the sections below"}


class ClientMenuItem(MenuItem):
    """Among the settings, for administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MANAGE))


def menu_item() -> ClientMenuItem:
    """The way to the programs."""
    return ClientMenuItem("Programs", reverse("clients"), name="programs", icon_name="key", order=800)


class ChangeForm(RightsForm):
    """What a program is called, what it may do, where, and where it sends people back to."""

    field_order = ("name", "user", "kind", "redirect_uris", "scopes", "where", "sections")

    name = forms.CharField(
        max_length=NAME_LENGTH,
        help_text="By which people are asked about it, as in “Harbour wire”.",
        error_messages={"required": "Give it the name by which people are asked about it."},
    )
    redirect_uris = forms.CharField(
        required=False,
        label="Sends people back to",
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text="Whole addresses that begin with https://, one on each line; it may use no other.",
    )
    where = forms.ChoiceField(label="It may do so", choices=list(WHERE.items()), widget=forms.RadioSelect)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sections"].label = "Sections"
        self.fields["sections"].help_text = "Their stories, and what hangs on these."
        self.fields[
            "scopes"
        ].help_text = "At most this, and only as far as the account itself may. Choose as little as it needs."

    def clean_redirect_uris(self) -> list[str]:
        uris: list[str] = self.cleaned_data["redirect_uris"].split()
        if complaint := complaint_about_addresses(uris):
            raise ValidationError(complaint)
        return uris

    def clean_seen(self) -> datetime:
        try:
            moment = parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            moment = None
        if moment is None:
            raise ValidationError("Open the page again: it does not say what it was made from.")
        return moment

    def clean(self) -> None:
        given = self.cleaned_data
        if given.get("where") == "everywhere" and given.get("sections"):
            self.add_error("where", f"You chose sections: choose “{WHERE['chosen']}”, or none of them.")

    def values(self) -> dict[str, Any]:
        """What the actions are told."""
        given = self.cleaned_data
        return {
            "scopes": given["scopes"],
            "sections": given["sections"] if given["where"] == "chosen" else None,
            "redirect_uris": given.get("redirect_uris", []),
        }


class AddForm(ChangeForm):
    """What a new program is, besides."""

    user = forms.ModelChoiceField(
        queryset=User.objects.filter(is_active=True).order_by("first_name", "last_name", "username"),
        label="Account",
        help_text="For which it acts; or who answers for it, where it acts for others.",
        error_messages={"required": "Choose an account. Make one for the program where it has none."},
    )
    kind = forms.ChoiceField(label="It acts", choices=list(KINDS.items()), widget=forms.RadioSelect)
    seen = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial, self.fields["where"].initial = ITSELF, "everywhere"
        self.fields["redirect_uris"].help_text += " Leave it empty where it acts for itself."

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        if "redirect_uris" not in given:
            return
        kind, goes_back = given.get("kind"), bool(given["redirect_uris"])
        if kind == ITSELF and goes_back:
            self.add_error(
                "redirect_uris", "A program that acts for itself sends nobody back: leave it empty."
            )
        elif kind in (SERVER, PUBLIC) and not goes_back:
            self.add_error("redirect_uris", "Give the address to which people are sent once they agreed.")


class SecretForm(forms.Form):
    """What becomes of what the program got by its old secret."""

    given = forms.ChoiceField(
        label="What it was given so far",
        choices=[
            ("stays", "works on, an hour at most or as long as people have agreed"),
            ("ends", "ends at once"),
        ],
        initial="stays",
        widget=forms.RadioSelect,
        help_text="Have it end where somebody else may know the old secret. People are then asked anew.",
    )


class ClientPage(WagtailAdminTemplateMixin):
    """What these pages have in common: they are for administrators, and lie under the list."""

    header_icon = "key"
    request: HttpRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if not request.user.has_perm(MANAGE):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        programs = {"url": reverse("clients"), "label": "Programs"}
        return [*self.breadcrumbs_items, programs, {"url": "", "label": self.get_page_title()}]


class ClientsPage(ClientPage, TemplateView):
    """All programs that are known."""

    template_name = "desk/clients/list.html"
    page_title = "Programs"

    @property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton("Add a program", url=reverse("client_add"), icon_name="plus")]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        clients = Client.objects.select_related("user").prefetch_related("sections").order_by("name", "pk")
        page = Paginator(clients, PAGE_SIZE).get_page(self.request.GET.get("p"))
        rows = [{"row": client, "words": words_of(client.scopes)} for client in page]
        return {**super().get_context_data(**kwargs), "clients": rows, "page": page}


class AskingPage(ClientPage, FormView):
    """A page with a form, which says at each field what is wrong with it."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class AddPage(AskingPage):
    """Makes a program known, and shows its secret once."""

    template_name = "desk/clients/form.html"
    page_title = "Add a program"
    form_class = AddForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "label": "Add it"}

    def form_valid(self, form: AddForm) -> HttpResponse:
        given = form.cleaned_data
        try:
            client, secret = make_client(
                given["user"],
                given["name"],
                is_public=given["kind"] == PUBLIC,
                by=self.request.user,
                **form.values(),
            )
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        return show_once(self.request, client, secret)


class OneClient(ClientPage):
    """A page about one program."""

    clients = Client.objects.select_related("user")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.client = get_object_or_404(self.clients.all(), pk=kwargs["client_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "client": self.client, "back": reverse("clients")}


class ChangePage(OneClient, AskingPage):
    """Changes what a program is called, what it may do and where."""

    template_name = "desk/clients/form.html"
    page_title = "Change a program"
    form_class = ChangeForm

    def get_form(self, form_class: Any = None) -> ChangeForm:
        form: ChangeForm = super().get_form(form_class)
        if self.client.acts_for_itself:
            del form.fields["redirect_uris"]
        return form

    def get_initial(self) -> dict[str, Any]:
        client = self.client
        return {
            "name": client.name,
            "scopes": client.scopes,
            "where": "chosen" if client.is_limited else "everywhere",
            "sections": list(client.sections.values_list("pk", flat=True)),
            "redirect_uris": "\n".join(client.redirect_uris.split()),
            "seen": client.updated.isoformat(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "label": "Save"}

    def form_valid(self, form: ChangeForm) -> HttpResponse:
        given = form.cleaned_data
        try:
            is_asked_anew = change_client(
                self.client, given["name"], seen=given["seen"], by=self.request.user, **form.values()
            )
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        said = f"“{given['name']}” is changed, also for what it was given already."
        if is_asked_anew:
            said += " It reaches further than people agreed to: they are asked anew."
        messages.success(self.request, said)
        return redirect("clients")


class SecretPage(OneClient, AskingPage):
    """Gives a program another secret, and shows it once."""

    template_name = "desk/clients/confirm.html"
    page_title = "A new secret"
    form_class = SecretForm
    clients = OneClient.clients.filter(client_type=Client.CLIENT_CONFIDENTIAL)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "act": "secret"}

    def form_valid(self, form: SecretForm) -> HttpResponse:
        ends_all = form.cleaned_data["given"] == "ends"
        secret = new_secret(self.client, by=self.request.user, ends_all=ends_all)
        return show_once(self.request, self.client, secret)


class RemovePage(OneClient, TemplateView):
    """Ends a program with all that it was given."""

    template_name = "desk/clients/confirm.html"
    page_title = "Remove a program"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {"people": people_of(self.client).count(), "tokens": tokens_in_force(self.client)}
        return {**super().get_context_data(**kwargs), **told, "act": "remove"}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        remove_client(self.client, by=request.user)
        messages.success(request, f"“{self.client}” is removed. Whatever it was given has ended.")
        return redirect("clients")


class OncePage(ClientPage, TemplateView):
    """The credentials of a program, with its secret where it has one."""

    template_name = "desk/clients/once.html"
    page_title = "What the program signs in with"


def show_once(request: HttpRequest, client: Client, secret: str) -> HttpResponse:
    """The one page that shows a program's secret; no link leads to it."""
    return told_once(request, OncePage(), client=client, secret=secret, words=words_of(client.scopes))
