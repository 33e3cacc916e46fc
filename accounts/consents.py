"""Programs that people let in by OAuth: which they are, who did, and how they are shut out again."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from oauth2_provider.models import get_access_token_model, get_grant_model, get_refresh_token_model

from accounts.models import Client, User


def clients_of(person: User) -> QuerySet[Client]:
    """The programs that may act for somebody now, or renew their access; by name."""
    in_force = _in_force(user=person, application=OuterRef("pk"))
    return Client.objects.filter(in_force).order_by("name", "pk")


def people_of(client: Client) -> QuerySet[User]:
    """Those for whom a program may act now, or renew its access, since they agreed."""
    return User.objects.filter(_in_force(user=OuterRef("pk"), application=client))


def tokens_in_force(client: Client) -> int:
    """How many access tokens of a program open a door now."""
    access = get_access_token_model().objects.filter(application=client, expires__gt=timezone.now())
    return int(access.count())


def _in_force(**what: Any) -> Q:
    access = get_access_token_model().objects.filter(**what)
    renewal = get_refresh_token_model().objects.filter(**what, revoked=None)
    return Q(Exists(access.filter(expires__gt=timezone.now()))) | Q(Exists(renewal))


def shut_out(client_pk: int, *, by: User) -> None:
    """End whatever lets a program act for this person, at once. To do it twice changes nothing."""
    _end(user=by, application=client_pk)


def end_all(client: Client) -> None:
    """End whatever a program was given, for itself and for people, at once."""
    _end(application=client.pk)


@transaction.atomic
def _end(**what: Any) -> None:
    for model in (get_grant_model(), get_refresh_token_model(), get_access_token_model()):
        model.objects.filter(**what).delete()
