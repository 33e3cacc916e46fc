"""Reading everything again: by real workers, behind what editors save, as often interrupted as one likes."""

import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from annotations import rereading
from annotations.actions import READ_HANDLER, progress_of, reader_id
from annotations.models import Mention, Reading
from articles.models import ArticlePage, ArticleRevision, SectionPage
from newsroom import embedded
from outbox import bell
from outbox.models import OutboxEvent
from tests.conftest import edit, paragraphs, work
from tests.journeys.processes import wait_until

ROOT = Path(__file__).resolve().parents[2]
OLD = "an earlier reader 0.1"

database = pytest.mark.django_db(transaction=True)


def reread(*arguments: str) -> str:
    out = io.StringIO()
    call_command("reread", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def stories(write: Callable[..., ArticlePage], count: int) -> list[ArticlePage]:
    """Stories that an earlier reader has read."""
    with bell.silent():  # no worker is to find stale bells before an editor's
        made = [
            write(f"Pier {number}", f"“Pier {number} is old,” said Hanna Solberg, the mayor.")
            for number in range(count)
        ]
        work()
    Reading.objects.update(reader=OLD)
    Mention.objects.all().delete()
    return made


def unread() -> int:
    return len(rereading.unread_by_this_reader())


@pytest.fixture
def worker() -> Iterator[None]:
    """A worker and the sweep in threads of this process."""
    with embedded.worker() as ready:
        assert ready.wait(60)
        yield


@database
def test_every_story_is_read_by_todays_reader_and_indexed(write, worker):
    made = stories(write, 5)
    assert "5 stories read" in reread()
    assert Reading.objects.filter(reader=reader_id(), state="done").count() == 5
    for article in made:
        assert Mention.objects.filter(revision__article_id=article.pk, name="Hanna Solberg").exists()
    assert {event.queue for event in OutboxEvent.objects.filter(topic="rereading.wanted")} == {"bulk"}
    assert "Nothing to do" in reread()
    wait_until(lambda: not OutboxEvent.objects.undone().exists(), "the news of the readings to be heard")
    finished = OutboxEvent.objects.filter(topic="reading.finished").order_by("-pk")[:5]
    assert {event.queue for event in finished} == {"bulk"}


@database
def test_an_editor_sees_the_earlier_reading_meanwhile(article):
    work()
    Reading.objects.update(reader=OLD)
    rereading.want([pk for pk, _ in rereading.unread_by_this_reader()])
    assert rereading.owed().count() == 1
    assert progress_of(article).state == "done"


@database
def test_drafts_and_what_readers_see_are_read_and_nothing_between(article, reporter, desk):
    article.get_latest_revision().publish(user=desk)
    article = ArticlePage.objects.get(pk=article.pk)
    for old, new in (("Tuesday", "Wednesday"), ("Wednesday", "Thursday")):
        edit(article, reporter, old, new)
    work()
    Reading.objects.update(reader=OLD)
    history = list(ArticleRevision.objects.of(article))
    wanted = {pk for pk, _ in rereading.unread_by_this_reader()}
    assert len(history) == 3
    assert wanted == {history[0].pk, history[2].pk}


@database
def test_a_run_takes_what_it_was_asked_for(write, sport: SectionPage):
    stories(write, 3)
    page = ArticlePage(title="Rowing", body=paragraphs("The crew of Sørvik won."), live=False)
    sport.add_child(instance=page)
    page.save_revision()
    assert "4 stories to read" in reread("--dry-run")
    assert "1 story to read" in reread("--dry-run", "--section", "sport")
    assert "2 stories to read" in reread("--dry-run", "--limit", "2")
    assert "0 stories to read" in reread("--dry-run", "--since", "2999-01-31")
    assert "4 stories to read" in reread("--dry-run", "--since", "2001-01-31T12:00")
    assert rereading.owed().count() == 0


@database
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--section", "zebra"], "--section: There is no section “zebra”. Choose one of news, sport"),
        (["--since", "yesterday"], "--since: give a date as 2026-01-31"),
        (["--limit", "0"], "--limit: give a number from 1"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_by_name(newsroom, arguments, words):
    with pytest.raises(CommandError, match=words) as refused:
        reread(*arguments)
    assert refused.value.returncode == 2


def test_stories_of_one_text_are_asked_for_together():
    wanted = [(1, "a"), (2, "b"), (3, "b"), (4, "b"), (5, "c")]
    assert list(rereading.chunks(wanted, 2)) == [[1, 2, 3, 4], [5]]


@database
def test_an_interrupted_run_is_taken_up_where_it_stopped(write, tmp_path):
    """Ctrl-C in a process of its own, without any worker: what was handed out is owed, the rest is not."""
    stories(write, 64)
    name = str(connection.settings_dict["NAME"])
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        url = f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{name}"
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "newsroom.settings.test"}
    running = subprocess.Popen(
        [sys.executable, "manage.py", "reread"],
        cwd=ROOT,
        env=environment | {"REDIS_URL": ""},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until(lambda: rereading.owed().count() >= 50, "stories to be handed out")
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    finally:
        running.kill()
    assert running.returncode == 130
    assert "Stopped. 50 stories already handed out" in said
    assert rereading.owed().count() == 50
    assert work() >= 50
    assert unread() == 14
    finished: list[str] = []
    with embedded.worker() as ready:
        assert ready.wait(60)
        caller = threading.Thread(target=lambda: (finished.append(reread()), connection.close()))
        caller.start()
        caller.join(120)
    assert "14 stories read" in finished[0]
    assert unread() == 0


@database
def test_what_cannot_be_read_is_counted_and_the_rest_goes_on(write, worker, settings, monkeypatch):
    settings.NEWSROOM_MAX_ATTEMPTS = 1
    stories(write, 3)
    import extraction

    honest = extraction.read
    monkeypatch.setattr(
        extraction, "read", lambda text, *rest: honest(text, *rest) if "Pier 1" not in text else 1 / 0
    )
    with pytest.raises(CommandError, match="1 story failed") as failed:
        reread()
    assert failed.value.returncode == 1
    assert Reading.objects.filter(reader=reader_id(), state="done").count() == 2


@database
def test_an_editors_save_is_read_while_a_reread_is_under_way(write, reporter, request):
    made = stories(write, 50)
    request.getfixturevalue("worker")  # not before: its sweep would ring for the stories' own saves
    done: list[str] = []
    caller = threading.Thread(target=lambda: (done.append(reread()), connection.close()))
    caller.start()
    wait_until(lambda: rereading.owed().count() > 40, "a queue of stories")
    article = made[0]
    article.body = paragraphs("“New words,” said Ada Byrne.")
    article.save_revision(user=reporter)
    wait_until(lambda: progress_of(article).state == "done", "the save to be read")
    caller.join(120)
    assert done
    revision = ArticleRevision.objects.latest_of(article)
    saved = OutboxEvent.objects.get(handler=READ_HANDLER, key=str(revision.pk))
    rereads = OutboxEvent.objects.filter(topic="rereading.wanted")
    between = rereads.filter(finished_at__gt=saved.created_at, finished_at__lt=saved.started_at).count()
    assert between <= 6, "the save stood in line behind the reread"
