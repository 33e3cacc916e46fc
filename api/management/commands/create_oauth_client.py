"""Make a client of the OAuth server; its secret is printed once and kept as a hash."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.clients import make_client
from accounts.models import User
from accounts.scopes import FORMS
from api.management.commands.create_api_token import sections_named


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
        parser.add_argument("--section", action="append", metavar="SLUG", help="limit it; may be repeated")
        parser.add_argument("--redirect-uri", action="append", default=[], help="exact; may be repeated")
        parser.add_argument("--public", action="store_true", help="it can keep no secret: an app, a web page")

    def handle(self, *args: Any, name: str, user: str, **options: Any) -> None:
        owner = User.objects.filter(username=user, is_active=True).first()
        if owner is None:
            raise CommandError(f"There is no active account “{user}”.")
        if options["public"] and not options["redirect_uri"]:
            raise CommandError("--public takes a --redirect-uri: client credentials need a secret.")
        try:
            client, secret = make_client(
                owner,
                name,
                scopes=options["scope"],
                sections=sections_named(options["section"]),
                redirect_uris=options["redirect_uri"],
                is_public=options["public"],
                by=None,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stderr.write(
            f"“{client}” is known. Its secret is shown this once:" if secret else f"“{client}” is known:"
        )
        self.stdout.write(f"client_id={client.client_id}")
        if secret:
            self.stdout.write(f"client_secret={secret}")
