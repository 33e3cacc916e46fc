"""People with an account and the roles there are, for those at the desk.

An e-mail address is told to nobody but its owner and those who manage accounts.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.roles import ROLES
from api.resources import Resource
from api.visibility import require_desk

ROLE_NAMES = [role.name for role in ROLES]


class UserShown(serializers.Serializer[Any]):
    """A person with an account."""

    id = serializers.IntegerField()
    username = serializers.CharField(help_text="By which notes name them, with @.")
    name = serializers.CharField()
    job_title = serializers.CharField(allow_blank=True)
    is_active = serializers.BooleanField()
    roles = serializers.ListField(child=serializers.CharField())
    groups = serializers.ListField(
        child=serializers.CharField(), help_text="Teams of sections and other groups that are no role."
    )
    email = serializers.CharField(
        allow_blank=True, allow_null=True, help_text="Null unless it is yours or you manage accounts."
    )


class RoleShown(serializers.Serializer[Any]):
    """A group of people with the same rights."""

    name = serializers.CharField()
    permissions = serializers.ListField(child=serializers.CharField(), help_text="Everywhere.")
    pages = serializers.ListField(child=serializers.CharField(), help_text="Rights on all pages.")


class RolesShown(serializers.Serializer[Any]):
    """All roles."""

    results = RoleShown(many=True)


def user_values(user: User, asking: User) -> dict[str, Any]:
    """The values of a `UserShown`, as somebody may see them; `groups` are prefetched."""
    names = sorted(group.name for group in user.groups.all())
    is_told = user.pk == asking.pk or asking.has_perm("accounts.change_user")
    return {
        "id": user.pk,
        "username": user.get_username(),
        "name": user.display_name,
        "job_title": user.job_title,
        "is_active": user.is_active,
        "roles": [name for name in names if name in ROLE_NAMES],
        "groups": [name for name in names if name not in ROLE_NAMES],
        "email": user.email if is_told else None,
    }


@extend_schema_view(
    list=extend_schema(summary="People by user name", operation_id="list_users"),
    retrieve=extend_schema(summary="One person", operation_id="get_user"),
)
class UserResource(Resource):
    """Who has an account, whether it is active or not."""

    queryset = User.objects.none()
    serializer_class = UserShown
    ordering: Sequence[str] = ("username",)

    def get_queryset(self) -> QuerySet[User]:
        require_desk(self.request, "Accounts")
        return User.objects.prefetch_related("groups")

    def present(self, rows: Sequence[User]) -> Sequence[dict[str, Any]]:
        return [user_values(user, self.request.user) for user in rows]


class MeResource(Resource):
    """Whoever's token or session it is."""

    scopes = {"GET": None}
    queryset = User.objects.none()
    serializer_class = UserShown

    @extend_schema(summary="Yourself", operation_id="get_me", responses=UserShown)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        require_desk(request, "Accounts")
        me = User.objects.prefetch_related("groups").get(pk=request.user.pk)
        return Response(user_values(me, request.user))


class RoleResource(Resource):
    """The roles of the newsroom; teams of sections come on top of them."""

    scopes = {"GET": "users:read"}
    queryset = Group.objects.none()
    serializer_class = RolesShown

    @extend_schema(summary="The roles", operation_id="list_roles", responses=RolesShown)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        require_desk(request, "Roles")
        roles = [
            {"name": role.name, "permissions": sorted(role.permissions), "pages": sorted(role.pages)}
            for role in ROLES
        ]
        return Response({"results": roles})
