"""A story with a time goes out at that time, whoever is at a desk then."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import ArticlePage, ArticleRevision, Publication
from articles.tasks import publish_scheduled

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("minutes", "is_out"), [(-1, True), (10, False)])
def test_a_scheduled_story_goes_out_when_its_time_has_come(article, desk, minutes, is_out):
    article.go_live_at = timezone.now() + timedelta(minutes=10)
    revision = article.save_revision(user=desk)
    revision.publish(user=desk)
    assert not ArticlePage.objects.get(pk=article.pk).live
    due = timezone.now() + timedelta(minutes=minutes)
    type(revision).objects.filter(pk=revision.pk).update(  # the clock goes on
        approved_go_live_at=due, content=revision.content | {"go_live_at": due.isoformat()}
    )
    publish_scheduled()
    assert ArticlePage.objects.get(pk=article.pk).live is is_out
    shown = [publication.revision for publication in Publication.objects.of(article)]
    assert shown == ([ArticleRevision.objects.live_of(article)] if is_out else [])
