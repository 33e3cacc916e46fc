"""Programs that a person let in by OAuth: which they are, and how he shuts them out again."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from oauth2_provider.models import get_access_token_model, get_grant_model, get_refresh_token_model

from accounts.models import Client, User


def clients_of(person: User) -> QuerySet[Client]:
    """The programs that may act for somebody now, or renew their access; by name."""
    access = get_access_token_model().objects.filter(user=person, application=OuterRef("pk"))
    renewal = get_refresh_token_model().objects.filter(user=person, application=OuterRef("pk"), revoked=None)
    in_force = Q(Exists(access.filter(expires__gt=timezone.now()))) | Q(Exists(renewal))
    return Client.objects.filter(in_force).order_by("name", "pk")


@transaction.atomic
def shut_out(client_pk: int, *, by: User) -> None:
    """End whatever lets a program act for this person, at once. To do it twice changes nothing."""
    for model in (get_grant_model(), get_refresh_token_model(), get_access_token_model()):
        model.objects.filter(user=by, application=client_pk).delete()
