"""Who may do what to a story: Wagtail's page rights, and one more."""

from wagtail.models import PagePermissionTester


class StoryPermissionTester(PagePermissionTester):
    """Whoever a story was given to may edit it, if they write in its section at all."""

    def can_edit(self) -> bool:
        return super().can_edit() or (
            self.user.is_active and "add" in self.permissions and self._has_it_in_hand()
        )

    def _has_it_in_hand(self) -> bool:
        plan = getattr(self.page, "plan", None)
        return plan is not None and plan.assignee_id == self.user.pk
