"""How acts on stories are put on file: for good as `StoryAct`, in Wagtail's log of the page, and as news."""

from wagtail.log_actions import log
from wagtail.models import Page

from accounts.models import User
from articles.events import STORY_ACTED
from articles.models import ArticleRevision, StoryAct
from outbox.models import OutboxEvent

STORY_ACT = "newsroom.act"  # what Wagtail's log of the page says of it


def put_on_file(
    article: Page,
    name: StoryAct.Name,
    *,
    by: User | None,
    about: str = "",
    why: str = "",
    revision: ArticleRevision | None = None,
    stage: str = "",
    whom: User | None = None,
) -> StoryAct:
    """Record, in the caller's transaction, what was done with a story; `by` of None is the machine."""
    act = StoryAct.objects.create(
        article_id=article.pk,
        name=name,
        stage=stage,
        whom=whom,
        about=about[:255],
        why=why.strip(),
        revision=revision,
        by=by,
    )
    log(article, STORY_ACT, user=by, data={"done": act.done, "about": act.about, "why": act.why})
    OutboxEvent.objects.record_new(STORY_ACTED, [act.pk])
    return act
