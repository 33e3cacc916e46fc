"""Taking over a colleague's lock: who may, from whom, and who hears of it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from articles.drafts import keep_draft
from articles.locks import TAKEN_OVER, take_over_lock
from articles.models import ArticleRevision
from articles.versions import token_of
from claims.models import Notice
from tests.conftest import person, work


@pytest.fixture
def locked(article, reporter):
    Page.objects.filter(pk=article.pk).update(
        locked=True, locked_by=reporter, locked_at=timezone.now() - timezone.timedelta(hours=1)
    )
    article.refresh_from_db()
    return article


def test_the_lock_changes_hands_on_record_and_its_holder_is_told(locked, reporter, desk):
    take_over_lock(locked, by=desk, from_whom=reporter.pk)
    page = Page.objects.get(pk=locked.pk)
    assert (page.locked, page.locked_by) == (True, desk)
    assert timezone.now() - page.locked_at < timezone.timedelta(minutes=1)
    entry = PageLogEntry.objects.get(action=TAKEN_OVER)
    assert (entry.user, entry.data["from"], entry.message) == (
        desk,
        reporter.pk,
        "Took over the lock from Rita",
    )
    work()
    notice = Notice.objects.get(article=locked)
    assert notice.person == reporter
    assert notice.words.startswith("Dana took over the lock that you held.")


def test_it_is_told_once_though_the_worker_is_rung_twice(locked, reporter, desk):
    from claims.tasks import tell_of_lock

    take_over_lock(locked, by=desk, from_whom=reporter.pk)
    work()
    tell_of_lock(str(PageLogEntry.objects.get(action=TAKEN_OVER).pk))
    assert Notice.objects.filter(article=locked).count() == 1


def test_a_reporter_and_another_section_may_not(locked, desk, reporter, sport_desk):
    Page.objects.filter(pk=locked.pk).update(locked_by=desk)
    for user in (reporter, sport_desk):
        with pytest.raises(PermissionDenied, match="may not take over locks"):
            take_over_lock(locked, by=user, from_whom=desk.pk)
    assert Page.objects.get(pk=locked.pk).locked_by == desk


def test_whoever_looked_too_long_ago_is_refused(locked, reporter, desk):
    maria = person("maria", "Managing editors")
    take_over_lock(locked, by=maria, from_whom=reporter.pk)
    with pytest.raises(ValidationError, match="Maria holds the lock by now"):
        take_over_lock(locked, by=desk, from_whom=reporter.pk)
    with pytest.raises(ValidationError, match="You hold this story’s lock already"):
        take_over_lock(locked, by=maria, from_whom=reporter.pk)
    Page.objects.filter(pk=locked.pk).update(locked=False, locked_by=None)
    with pytest.raises(ValidationError, match="Nobody holds"):
        take_over_lock(locked, by=desk, from_whom=maria.pk)


def test_a_lock_that_nobody_signed_can_be_taken_over(locked, desk):
    Page.objects.filter(pk=locked.pk).update(locked_by=None)
    take_over_lock(locked, by=desk, from_whom=None)
    work()
    assert Page.objects.get(pk=locked.pk).locked_by == desk
    assert not Notice.objects.exists()


def test_what_the_other_had_not_saved_reaches_both(locked, reporter, desk):
    began_from = token_of(locked)
    take_over_lock(locked, by=desk, from_whom=reporter.pk)
    said = ArticleRevision.objects.latest_of(locked).data | {"title": "Bridge bill doubles"}
    draft = keep_draft(
        locked.pk, said, by=reporter, began_from=began_from, door="autosave", reason="locked", form="w" * 16
    )
    work()
    kept = {notice.person: notice for notice in Notice.objects.filter(path=draft.get_absolute_url())}
    assert kept[reporter].words.startswith("Your text was not saved and is kept")
    assert kept[desk].words.startswith("Rita has text for the story that you have locked.")
