"""Make an API token for an account; its text is printed once and kept nowhere."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from accounts.scopes import EVERYTHING, FORMS
from accounts.tokens import make_token
from articles.models import SectionPage


class Command(BaseCommand):
    help = "Make an API token for an account and print it, once. What it is good for goes to stderr."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="made by command", help="what it is for")
        parser.add_argument(
            "--scope",
            action="append",
            metavar="SCOPE",
            help=f"may be repeated; default: all. {', '.join(FORMS)}",
        )
        parser.add_argument("--section", action="append", metavar="SLUG", help="limit it; may be repeated")
        parser.add_argument("--days", type=int, help="how long it lives; default: as long as may be")

    def handle(self, *args: Any, username: str, name: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account “{username}”.")
        days = options["days"]
        try:
            token, secret = make_token(
                user,
                name,
                scopes=options["scope"] or [EVERYTHING],
                sections=sections_named(options["section"]),
                expires_at=timezone.now() + timedelta(days=days) if days is not None else None,
                by=None,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if not user.has_perm("wagtailadmin.access_admin"):
            self.stderr.write(f"“{username}” has no access to the desk: this token shows no drafts.")
        self.stderr.write(
            f"Token {token.pk} of {username}: {', '.join(token.scopes)}; "
            f"until {token.expires_at:%Y-%m-%d %H:%M %Z}. It is shown this once:"
        )
        self.stdout.write(secret)


def sections_named(slugs: list[str] | None) -> list[Page] | None:
    """The sections of these slugs; None where none is given. CommandError for one that is not there."""
    if not slugs:
        return None
    found = {section.slug: section for section in SectionPage.objects.filter(slug__in=slugs)}
    if missing := [slug for slug in slugs if slug not in found]:
        known = ", ".join(SectionPage.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"There is no section {', '.join(missing)}. There are: {known}.")
    return list(found.values())
