"""The newsroom's scale of ratings, in the settings; administrators keep it."""

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.viewsets.model import ModelViewSet

from claims.models import Rating


class RatingForm(WagtailAdminModelForm):
    """A step of the scale; its code is chosen once."""

    class Meta:
        model = Rating
        fields = ("code", "label", "meaning", "order", "value", "colour", "needs_second_person", "is_retired")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = not self.instance._state.adding


class RatingViewSet(ModelViewSet):
    """The scale in its order, with Wagtail's own forms. Retired ratings stay: verdicts have them."""

    model = Rating
    name = "ratings"
    icon = "circle-check"
    add_to_settings_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = [
        "label",
        "meaning",
        "value",
        "colour",
        BooleanColumn("needs_second_person", label="Second person"),
        BooleanColumn("is_retired", label="Retired"),
    ]
    ordering = ["order", "code"]

    def get_form_class(self, for_update: bool = False) -> type[RatingForm]:
        return RatingForm
