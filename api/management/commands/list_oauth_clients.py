"""List OAuth clients: what for, whose, what they are good for and where. Never their secret."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import Client


class Command(BaseCommand):
    help = "List the clients of the OAuth server."

    def handle(self, *args: Any, **options: Any) -> None:
        for client in Client.objects.select_related("user").prefetch_related("sections").order_by("pk"):
            where = ", ".join(section.slug for section in client.sections.all()) or "nothing"
            told = (
                client.pk,
                client.client_id,
                client.name,
                client.user or "nobody",
                "for itself" if client.acts_for_itself else "for whoever agrees",
                ", ".join(client.scopes),
                where if client.is_limited else "everywhere",
                f"since {client.created:%Y-%m-%d}",
            )
            self.stdout.write("\t".join(map(str, told)))
