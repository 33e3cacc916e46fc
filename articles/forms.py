"""The form that an article is written in."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm

from articles.versions import token_of_content


class VersionField(forms.CharField):
    """The token that goes with the text; never itself a change to it."""

    widget = forms.HiddenInput(attrs={"autocomplete": "off"})  # a browser must not put an earlier one back

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class ArticleForm(WagtailAdminPageForm):
    """Carries the token of what it was filled from, and hears of the new one with every autosave."""

    version = VersionField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.began_from

    def is_valid(self) -> bool:
        """What may not be done to a colleague's comment is told like any other fault of the form."""
        is_valid = super().is_valid()
        comments = self.formsets.get("comments")
        told = self.non_field_errors()
        for words in comments.non_form_errors() if comments else ():
            if words not in told:
                self.add_error(None, words)
        return is_valid

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        saved = self.instance.latest_revision
        return [*super().get_field_updates_for_resave(), ("version", token_of_content(saved.content))]
