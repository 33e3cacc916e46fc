"""Old autosaves may lose their text, and nothing else may; the history is still proved."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from articles.actions import freeze_pending
from articles.labelling import label_revision
from articles.models import ArticlePage, ArticleRevision, DroppedContent, LegalHold, Passage
from articles.retention import dispensable, holds_on, let_go, lift_hold, place_hold
from articles.saving import saving_as
from articles.tasks import apply_retention
from tests.conftest import paragraphs, person
from tests.desk.making import claim_in, rewrite

pytestmark = pytest.mark.django_db
TABLE = "articles_articlerevision"


def run(name, **options) -> str:
    out = io.StringIO()
    call_command(name, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def typed(article, reporter, desk, monkeypatch):
    """1 saved, 2–6 autosaved by the reporter, 7–8 by the desk, 9 saved; 100 days later."""
    for who, words in (*((reporter, f"Words {n}.") for n in range(2, 7)), (desk, "Seven."), (desk, "Eight.")):
        with saving_as("autosave"):
            rewrite(article, paragraphs(words), user=who)
        freeze_pending(article.pk)
    rewrite(article, paragraphs("Nine."), user=desk)
    later = timezone.now() + timedelta(days=100)
    monkeypatch.setattr(timezone, "now", lambda: later)
    return ArticlePage.objects.get(pk=article.pk)


def gone() -> list[int]:
    return list(ArticleRevision.objects.filter(content="").values_list("number", flat=True))


def at(number: int) -> ArticleRevision:
    return ArticleRevision.objects.get(number=number)


def test_only_autosaves_that_fold_into_a_later_one_go_and_the_chain_still_holds(typed):
    assert "7 autosaves older than 90 days have text" in run("apply_retention", days=90, dry_run=True)
    assert gone() == []
    assert "The text of 5 autosaves was let go." in run("apply_retention", days=90)
    assert gone() == [2, 3, 4, 5, 7]
    assert "9 revisions of 1 articles: every link holds." in run("verify_history", thorough=True)
    assert at(2).dropped.policy == "autosaves older than 90 days"
    assert "The text of 0 autosaves" in run("apply_retention", days=90)
    assert not Passage.objects.filter(text="Words 2.").exists()
    assert Passage.objects.filter(text="Words 6.").exists()
    assert (at(3).count.added, at(3).count.removed) == (1, 1)  # counted before it went


def test_nothing_goes_without_a_policy_or_before_its_time(typed, settings):
    assert "No policy: everything is kept" in run("apply_retention")
    apply_retention()
    settings.NEWSROOM_KEEP_AUTOSAVES_DAYS = 101
    apply_retention()
    assert gone() == []
    settings.NEWSROOM_KEEP_AUTOSAVES_DAYS = 99
    apply_retention()
    assert gone() == [2, 3, 4, 5, 7]
    with pytest.raises(CommandError, match="at least one day"):
        run("apply_retention", days=0)


def test_what_is_named_claimed_published_or_held_stays(typed, desk):
    label_revision(at(3), name="First idea", note="", by=desk)
    claim = claim_in(typed, "Nine.")
    claim.appearances.get().anchors.update(first=at(5))
    # 2 and 4 are the last states before one that must stay.
    assert list(dispensable(timezone.now()).values_list("number", flat=True)) == [7]
    lawyer = person("lou", "Lawyers")
    with pytest.raises(PermissionDenied):
        place_hold(typed, reason="Bridge case", by=desk)
    with pytest.raises(ValidationError, match="Say why"):
        place_hold(typed, reason=" ", by=lawyer)
    story = place_hold(typed, reason="Bridge case", by=lawyer)
    section = place_hold(typed.section, reason="Audit", by=lawyer)
    assert {hold.pk for hold in holds_on(typed)} == {story.pk, section.pk}
    for hold in (story, section):
        assert sum(let_go(90)) == 0
        lift_hold(hold, reason="Over", by=lawyer)
    assert lift_hold(section, reason="Again", by=lawyer).reason == "Over"
    assert sum(let_go(90)) == 1
    assert gone() == [7]


@pytest.mark.parametrize(
    "change",
    [
        "content = ''",  # not an autosave, or not said so before
        "content = 'x'",
        "content = '', note = 'x'",
        "content = '', hash = ''",
        "name = 'x'",
    ],
)
@pytest.mark.parametrize(("number", "is_recorded"), [(1, True), (2, False), (2, True)])
def test_the_database_allows_that_one_change_and_no_other(typed, change, number, is_recorded):
    if is_recorded:
        DroppedContent.objects.create(revision=at(number), at=timezone.now(), policy="test")
    statement = f"UPDATE {TABLE} SET {change} WHERE number = {number}"  # noqa: S608
    if (number, is_recorded, change) == (2, True, "content = ''"):
        with connection.cursor() as cursor:
            cursor.execute(statement)
        assert gone() == [2]
        statement = f"UPDATE {TABLE} SET content = 'back' WHERE number = 2"  # noqa: S608
    for refused in (statement, f"DELETE FROM {TABLE} WHERE number = {number}"):  # noqa: S608
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(refused)


def test_a_text_that_vanished_unrecorded_is_tampering(typed):
    from articles import guard

    with guard.lifted():
        ArticleRevision.objects.filter(number=2).update(content="")
    with pytest.raises(CommandError, match="revision 2: its content was altered"):
        run("verify_history")


def test_every_door_says_what_became_of_the_text(typed, desk, client: Client):
    sum(let_go(90))
    client.force_login(desk)
    shown = client.get(reverse("article_revision", args=[typed.pk, 3])).content.decode()
    assert "let go under the retention policy (autosaves older than 90 days)" in shown
    for name, args in (("article_comparison", [2, 6]), ("article_restore", [2])):
        told = client.get(reverse(name, args=[typed.pk, *args]), follow=True)
        assert told.status_code == 200
        assert "The text of revision 2 was let go" in told.content.decode()
    history = client.get(reverse("article_history", args=[typed.pk]), {"open": ["6", "8"]})
    assert [row.revision.number for row in history.context["rows"] if row.is_member] == [8, 7, 6, 5, 4, 3, 2]
    listed = client.get(f"/api/v1/articles/{typed.pk}/revisions").json()
    assert len(listed["results"]) == 9
    for path in ("revisions/2", "revisions/2/diff/6"):
        refused = client.get(f"/api/v1/articles/{typed.pk}/{path}")
        assert refused.status_code == 404, path
        assert "was let go: autosaves older than 90 days" in refused.json()["detail"]


def test_holds_are_placed_and_lifted_on_the_history_page(typed, desk, client: Client):
    address, history = reverse("article_hold", args=[typed.pk]), reverse("article_history", args=[typed.pk])
    client.force_login(person("max", "Managing editors"))
    assert "Legal hold" in client.get(history).content.decode()
    placed = client.post(address, {"reason": "Bridge case", "on": "section"}, follow=True).content.decode()
    assert "The whole section News" in placed
    assert "Bridge case" in placed
    hold = LegalHold.objects.get()
    client.force_login(desk)
    assert "Bridge case" in client.get(history).content.decode()
    client.post(address, {"hold": str(hold.pk), "reason": "x"})
    assert LegalHold.objects.in_force().exists()
    client.force_login(person("mo", "Managing editors"))
    lifted = client.post(address, {"hold": str(hold.pk), "reason": "Over"}, follow=True).content.decode()
    assert "The legal hold is lifted." in lifted
    again = client.post(address, {"hold": str(hold.pk), "reason": "Over"}, follow=True).content.decode()
    assert "lifted already" in again


@pytest.mark.django_db(transaction=True)
def test_wagtails_purge_takes_nothing_that_is_needed(article, desk, reporter, settings):
    settings.NEWSROOM_AUTOSAVE_PAUSE = 60
    article.get_latest_revision().publish(user=desk)
    live = ArticlePage.objects.get(pk=article.pk).live_revision_id
    old = rewrite(article, paragraphs("Second."), user=desk).latest_revision_id
    with saving_as("autosave"):
        typing = rewrite(article, paragraphs("Rita types."), user=reporter).latest_revision_id
        newest = rewrite(article, paragraphs("Dana types."), user=desk).latest_revision_id
    kept = ArticleRevision.objects.of(article).count()
    call_command("purge_revisions", stdout=io.StringIO())
    assert set(Revision.objects.values_list("pk", flat=True)) == {live, typing, newest}
    assert old not in {live, typing, newest}
    page = ArticlePage.objects.get(pk=article.pk)
    assert (page.live_revision_id, page.latest_revision_id) == (live, newest)
    freeze_pending(article.pk)
    texts = [each.text.plain for each in ArticleRevision.objects.of(article)]
    assert len(texts) == kept + 2
    assert "Rita types." in texts[-2]
    page.delete()  # the page itself may go, with its copies
    assert not Revision.objects.filter(pk__in=[live, typing, newest]).exists()
