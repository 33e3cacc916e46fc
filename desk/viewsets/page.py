"""The page of one object, with buttons and forms that each end in one editorial act.

A refusal (no right, wrong input) is told in words on the same page; nothing typed is lost.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin


class ActingPage(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView):
    """Shows an object; a POST names one of `acts` or one of `forms` in its field `act`."""

    any_permission_required = ["view", "change"]
    header_icon = ""
    index_url_name = ""
    index_label = ""

    def acts(self) -> dict[str, Callable[[], str]]:
        """What a button may do, by name; each returns what to tell the user."""
        return {}

    def forms(self) -> dict[str, type[forms.Form]]:
        """The forms of the page, by name."""
        return {}

    def initial(self, name: str) -> dict[str, Any]:
        """What stands in a form before anybody typed."""
        return {}

    def submit(self, name: str, values: dict[str, Any]) -> str:
        """Do what a valid form says; returns what to tell the user. May raise ValidationError."""
        raise NotImplementedError

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": self.index_label},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for name, form_class in self.forms().items():
            key = f"{name}_form"
            if key not in context:
                context[key] = form_class(initial=self.initial(name), prefix=name)
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = request.POST.get("act", "")
        if name in self.forms():
            return self._submitted(name)
        if name not in self.acts():
            messages.error(request, "That button is not known here. Reload the page and try again.")
            return redirect(request.path)
        try:
            messages.success(request, self.acts()[name]())
        except PermissionDenied as refusal:
            messages.error(request, str(refusal))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(request.path)

    def _submitted(self, name: str) -> HttpResponse:
        form = self.forms()[name](self.request.POST, self.request.FILES, prefix=name)
        if form.is_valid():
            try:
                said = self.submit(name, form.cleaned_data)
            except PermissionDenied as refusal:
                messages.error(self.request, str(refusal))
                return redirect(self.request.path)
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(self.request, said)
                return redirect(self.request.path)
        messages.error(self.request, "Nothing was saved yet. See the words in red below.")
        context = self.get_context_data(**{f"{name}_form": form})
        return self.render_to_response(context, status=422)


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Put an action's complaints at the form's fields; those about something else stand above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields and field != NON_FIELD_ERRORS else None, errors)
