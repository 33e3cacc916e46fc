"""Wagtail's command of this name; one story that may not go out holds up none. Embargoes end here."""

from typing import Any

from wagtail.management.commands.publish_scheduled import Command as PublishScheduled

from articles.embargo import end_due_embargoes
from articles.gate import hold_back_what_is_blocked


class Command(PublishScheduled):
    """Publish and expire what is due; what the gate holds back stays as it is and its editor is told."""

    help = (
        "Publish and expire what is due, and end the embargoes whose time has come; what the gate holds back"
        " stays as it is and its editor is told."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dryrun"]:
            for page in hold_back_what_is_blocked():
                self.stdout.write(f"Held back: “{page.draft_title}” (article {page.pk}). Its page says why.")
        super().handle(*args, **options)
        if not options["dryrun"]:
            for article_id in end_due_embargoes():  # last: what was due under embargo is published by now
                self.stdout.write(f"The embargo on article {article_id} has ended.")
