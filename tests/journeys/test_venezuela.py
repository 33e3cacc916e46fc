"""The Venezuela story, ingested, read and edited a dozen ways: where every claim stands after each save."""

import uuid
from collections.abc import Callable
from html import escape, unescape
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils.html import strip_tags

from accounts.models import User
from articles.models import ArticlePage, ArticleRevision, SectionPage
from claims.models import Appearance, Claim
from outbox import relay
from outbox.models import OutboxEvent
from tests.anchoring.test_venezuela import ALL, STORY, TABLE, Rows
from tests.claims.deciding import find_out
from tests.conftest import work

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not STORY.exists(), reason="the story is not here (NEWSROOM_STORIES_DIR)"),
]

TROOPS = "A12"  # “An invasion with 4,500 troops is impossible …”
States = dict[str, str]


def rows_of(article: ArticlePage) -> Rows:
    """The headline and the paragraphs by their number, as the edits know them."""
    texts = [unescape(strip_tags(block["value"])) for block in article.body.raw_data]
    return [(f"p{n}", text) for n, text in enumerate([article.title, *texts])]


def save(article: ArticlePage, rows: Rows, by: User) -> None:
    """Save the article with these paragraphs; those with a number of before keep their ids."""
    known = {f"p{n}": block for n, block in enumerate(article.body.raw_data, 1)}
    body: list[dict[str, Any]] = []
    for ident, text in rows[1:]:
        block, key = str(uuid.uuid4()), uuid.uuid4().hex[:5]
        if ident in known:
            block, key = known[ident]["id"], known[ident]["value"].split('"')[1]
        value = f'<p data-block-key="{key}">{escape(text, quote=False)}</p>'
        body.append({"id": block, "type": "paragraph", "value": value})
    working_copy = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    working_copy.title, working_copy.body = rows[0][1], body
    working_copy.save_revision(user=by)


def follow() -> None:
    """Do what a worker does for claims when a revision is frozen; nothing need be read for it."""
    for event in OutboxEvent.objects.due().filter(handler="claims.tasks.follow_article"):
        relay.deliver(event.pk, task_id=f"test-{event.pk}")


def states(article: ArticlePage) -> States:
    """What became of the words of A1 to A18; every one that is found stands where its anchor says."""
    revision = ArticleRevision.objects.latest_of(article)
    assert revision is not None
    found: States = {}
    for number, appearance in enumerate(Appearance.objects.with_anchors().order_by("pk"), 1):
        place = appearance.anchor
        assert place.last_id == revision.pk
        if place.is_found:
            start = revision.text.offset(place.block, place.key, place.start)
            assert start is not None
            assert revision.text.plain[start : start + len(place.exact)] == place.exact
            assert (place.exact == appearance.wording) == (place.state != "changed")
        found[f"A{number}"] = place.state
    return found


def edited(article: ArticlePage, edit: Callable[[Rows], Rows], by: User) -> tuple[States, bool]:
    """The states after one edit, and whether the verdict reads “changed since”; then it is undone."""
    with transaction.atomic():
        save(article, edit(rows_of(article)), by)
        follow()
        answer = states(article), Claim.objects.reworded().exists()
        transaction.set_rollback(True)
    return answer


def test_every_claim_stands_where_it_should_after_each_of_a_dozen_edits(
    news: SectionPage, desk: User, checker: User
) -> None:
    call_command("ingest", str(STORY), section=news.slug, verbosity=0)
    article = ArticlePage.objects.get()
    work()
    assert states(article) == dict.fromkeys(sorted(ALL, key=lambda one: int(one[1:])), "exact")
    troops = Claim.objects.get(statement__contains="4,500 troops")
    assert troops.appearances.get() == Appearance.objects.order_by("pk")[int(TROOPS[1:]) - 1]
    find_out(troops, "true", reason="So says everybody.", by=checker)

    expected, found = {}, {}
    for name, edit, rest, others in TABLE:
        named = {one: state for state, ones in others.items() for one in ones.split()}
        then = dict.fromkeys(ALL, rest) | named
        expected[name] = then, then[TROOPS] in ("changed", "ambiguous", "deleted")
        found[name] = edited(article, edit, desk)
    assert len(found) >= 10
    assert found == expected
    assert states(article) == dict.fromkeys(ALL, "exact")
