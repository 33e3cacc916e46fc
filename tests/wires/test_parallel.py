"""Several workers at once: every story comes in once, whoever is faster."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.models import User
from articles.models import ArticlePage, ArticleRevision, SectionPage
from outbox.models import OutboxEvent
from tests.conftest import furnish
from tests.wires.documents import PLAIN, news_item, newsml
from wires.actions import Sent, begin_job
from wires.events import STORY_WITHDRAWN
from wires.models import Item, Job
from wires.taking import Busy, take_in_job

STORIES = 6


def finish(job_id: int) -> None:
    """What the outbox does: ring until it is finished, after a longer pause each time that it was held up."""
    pause = 0.05
    try:
        while Job.objects.unfinished().filter(pk=job_id).exists():
            try:
                take_in_job(job_id)
            except Busy:
                time.sleep(pause)
                pause *= 2
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("others", ["news", "sport"])
def test_two_jobs_with_the_same_stories_and_two_workers_at_each(others: str) -> None:
    furnish()
    boss = User.objects.create_superuser("boss")
    sections = {section.slug: section for section in SectionPage.objects.all()}
    sent = [Sent(f"Story {n}\n\nIt is number {n}.".encode(), "text/plain") for n in range(STORIES)]
    jobs = [begin_job(sent, by=boss, section=sections[slug]) for slug in ("news", others)]
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(finish, [job.pk for job in jobs * 2]))
    assert Counter(Item.objects.values_list("state", flat=True)) == {"new": STORIES, "unchanged": STORIES}
    assert ArticlePage.objects.count() == ArticleRevision.objects.count() == STORIES


@pytest.mark.django_db(transaction=True)
def test_stories_and_their_cancellations_at_once_and_two_workers_at_each() -> None:
    furnish()
    boss = User.objects.create_superuser("boss")
    news = SectionPage.objects.get(slug="news")
    jobs = []
    for version, status in enumerate(("usable", "canceled"), 1):
        said = {"version": version, "status": f'<pubStatus qcode="stat:{status}"/>'}
        items = [news_item(PLAIN, guid=f"urn:{n}", **said) for n in range(STORIES)]  # type: ignore[arg-type]
        jobs.append(begin_job([Sent(newsml(each), name="item.xml") for each in items], by=boss, section=news))
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(finish, [job.pk for job in jobs * 2]))
    withdrawals = Item.objects.withdrawals()
    assert set(withdrawals.values_list("article", flat=True)) == set(
        ArticlePage.objects.values_list("pk", flat=True)
    )
    told = OutboxEvent.objects.filter(topic=STORY_WITHDRAWN).values_list("key", flat=True)
    assert sorted(told) == sorted(str(item.pk) for item in withdrawals)
    assert len(told) == STORIES
