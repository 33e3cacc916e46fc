"""A newsroom that is brought up to date keeps all that it decided, and the evidence for it."""

import pytest
from django.apps import apps as django_apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts.models import User
from articles import guard

BEFORE = [("claims", "0002_paraphrase_and_worth")]
LINKS, KINDS = [("claims", "0008_acts_as_data")], [("claims", "0009_evidence_kinds")]


def migrate(to: list[tuple[str, str]]):
    executor = MigrationExecutor(connection)
    executor.migrate(to)
    return MigrationExecutor(connection).loader.project_state(to).apps


@pytest.mark.django_db(transaction=True)
def test_claims_verdicts_and_links_come_over_with_what_readers_saw():
    """From before the desk had states and a scale, past evidence that was links alone."""
    old = migrate(BEFORE)
    try:
        user = User.objects.create(username="chris")  # accounts stand as they are today
        made = old.get_model("claims", "Claim").objects.create
        claims = {status: made(statement=status, status=status) for status in ("proposed", "open", "decided")}
        old.get_model("claims", "Verdict").objects.create(
            claim=claims["decided"],
            rating="false",
            reason="No.",
            issued_by_id=user.pk,
            issued_at=timezone.now(),
        )
        link = old.get_model("claims", "Evidence").objects.create(
            claim=claims["decided"],
            url="https://example.invalid/minutes",
            quotation="40",
            added_by_id=user.pk,
        )
        migrate(LINKS)
        call_command("migrate", "archive", verbosity=0)
        guard.install(django_apps.get_app_config("claims"))  # as it stands in a newsroom that runs
        assert guard.is_installed("claims_evidence")
    finally:
        new = migrate(KINDS)
        call_command("migrate", verbosity=0)  # puts the triggers back in place
    states = dict(new.get_model("claims", "Claim").objects.values_list("statement", "status"))
    assert states == {"proposed": "new", "open": "triaged", "decided": "published"}
    verdict = new.get_model("claims", "Verdict").objects.get()
    assert (verdict.rating_id, verdict.rating.label, verdict.needed_second) == ("false", "False", False)
    evidence = new.get_model("claims", "Evidence").objects.get()
    assert (evidence.kind, evidence.accessed_at, evidence.quotation) == ("url", link.added_at, "40")
    assert guard.is_installed("claims_evidence")
