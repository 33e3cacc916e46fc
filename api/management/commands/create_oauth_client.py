"""Make a client of the OAuth server; its secret is printed once and kept as a hash."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from oauth2_provider.generators import generate_client_secret

from accounts.models import Client, User
from accounts.scopes import FORMS, unknown


class Command(BaseCommand):
    help = (
        "Make an OAuth client and print its id and secret, once. Without --redirect-uri it acts by client "
        "credentials for --user; with one, for whoever agrees to it in the browser (code with PKCE, S256)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what people are asked about")
        parser.add_argument(
            "--user", required=True, help="the account that it acts for, or that answers for it"
        )
        parser.add_argument(
            "--scope",
            action="append",
            required=True,
            help=f"at most these; may be repeated: {', '.join(FORMS)}",
        )
        parser.add_argument("--redirect-uri", action="append", default=[], help="exact; may be repeated")
        parser.add_argument("--public", action="store_true", help="it can keep no secret: an app, a web page")

    def handle(self, *args: Any, name: str, user: str, **options: Any) -> None:
        owner = User.objects.filter(username=user, is_active=True).first()
        if owner is None:
            raise CommandError(f"There is no active account “{user}”.")
        if bad := unknown(options["scope"]):
            raise CommandError(f"There is no scope {', '.join(bad)}. Give: {', '.join(FORMS)}.")
        uris, is_public = options["redirect_uri"], options["public"]
        if is_public and not uris:
            raise CommandError("--public takes a --redirect-uri: client credentials need a secret.")
        secret = "" if is_public else generate_client_secret()
        client = Client(
            name=name,
            user=owner,
            scopes=options["scope"],
            redirect_uris=" ".join(uris),
            client_type=Client.CLIENT_PUBLIC if is_public else Client.CLIENT_CONFIDENTIAL,
            authorization_grant_type=Client.GRANT_AUTHORIZATION_CODE
            if uris
            else Client.GRANT_CLIENT_CREDENTIALS,
            client_secret=secret,
        )
        try:
            client.full_clean(exclude=["client_secret"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        client.save()
        self.stderr.write(
            f"“{name}” is known. Its secret is shown this once:" if secret else f"“{name}” is known:"
        )
        self.stdout.write(f"client_id={client.client_id}")
        if secret:
            self.stdout.write(f"client_secret={secret}")
