"""Give many stories to one person at once: what cannot be given is told by name, and the others are."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.models import Page

from accounts.models import User
from articles.models import ArticlePage
from articles.planning import assign, may_plan, release

NOBODY = "nobody"


def colleagues() -> list[tuple[str, str]]:
    """Whoever works at the desk, as a choice."""
    people = User.objects.filter(is_active=True).order_by("first_name", "last_name", "username")
    return [
        ("", "Choose somebody"),
        (NOBODY, "Nobody"),
        *((str(each.pk), each.display_name) for each in people),
    ]


class AssignManyForm(forms.Form):
    """Whose the stories should be."""

    assignee = forms.ChoiceField(
        label="Give them to",
        choices=colleagues,
        error_messages={"required": "Choose whose stories they should be."},
    )


class AssignStories(PageBulkAction):
    """A bulk action of Wagtail's listings, for stories."""

    display_name = "Assign"
    action_type = "assign"
    aria_label = "Give the selected stories to somebody"
    template_name = "desk/plan/assign_many.html"
    action_priority = 5
    form_class = AssignManyForm

    def check_perm(self, page: Page) -> bool:
        return issubclass(page.specific_class or Page, ArticlePage) and may_plan(self.request.user, page)

    def get_execution_context(self) -> dict[str, Any]:
        self.refused: list[str] = []
        chosen = self.cleaned_form.cleaned_data["assignee"]
        self.assignee = None if chosen == NOBODY else User.objects.get(pk=int(chosen))
        return {"user": self.request.user, "assignee": self.assignee, "refused": self.refused}

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[Page],
        user: User | None = None,
        assignee: User | None = None,
        refused: list[str] | None = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        done = 0
        for page in objects:
            try:
                with transaction.atomic():
                    assign(page, assignee, by=user) if assignee else release(page, by=user)
                done += 1
            except (PermissionDenied, ValidationError) as refusal:
                why = " ".join(getattr(refusal, "messages", [str(refusal)]))
                (refused if refused is not None else []).append(f"“{page.get_admin_display_title()}”: {why}")
        return done, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        for words in self.refused:
            messages.error(self.request, words)
        if not num_parent_objects:
            return None
        count = "1 story is" if num_parent_objects == 1 else f"{num_parent_objects} stories are"
        if self.assignee is None:
            return f"{count} nobody’s again."
        return f"{count} in the hands of {self.assignee.display_name}."
