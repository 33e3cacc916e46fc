"""Doorbells: each takes a key, calls an action and may ring twice."""

import logging

from celery import shared_task
from django.conf import settings
from django.core.management import call_command

from articles import actions, counting, origins, passages, requests, retention
from articles.comments.following import follow_comments
from articles.models import ArticleRevision, RequestAct

logger = logging.getLogger(__name__)


def freeze_autosave(key: str) -> None:
    """The writer paused: keep what was autosaved. `key` is "<article id>:<Wagtail revision id>"."""
    article_id, _, working_copy_id = key.partition(":")
    actions.freeze_autosave(int(article_id), int(working_copy_id))


def follow_passages(key: str) -> None:
    """Make the words of a revision findable. `key` is its id."""
    if revision := ArticleRevision.objects.defer("content").filter(pk=int(key)).first():
        passages.follow(revision.article_id)


@shared_task(name="articles.apply_retention", acks_late=True)
def apply_retention() -> None:
    """Let go of old autosaves, where the newsroom has a policy."""
    if settings.NEWSROOM_KEEP_AUTOSAVES_DAYS is not None:
        went = sum(retention.let_go(settings.NEWSROOM_KEEP_AUTOSAVES_DAYS))
        logger.info("The text of %s old autosaves was let go.", went)


def follow_words_commented_on(key: str) -> None:
    """A state of a story with comments was kept. `key` is the article's id."""
    follow_comments(int(key))


def count_changes(key: str) -> None:
    """Somebody looked at a long history that was not counted yet. `key` is the article's id."""
    counting.count_changes(int(key))


def trace_sentences(key: str) -> None:
    """Somebody asked where a sentence of a long history comes from. `key` is the article's id."""
    origins.trace(int(key))


@shared_task(name="articles.publish_scheduled", acks_late=False, expires=60)
def publish_scheduled() -> None:
    """Publish and expire what is due."""
    call_command("publish_scheduled")


@shared_task(name="articles.forget_askers", acks_late=False, expires=3600)
def forget_askers() -> None:
    """Forget who reported errors that were answered long ago."""
    requests.forget_askers()


def send_answer(key: str) -> None:
    """A reader's request was answered or rejected: by e-mail too."""
    if act := RequestAct.objects.filter(pk=int(key)).first():
        requests.send_answer(act)
