"""Which state of an article a writer began from, and whether the newest is still that one.

A **token** names a state by what a save would overwrite: the words, and beside them the schedule and
whatever else stands in the working copy. It changes with every saved word, also when autosave rewrites
Wagtail's row in place, and comes back when the very same state comes back.

Doors through which a text comes from outside (editor, API, import) say what it began from with
`beginning_from`. Whoever says nothing has read the article in this process: it then counts what was the
newest when that was read. `ArticlePage.save_revision` asks here, with everybody else waiting.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import COMMENTS_RELATION_NAME, Page, Revision

from articles.content import FIELDS, canonical, editorial_content, sha256

MARK = "written_in"  # the member of a working copy's content that names the form it was written in
WORDS = frozenset({*FIELDS, "body", "bylines", "tagged_items"})
# What Wagtail keeps in a working copy without ever taking it from there, or writes there by itself.
HOUSEKEEPING = frozenset(
    {
        *("pk", "path", "depth", "numchild", "url_path", "content_type", "translation_key", "locale"),
        *("latest_revision", "latest_revision_created_at", "live_revision", "draft_title", "alias_of"),
        *("live", "has_unpublished_changes", "first_published_at", "last_published_at", "expired"),
        *("locked", "locked_at", "locked_by", "owner", COMMENTS_RELATION_NAME, "comments", MARK),
    }
)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a text began from: a state's token, and the form that it was written in.

    A `form` is one page in somebody's browser; `moment` (seconds) tells its texts apart. A form whose
    text is the newest already may always go on, also when it has not heard so yet.
    """

    token: str
    form: str = ""
    moment: float = 0.0


class StaleVersion(Exception):
    """The article has moved on since a text was begun; nothing was written.

    `newest` is the working copy that stands there now (None for an article that is gone). `is_overtaken`:
    the same form has sent something later, and that was saved; nothing is lost.
    """

    def __init__(
        self, article_id: int, token: str, newest: Revision | None, *, is_overtaken: bool = False
    ) -> None:
        self.article_id, self.token, self.newest, self.is_overtaken = article_id, token, newest, is_overtaken
        who = newest.user.display_name if newest and newest.user else "Somebody"
        at = f" at {timezone.localtime(newest.created_at):%H:%M on %-d %B}" if newest else ""
        super().__init__(f"Not saved: {who} saved this story{at}, after you had begun.")


_beginning: ContextVar[Beginning | None] = ContextVar("beginning_of_a_text", default=None)


@contextmanager
def beginning_from(beginning: Beginning | str) -> Iterator[None]:
    """Have every article saved in this block refused unless its newest state is the one of the token."""
    reset = _beginning.set(Beginning(beginning) if isinstance(beginning, str) else beginning)
    try:
        yield
    finally:
        _beginning.reset(reset)


def mark() -> dict[str, Any] | None:
    """What to note in a working copy of the form that it was written in; None outside of one."""
    beginning = _beginning.get()
    return {"form": beginning.form, "moment": beginning.moment} if beginning and beginning.form else None


def token_of_content(content: dict[str, Any]) -> str:
    """The token of the state that a working copy's content says."""
    words = sha256(canonical(editorial_content(content)))
    rest = {name: value for name, value in content.items() if name not in WORDS | HOUSEKEEPING}
    return f"{words}-{sha256(json.dumps(rest, sort_keys=True, cls=DjangoJSONEncoder).encode())[:16]}"


def token_of(article: Page | int) -> str:
    """The token of an article's newest state, "" for one that was never saved; one query."""
    newest = newest_of(getattr(article, "pk", article))
    return token_of_content(newest.content) if newest else ""


def words_named(token: str) -> str:
    """The digest of the words (`ArticleRevision.content_digest`) that a token names."""
    return token.partition("-")[0]


def newest_of(article_id: int) -> Revision | None:
    """An article's newest working copy, as the database has it now, with its author; one query."""
    pointer = Page.objects.filter(pk=article_id).order_by().values("latest_revision_id")
    return Revision.objects.select_related("user").filter(pk__in=pointer).first()


def wait_for_turn(article_id: int) -> None:
    """Let whoever writes about one article go one after the other, until the transaction ends.

    SQLite has one writer at a time anyway (its transactions begin IMMEDIATE).
    """
    _turn(article_id)


def _turn(article_id: int) -> tuple[int | None, datetime | None] | None:
    rows = Page.objects.select_for_update().filter(pk=article_id).order_by()
    return next(iter(rows.values_list("latest_revision_id", "latest_revision_created_at")), None)


@contextmanager
def turn_of(article: Page) -> Iterator[None]:
    """Save `article` in this block with everybody else waiting, until the transaction ends.

    Raises StaleVersion unless it began from the newest state there is; whoever is refused may go on in
    their transaction.
    """
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        _require_newest(article)
        yield


def _require_newest(article: Page) -> None:
    turn = _turn(article.pk)
    beginning = _beginning.get()
    if turn is None:
        raise StaleVersion(article.pk, beginning.token if beginning else "", None)
    if beginning:
        require_stated(article.pk, beginning, newest_of(article.pk))
    elif turn != (article.latest_revision_id, article.latest_revision_created_at):
        raise StaleVersion(article.pk, "", newest_of(article.pk))
    article.latest_revision_id, article.latest_revision_created_at = turn


def require_stated(article_id: int, beginning: Beginning, newest: Revision | None) -> None:
    """Raise StaleVersion unless `newest`, an article's newest working copy, is what a text began from."""
    written_in = (newest.content.get(MARK) if newest else None) or {}
    if beginning.form and written_in.get("form") == beginning.form:
        if beginning.moment and beginning.moment < written_in["moment"]:
            raise StaleVersion(article_id, beginning.token, newest, is_overtaken=True)
    elif beginning.token != (token_of_content(newest.content) if newest else ""):
        raise StaleVersion(article_id, beginning.token, newest)


def may_be_rewritten(working_copy: Revision, article: Page, user_id: int | None) -> bool:
    """Whether a save may take this row's place: the newest one, of the same writer.

    What is live or waits for its hour keeps its row.
    """
    is_newest = working_copy.pk == article.latest_revision_id and working_copy.user_id == user_id
    is_kept = working_copy.pk == article.live_revision_id or working_copy.approved_go_live_at
    return bool(is_newest and not is_kept)


def keep_pointer(article: Page) -> None:
    """Before an article's whole row is saved: take the turn, and leave the pointer to its newest copy alone.

    Only a saved working copy moves that. Whoever publishes has read the row before a colleague's save that
    came in between.
    """
    turn = _turn(article.pk)
    known = (article.latest_revision_id, article.latest_revision_created_at)
    if turn is None or turn == known:
        return
    article.latest_revision_id, article.latest_revision_created_at = turn
    article.draft_title = Page.objects.values_list("draft_title", flat=True).get(pk=article.pk)
    if turn[1] and (known[1] is None or turn[1] > known[1]):
        article.has_unpublished_changes = True
