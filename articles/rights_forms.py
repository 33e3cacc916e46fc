"""The desk's forms of pictures and documents, with rights in them; what programs upload goes through them."""

from typing import Any, ClassVar

from django import forms
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from articles.models.usage import RIGHTS, DocumentRights, ImageRights, UsageRights, rights_of


class RightsForm(forms.Form):
    """Fields of what may be done with a thing. What was not sent at all stays as it is."""

    stated_in: ClassVar[type[UsageRights]]
    thing = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # type: ignore[attr-defined]
            self.initial = {**self.initial, **rights_of(self.instance)}  # type: ignore[attr-defined]

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        sent = {name: self.cleaned_data[name] for name in RIGHTS if self.add_prefix(name) in self.data}
        if sent:
            self.stated_in._default_manager.update_or_create(
                defaults=sent,
                **{self.thing: self.instance},  # type: ignore[attr-defined]
            )
            self.instance._state.fields_cache.pop("rights", None)  # type: ignore[attr-defined]


def _with_rights(base: Any, model: type[UsageRights], name: str) -> Any:
    rows: dict[str, Any] = {"usage_terms": forms.Textarea({"rows": 3})}
    fields: dict[str, Any] = forms.fields_for_model(model, RIGHTS, widgets=rows) or {}
    fields["rights_url"] = forms.URLField(
        required=False,
        assume_scheme="https",
        label="Statement of rights",
        help_text=fields["rights_url"].help_text,
    )
    return type(base)(
        f"{name.capitalize()}Form",
        (RightsForm, base),
        {"stated_in": model, "thing": name, "Meta": base.Meta, **fields},
    )


ImageForm = _with_rights(BaseImageForm, ImageRights, "image")
DocumentForm = _with_rights(BaseDocumentForm, DocumentRights, "document")
