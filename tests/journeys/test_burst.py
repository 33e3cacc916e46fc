"""Fifty saves of one article in a burst by five writers, with a real worker reading meanwhile."""

import threading

import pytest
from django.db import connection

from accounts.models import User
from annotations.models import Reading
from articles.history import Break, verify
from articles.models import ArticlePage, ArticleRevision
from articles.versions import StaleVersion
from newsroom import embedded
from outbox.models import OutboxEvent
from tests.conftest import paragraphs
from tests.journeys.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, SAVES, DISTINCT = 5, 10, 20


def text(writer: int, save: int) -> str:
    """Twenty distinct texts among the fifty saves, so that some are saved by several writers."""
    return f"“We will build {(writer * SAVES + save) % DISTINCT} houses,” said Ada Byrne, the mayor."


def write(article_id: int, writer: int, failures: list[BaseException]) -> None:
    try:
        user = User.objects.get(username="rita")
        for save in range(SAVES):
            while not _saved(article_id, user, text(writer, save)):
                pass  # somebody was faster: begin from what they saved
    except BaseException as error:  # noqa: BLE001 - handed to the test, which fails with it
        failures.append(error)
    finally:
        connection.close()


def _saved(article_id: int, user: User, words: str) -> bool:
    article = ArticlePage.objects.get(pk=article_id)
    article.body = paragraphs(words)
    try:
        article.save_revision(user=user)
    except StaleVersion:
        return False
    return True


def test_a_burst_of_saves_loses_no_revision_and_reads_each_text_once(article):
    failures: list[BaseException] = []
    with embedded.worker() as ready:
        ready.wait()
        writers = [
            threading.Thread(target=write, args=(article.pk, writer, failures)) for writer in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert failures == []
        wait_until(lambda: not OutboxEvent.objects.undone().exists(), "everything owed to be done")
    revisions = list(ArticleRevision.objects.of(article))
    assert [revision.number for revision in revisions] == list(range(1, len(revisions) + 1))
    assert not [link for link in verify(ArticleRevision.objects.of(article)) if isinstance(link, Break)]
    kept = {revision.text.plain.split("\n\n")[1] for revision in revisions[1:]}
    assert kept == {text(writer, save) for writer in range(WRITERS) for save in range(SAVES)}
    texts = {revision.text_digest for revision in revisions}
    assert len(texts) == DISTINCT + 1  # and the story that the article began with
    assert sorted(Reading.objects.filter(state="done").values_list("text_digest", flat=True)) == sorted(texts)
    assert not OutboxEvent.objects.failed().exists()
