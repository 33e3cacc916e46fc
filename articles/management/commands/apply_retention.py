"""Let go of the text of old, folded autosaves, as the policy says; or tell what that would come to."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from articles.retention import foresee, let_go


class Command(BaseCommand):
    help = "Let go of the text of autosaves that fold into a later one and that nothing refers to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days",
            type=int,
            default=settings.NEWSROOM_KEEP_AUTOSAVES_DAYS,
            help="older than these; NEWSROOM_KEEP_AUTOSAVES_DAYS by default",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="tell what it would come to, and do nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        days = options["days"]
        if days is None:
            self.stdout.write(
                "No policy: everything is kept. Set NEWSROOM_KEEP_AUTOSAVES_DAYS or give --days."
            )
            return
        try:
            report = foresee(days)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        would = "would be" if options["dry_run"] else "are"
        self.stdout.write(
            f"{report.old} autosaves older than {days} days have text: {report.held} under a legal hold, "
            f"{report.old - report.held - report.let_go} needed otherwise (the last before a pause, named, "
            f"published, merged, or referred to), {report.let_go} {would} let go "
            f"({filesizeformat(report.characters)})."
        )
        if not options["dry_run"]:
            went = sum(let_go(days))
            self.stdout.write(self.style.SUCCESS(f"The text of {went} autosaves was let go."))
