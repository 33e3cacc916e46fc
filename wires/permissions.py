"""Who may do what about feeds."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from wagtail.permission_policies.pages import PagePermissionPolicy

from accounts.models import User
from articles.models import SectionPage

REMEDY = {
    "view_feed": "You may not see which feeds are read. Ask a managing editor for the right.",
    "add_feed": "You may not have feeds read. Ask a desk editor.",
    "change_feed": "You may not change which feeds are read. Ask a desk editor.",
    "delete_feed": "You may not remove feeds. Ask a desk editor.",
}


def require(user: User, act: str, *sections: SectionPage) -> None:
    """Raise PermissionDenied, saying whom to ask, unless `user` may `act` (of REMEDY) for the sections."""
    if not user.has_perm(f"wires.{act}"):
        raise PermissionDenied(REMEDY[act])
    for section in sections:
        if not section.permissions_for_user(user).can_add_subpage():
            raise PermissionDenied(f"You may not write in {section.title}. Ask its desk.")


def sections_of(user: User) -> QuerySet[SectionPage]:
    """The sections that somebody may write in, whose feeds are his to lead."""
    pages = PagePermissionPolicy().instances_user_has_permission_for(user, "add")
    return SectionPage.objects.filter(pk__in=pages.order_by().values("pk"))
