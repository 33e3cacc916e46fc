"""API tokens at the desk: everybody's own under his account, all of them for administrators.

The text of a token is on the page that answers its making, and nowhere afterwards.
"""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.consents import clients_of, shut_out
from accounts.models import Token, User
from accounts.scopes import EVERYTHING, FAMILIES, SCOPES, words_of
from accounts.tokens import OVERLAP, make_token, revoke_token, rotate_token
from articles.models import SectionPage
from desk.viewsets.page import add_errors

MANAGE = "accounts.manage_tokens"
PAGE_SIZE = 50
USUAL_LIFE = timedelta(days=90)
OVERLAPS = {
    "0": "ends at once",
    "1": "works one more hour",
    "24": "works one more day",
    "168": "works a week",
}


def account_menu_item(request: HttpRequest) -> dict[str, str]:
    """The way from one's account to one's tokens."""
    return {
        "url": reverse("tokens"),
        "label": "API tokens",
        "help_text": "By which your programs sign in: make, replace and revoke them.",
    }


def scope_choices() -> list[Any]:
    """All scopes with their words, by family."""
    choices: list[Any] = [("Everything", [(EVERYTHING, words_of([EVERYTHING])[0])])]
    for family in FAMILIES:
        own = [(scope, words) for scope, words in SCOPES.items() if scope.startswith(f"{family}:")]
        if len(own) > 1:
            own.append((f"{family}:*", f"All about {family}, also what is added later"))
        choices.append((family.capitalize(), own))
    return choices


class RightsForm(forms.Form):
    """What a program may do, and where."""

    scopes = forms.MultipleChoiceField(
        choices=scope_choices,
        widget=forms.CheckboxSelectMultiple,
        label="It may",
        help_text="Only as far as the account itself may. Choose as little as the program needs.",
        error_messages={"required": "Choose what it may do: at least one line."},
    )
    sections = forms.ModelMultipleChoiceField(
        queryset=SectionPage.objects.order_by("title"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label="Only in the sections",
        help_text="Choose none for all sections, also those opened later.",
    )


class TokenForm(RightsForm):
    """What a new token is for, what it may do, where and until when."""

    field_order = ("name", "user", "scopes", "sections", "last_day")
    name = forms.CharField(
        max_length=80,
        help_text="What it is for, as in “Harbour wire import”, so that you know it again.",
        error_messages={"required": "Say what it is for."},
    )
    user = forms.ModelChoiceField(
        queryset=User.objects.none(), label="For the account", empty_label=None, required=True
    )
    last_day = forms.DateField(
        label="Works until the end of", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        longest = today + timedelta(days=settings.NEWSROOM_TOKEN_MAX_DAYS)
        last_day = self.fields["last_day"]
        last_day.initial = min(today + USUAL_LIFE, longest)
        last_day.widget.attrs |= {"min": today.isoformat(), "max": longest.isoformat()}
        last_day.help_text = f"At most {settings.NEWSROOM_TOKEN_MAX_DAYS} days from now."
        if by.has_perm(MANAGE):
            everybody = User.objects.filter(is_active=True).order_by("first_name", "last_name", "username")
            self.fields["user"].queryset, self.fields["user"].initial = everybody, by
        else:
            del self.fields["user"]

    def ends_at(self) -> datetime:
        """The last moment of the chosen day, by the clock of whoever chose it."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["last_day"], time(23, 59, 59)))


class RotateForm(forms.Form):
    """What becomes of the token that is replaced."""

    overlap = forms.ChoiceField(
        choices=list(OVERLAPS.items()),
        initial=str(int(OVERLAP / timedelta(hours=1))),
        label="The old token",
        widget=forms.RadioSelect,
        help_text="As long as you need to give the program its new one.",
    )


class TokensPage(WagtailAdminTemplateMixin, TemplateView):
    """One's own tokens and a form for another; what it makes is shown in the answer, once."""

    template_name = "desk/tokens/list.html"
    page_title = "API tokens"
    header_icon = "key"
    for_everybody = False

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        account = {"url": reverse("wagtailadmin_account"), "label": "Account"}
        return [*self.breadcrumbs_items, account, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = Token.objects.filter(user=self.request.user)
        tokens = Token.objects.all() if self.for_everybody else mine
        tokens = tokens.select_related("user", "created_by", "replaced_by").prefetch_related("sections")
        page = Paginator(tokens, PAGE_SIZE).get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "tokens": [{"row": token, "words": words_of(token.scopes)} for token in page],
            "page": page,
            "for_everybody": self.for_everybody,
            "may_manage": self.request.user.has_perm(MANAGE),
            "form": TokenForm(by=self.request.user),
            "clients": [] if self.for_everybody else clients_of(self.request.user),
            **kwargs,
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.POST.get("act") == "shut_out":
            return self._shut_out(request.POST.get("client", ""))
        form = TokenForm(request.POST, by=request.user)
        if form.is_valid():
            given = form.cleaned_data
            try:
                made = make_token(
                    given.get("user") or request.user,
                    given["name"],
                    scopes=given["scopes"],
                    sections=given["sections"] or None,
                    expires_at=form.ends_at(),
                    by=request.user,
                )
            except ValidationError as error:
                errors = error.message_dict
                add_errors(form, ValidationError({_FIELDS.get(k, k): v for k, v in errors.items()}))
            else:
                return show_once(request, *made)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _shut_out(self, number: str) -> HttpResponse:
        if number.isdecimal() and len(number) < 19:
            shut_out(int(number), by=self.request.user)
        messages.success(self.request, "It may not act for you any more, unless you agree anew.")
        return redirect("tokens")


_FIELDS = {"expires_at": "last_day"}


class AllTokensPage(TokensPage):
    """Everybody's tokens, for administrators."""

    page_title = "Everybody’s API tokens"
    for_everybody = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(MANAGE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class TokenPage(WagtailAdminTemplateMixin, TemplateView):
    """Asks before something is done to one token. Another account's is not there, but for administrators."""

    template_name = "desk/tokens/confirm.html"
    header_icon = "key"
    act = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        tokens = Token.objects.select_related("user")
        if not request.user.has_perm(MANAGE):
            tokens = tokens.filter(user=request.user)
        self.token = get_object_or_404(tokens, pk=kwargs["token_id"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        tokens = {"url": self.back(), "label": "API tokens"}
        return [*self.breadcrumbs_items, tokens, {"url": "", "label": self.get_page_title()}]

    def back(self) -> str:
        """The list that has this token."""
        return reverse("tokens" if self.token.user_id == self.request.user.pk else "all_tokens")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {"token": self.token, "words": words_of(self.token.scopes), "back": self.back()}
        return {**super().get_context_data(**kwargs), **told, "act": self.act, **kwargs}


class RevokePage(TokenPage):
    """Ends a token at once."""

    page_title = "Revoke a token"
    act = "revoke"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        revoke_token(self.token, by=request.user)
        messages.success(request, f"“{self.token.name}” is revoked. Whoever sends it is refused from now on.")
        return redirect(self.back())


class RotatePage(TokenPage):
    """Replaces a token, and shows its successor once."""

    page_title = "Replace a token"
    act = "rotate"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": RotateForm(), **kwargs})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = RotateForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        overlap = timedelta(hours=int(form.cleaned_data["overlap"]))
        try:
            made = rotate_token(self.token, by=request.user, overlap=overlap)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.back())
        self.token.refresh_from_db()
        return show_once(request, *made, replaced=self.token)


class OncePage(WagtailAdminTemplateMixin, TemplateView):
    """A token that was just made, with its text."""

    template_name = "desk/tokens/once.html"
    page_title = "Your new token"
    header_icon = "key"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        tokens = {"url": reverse("tokens"), "label": "API tokens"}
        return [*self.breadcrumbs_items, tokens, {"url": "", "label": self.get_page_title()}]


def show_once(request: HttpRequest, token: Token, secret: str, **more: Any) -> HttpResponse:
    """The one page that shows a token's text; no link leads to it, and Wagtail has no cache keep it."""
    is_mine = token.user_id == request.user.pk
    told = {"token": token, "secret": secret, "words": words_of(token.scopes)}
    told["back"] = reverse("tokens" if is_mine else "all_tokens")
    return told_once(request, OncePage(), **told, **more)


def told_once(request: HttpRequest, page: TemplateView, **told: Any) -> HttpResponse:
    """Such a page, in answer to what made the secret on it. No address that is left from it is told of it."""
    page.setup(request)
    response = page.render_to_response(page.get_context_data(**told), status=201)
    response["Referrer-Policy"] = "no-referrer"
    return response
