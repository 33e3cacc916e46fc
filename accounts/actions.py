"""What can be done to roles and people's own settings. All may be called again and change nothing twice."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page, get_root_collection_id

from accounts.models import User
from accounts.roles import ROLES, SECTION_RIGHTS, section_group_name


def _permissions(names: Iterable[str]) -> list[Permission]:
    wanted = [name.split(".", 1) for name in names]
    lookup = Q()
    for app_label, codename in wanted:
        lookup |= Q(content_type__app_label=app_label, codename=codename)
    found = list(Permission.objects.filter(lookup).select_related("content_type")) if wanted else []
    missing = {f"{app}.{code}" for app, code in wanted} - {
        f"{permission.content_type.app_label}.{permission.codename}" for permission in found
    }
    if missing:
        raise LookupError(f"No such permission: {', '.join(sorted(missing))}. Run `migrate` first.")
    return found


def _grant_pages(group: Group, page: Page, rights: Iterable[str]) -> None:
    for permission in _permissions(f"wagtailcore.{right}_page" for right in rights):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


@transaction.atomic
def create_roles() -> list[Group]:
    """Create the role groups and give them the rights of `accounts.roles`; returns the groups.

    Rights that an administrator took away come back; rights that were added by hand stay.
    """
    root = Page.get_first_root_node()
    groups = []
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role.name)
        media = [name for name in role.permissions if name.startswith(("wagtailimages.", "wagtaildocs."))]
        group.permissions.add(*_permissions(set(role.permissions) - set(media)))
        for permission in _permissions(media):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection_id=get_root_collection_id(), permission=permission
            )
        _grant_pages(group, root, role.pages)
        groups.append(group)
    return groups


@transaction.atomic
def create_section_groups(section: Page) -> list[Group]:
    """Create "<Section> reporters" and "<Section> editors" with rights in that section only."""
    groups = []
    for team, rights in SECTION_RIGHTS.items():
        group, _ = Group.objects.get_or_create(name=section_group_name(section.title, team))
        _grant_pages(group, section, rights)
        groups.append(group)
    return groups


def prefer_layout(user: User, layout: User.Layout) -> None:
    """Show this person two revisions so from now on."""
    user.comparison_layout = layout
    user.save(update_fields=["comparison_layout"])
