"""Which state of a story's reading somebody looked at: a newer text and every ruling make it another."""

from datetime import datetime

from django.core.exceptions import ValidationError

from accounts.models import User
from annotations.models import Ruling
from articles.actions import wait_for_turn
from articles.models import ArticlePage, ArticleRevision


class StaleReading(ValidationError):
    """Somebody saved the story or ruled on it since: `by` whom and `at` what time, `changed` what."""

    def __init__(self, by: User | None, at: datetime, changed: str, done: str) -> None:
        who = by.display_name if by else "The machine"
        super().__init__(f"{who} {done} meanwhile. Nothing was changed. Get the newest reading, then decide.")
        self.by, self.at, self.changed = by, at, changed


def newest_ruling(article_id: int) -> Ruling | None:
    """What was ruled last in a story."""
    rulings = Ruling.objects.filter(article=article_id).select_related("ruled_by")
    return rulings.order_by("-pk").first()


def version_of(revision: ArticleRevision) -> str:
    """Names the state of the reading of a revision."""
    ruling = newest_ruling(revision.article_id)
    return f"r{revision.pk}-{ruling.pk if ruling else 0}"


def require_version(article: ArticlePage, stated: str) -> ArticleRevision:
    """The newest text of a story, with everybody else waiting.

    Raises StaleReading unless `stated` names its reading, and ValidationError where there is no text.
    """
    wait_for_turn(article.pk)
    newest = ArticleRevision.objects.latest_of(article)
    if newest is None:
        raise ValidationError("There is no text to read yet. Save one first.")
    if version_of(newest) == stated:
        return newest
    ruling = newest_ruling(article.pk)
    if ruling and stated.startswith(f"r{newest.pk}-"):
        raise StaleReading(ruling.ruled_by, ruling.ruled_at, "status", "ruled on an attribution")
    raise StaleReading(newest.created_by, newest.created_at, "text", "saved a newer text")
