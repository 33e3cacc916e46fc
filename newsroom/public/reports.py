"""“Report an error”: a form on every story, for people, without an account and without JavaScript.

Spam is kept out without anybody else's help: a field that only programs fill in, a form that must be as old
as a person needs to read it, and a limit for each address.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.models import ArticlePage
from articles.requests import LONGEST, TooManyRequests, address_of, receive_request

SALT = "report-an-error"
OLDEST = 24 * 3600  # seconds that a form may lie open


class ReportForm(forms.Form):
    """What a reader says is wrong."""

    wrong = forms.CharField(
        label="What is wrong?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Quote the words, if you can.",
        error_messages={"required": "Say what is wrong."},
    )
    right = forms.CharField(
        label="What would be right, and how do you know?",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    name = forms.CharField(label="Your name", max_length=120, required=False)
    email = forms.EmailField(
        label="Your e-mail address",
        required=False,
        help_text="Only if you want an answer. Nobody else gets it, and we delete it afterwards.",
        error_messages={"invalid": "This is no e-mail address. Correct it, or leave it empty."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(
        label="Leave this empty", required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError("This field must stay empty: only programs fill it in.")
        return ""

    def clean(self) -> dict[str, Any]:
        if not still_valid(self.cleaned_data.get("opened", "")):
            raise ValidationError("This form lay open for too long. Look it over and send it again.")
        if self._is_too_fast():
            raise ValidationError("That was very fast. Please wait a moment and send it again.")
        return self.cleaned_data

    def _is_too_fast(self) -> bool:
        try:
            signing.TimestampSigner(salt=SALT).unsign(
                self.cleaned_data["opened"], max_age=settings.NEWSROOM_REPORT_SECONDS
            )
        except signing.SignatureExpired:
            return False
        return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one story; what was typed stays when something is amiss."""
    article = get_object_or_404(ArticlePage.objects.visible(), pk=pk)
    if request.method != "POST":
        form = ReportForm(initial={"opened": opened_now()})
        return render(request, "public/report.html", {"article": article, "form": form})
    form = ReportForm(request.POST)
    status = 422
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("wrong", "right", "name", "email")}
        try:
            receive_request(article, **said, address=address_of(request.META))
            return redirect(reverse("report-received", args=[pk]))
        except TooManyRequests as error:
            form.add_error(None, error)
            status = 429
        except ValidationError as error:
            _add(form, error)
    given = request.POST.copy()
    given["opened"] = still_valid(given.get("opened", "")) or opened_now()
    form.data = given
    response = render(request, "public/report.html", {"article": article, "form": form}, status=status)
    if status == 429:
        response["Retry-After"] = "3600"
    return response


def opened_now() -> str:
    """The time at which a form was opened, signed."""
    return signing.TimestampSigner(salt=SALT).sign("form")


def still_valid(opened: str) -> str:
    """The time that a form brought along, if it is one of ours and not too old; else nothing."""
    try:
        signing.TimestampSigner(salt=SALT).unsign(opened, max_age=OLDEST)
    except signing.BadSignature:
        return ""
    return opened


def _add(form: ReportForm, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)


@require_http_methods(["GET", "HEAD"])
def received(request: HttpRequest, pk: int) -> HttpResponse:
    """Thanks, and what happens next."""
    article = get_object_or_404(ArticlePage.objects.visible(), pk=pk)
    return render(request, "public/report_received.html", {"article": article})
