"""Doorbells: each takes a key, calls an action and may ring twice."""

from annotations.models import Ruling
from archive.models import Copy
from articles.models import ArticleRevision
from claims import actions, following, notices, proposing


def follow_article(key: str) -> None:
    """A revision was frozen: carry the article's appearances to it."""
    if revision := ArticleRevision.objects.filter(pk=int(key)).only("article_id").first():
        following.follow_article(revision.article_id)


def propose_claims(key: str) -> None:
    """A revision was read: propose what it claims."""
    if revision := ArticleRevision.objects.filter(pk=int(key)).first():
        proposing.propose_claims(revision)


def withdraw_proposals(key: str) -> None:
    """An article was deleted."""
    actions.withdraw_proposals(int(key))


def heed_ruling(key: str) -> None:
    """An editor ruled on an attribution."""
    if ruling := Ruling.objects.filter(pk=int(key)).first():
        actions.heed_ruling(ruling)


def heed_change(key: str) -> None:
    """A page that evidence points to says something else now."""
    if copy := Copy.objects.filter(pk=int(key)).only("page_id").first():
        notices.tell_of_page(copy.page_id, "A page that bears on this claim has changed")


def heed_death(key: str) -> None:
    """A page that evidence points to is gone."""
    notices.tell_of_page(int(key), "A page that bears on this claim is gone; what was kept of it stays")


def heed_refusal(key: str) -> None:
    """No copy can be made of a page that evidence points to."""
    notices.tell_of_page(int(key), "The archive can keep no copy of a page that bears on this claim")


def send_notice(key: str) -> None:
    """Somebody should know something: by e-mail too."""
    notices.send(int(key))
