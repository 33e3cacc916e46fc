"""Comments in the editor: no door loses one, and nobody speaks for a colleague."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import COMMENTS_RELATION_NAME, Comment, CommentReply

from articles.content import editorial_content
from articles.copy import parse
from articles.drafts import keep_draft
from articles.editing import edit_article
from articles.importing import import_story
from articles.merges import begin_merge, merge_draft
from articles.merging import all_of
from articles.models import ArticlePage, ArticleRevision
from articles.restoring import plan, restore
from articles.versions import token_of
from tests.conftest import edit, person
from tests.desk.commenting import BLOCK, FIRST, OTHER, SECOND, form_of, open_comments, post, row, words_at

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]


@pytest.fixture
def enter() -> Enter:
    """`enter(somebody)`: a browser of theirs."""

    def log_in(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def discussed(article, enter, desk, reporter) -> ArticlePage:
    """A story with two open comments of the desk's, the first with a reply of the reporter's."""
    post(enter(desk), article, form_of(article, row(), row(text="Since when?", position=words_at(20, 30))))
    first, second = Comment.objects.order_by("pk")
    replied = row(first, [{"id": "", "text": "The board does."}])
    post(enter(reporter), article, form_of(article, replied, row(second, position=words_at(20, 30))))
    assert CommentReply.objects.get().user == reporter
    return article


def both(*, first: dict | None = None, second: dict | None = None) -> list[dict]:
    one, two = Comment.objects.order_by("pk")
    reply = CommentReply.objects.get()
    stands = [{"id": str(reply.pk), "text": reply.text}]
    return [
        row(one, stands, **(first or {})),
        row(two, **{"position": words_at(20, 30), **(second or {})}),
    ]


def newest(article: ArticlePage) -> ArticlePage:
    return ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()


def facts() -> list[tuple]:
    rows = Comment.objects.order_by("pk")
    return [(each.text, each.user.username, each.resolved_at and each.resolved_by.username) for each in rows]


def test_what_was_resolved_outlives_every_door(discussed, enter, desk, reporter, news):
    answer = post(enter(desk), discussed, form_of(discussed, *both(first={"resolved": "1"})), by_itself=True)
    assert answer.json()["success"]
    resolved = [("Who says so?", "dana", "dana"), ("Since when?", "dana", None)]
    assert facts() == resolved
    second = Comment.objects.get(text="Since when?")
    written_at = dict(Comment.objects.values_list("pk", "updated_at"))

    def stands(door: str) -> None:
        assert facts() == resolved, door
        assert CommentReply.objects.get().text == "The board does.", door
        assert [each.position for each in open_comments(discussed)] == [words_at(20, 30)], door

    shown = row(second, position=words_at(20, 30))
    for by_itself in (True, False):
        changed = form_of(discussed, shown, title=f"By itself {by_itself}")
        assert post(enter(reporter), discussed, changed, by_itself=by_itself).status_code in (200, 302)
        stands(f"the form, by itself: {by_itself}")
    post(enter(desk), discussed, form_of(discussed, shown, kicker="Out", **{"action-publish": "1"}))
    assert ArticlePage.objects.get(pk=discussed.pk).live
    stands("publication in the form")
    began = token_of(discussed)
    edit_article(discussed, {"kicker": "Through the API"}, by=reporter, began_from=began)
    stands("a change through the API")
    draft_of = editorial_content(newest(discussed).serializable_data()) | {"dateline": "EASTMOUTH"}
    draft = keep_draft(discussed.pk, draft_of, by=reporter, began_from=token_of(discussed), door="editor")
    edit(newest(discussed), desk, "40 million", "45 million")
    merge = begin_merge(draft)
    merge_draft(
        draft,
        all_of(merge.plan, "theirs") if merge.plan.conflicts else {},
        by=reporter,
        began_from=merge.began_from,
    )
    stands("a merge")
    earlier = ArticleRevision.objects.of(discussed).get(number=2)
    restore(earlier, by=reporter, began_from=plan(earlier).began_from)
    stands("a restoration")
    newest(discussed).get_latest_revision().publish(user=desk)
    stands("publication by code")
    assert dict(Comment.objects.values_list("pk", "updated_at")) == written_at, (
        "a save touched what it did not change"
    )


def test_an_import_that_comes_again_keeps_what_was_said(news, desk, enter):
    def wire(body: str):
        return parse(f"---\nheadline: Tolls rise\nid: wire-1\n---\n\n{body}".encode(), name="wire.md")

    article, _ = import_story(wire("First take."), section=news)
    page = newest(article)
    page.wagtail_admin_comments.add(Comment(user=desk, text="Who says so?", contentpath="title"))
    page.save_revision()
    Comment.objects.update(resolved_at=page.latest_revision_created_at, resolved_by=desk)
    import_story(wire("Second take."), section=news)
    assert facts() == [("Who says so?", "dana", "dana")]


def test_what_a_colleague_said_between_load_and_save_stays(discussed, desk, reporter):
    mine = newest(discussed)
    kept = Comment.objects.create(page=discussed, user=desk, text="Meanwhile", contentpath="title")
    reply = CommentReply.objects.create(
        comment=Comment.objects.get(text="Who says so?"), user=desk, text="No."
    )
    mine.kicker = "Mine"
    mine.save_revision(user=reporter)
    assert Comment.objects.filter(pk=kept.pk).exists()
    assert CommentReply.objects.filter(pk=reply.pk).exists()


def test_a_form_that_has_missed_what_colleagues_did_changes_none_of_it(discussed, enter, desk, reporter):
    """One was resolved and one deleted meanwhile: neither comes back, nor a copy by the slower."""
    stale = form_of(discussed, *both(first={"position": words_at(5, 11)}), title="Mine")
    post(enter(desk), discussed, form_of(discussed, *both(first={"resolved": "1"}, second={"DELETE": "1"})))
    assert facts() == [("Who says so?", "dana", "dana")]
    mail.outbox.clear()
    answer = post(enter(reporter), discussed, stale, by_itself=True)
    assert answer.json()["success"]
    assert facts() == [("Who says so?", "dana", "dana")]
    assert newest(discussed).title == "Mine"
    again = {key: "1" if key == "comments-0-resolved" else words for key, words in stale.items()}
    again["version"] = token_of(discussed)
    post(enter(reporter), discussed, again)
    assert facts() == [("Who says so?", "dana", "dana")]
    assert not mail.outbox


def test_only_its_author_and_a_managing_editor_delete_a_comment(discussed, enter, desk, reporter):
    taken_out = both(first={"DELETE": "1"})
    by_reporter = enter(reporter)
    refused = post(by_reporter, discussed, form_of(discussed, *taken_out, title="Mine"))
    assert "Only whoever wrote a comment may delete it." in refused.content.decode()
    reply = CommentReply.objects.get()
    thread = row(Comment.objects.earliest("pk"), [{"id": str(reply.pk), "text": reply.text, "DELETE": "1"}])
    refused = post(enter(desk), discussed, form_of(discussed, thread))
    assert "Only whoever wrote a reply may delete it." in refused.content.decode()
    assert (Comment.objects.count(), CommentReply.objects.count()) == (2, 1)
    assert newest(discussed).title == "Bridge bill grows"
    post(by_reporter, discussed, form_of(discussed, thread, row(Comment.objects.latest("pk"))))
    assert (Comment.objects.count(), CommentReply.objects.count()) == (2, 0)
    one, two = Comment.objects.order_by("pk")
    post(enter(desk), discussed, form_of(discussed, row(one, DELETE="1"), row(two)))
    assert Comment.objects.get() == two
    post(enter(person("mona", "Managing editors")), discussed, form_of(discussed, row(two, DELETE="1")))
    assert not Comment.objects.exists()


def test_the_end_of_a_block_resolves_nothing(discussed, enter, desk):
    """The editor marks the comments of a deleted block as resolved; nobody judged them."""
    gone = both(first={"resolved": "1"}, second={"resolved": "1", "contentpath": f"body.{OTHER}"})
    answer = post(enter(desk), discussed, form_of(discussed, *gone, blocks=[(OTHER, SECOND)]), by_itself=True)
    assert answer.json()["success"]
    assert facts() == [("Who says so?", "dana", None), ("Since when?", "dana", "dana")]
    post(enter(desk), discussed, form_of(discussed, blocks=[(BLOCK, FIRST), (OTHER, SECOND)]))
    page = enter(desk).get(f"/desk/pages/{discussed.pk}/edit/")
    shown = page.context["form"].serialize_comments(desk)["comments"]
    assert [each["text"] for each in shown] == ["Who says so?"]
    assert COMMENTS_RELATION_NAME in newest(discussed).serializable_data()


def panel(article: ArticlePage, client: Client, **posted: str):
    address = f"/desk/articles/{article.pk}/comments/"
    return client.post(address, posted) if posted else client.get(address)


SELECTED = {"block": OTHER, "key": "bbbbb", "text": SECOND, "start": "0", "end": "5"}


def test_the_panel_lists_what_has_lost_its_words_and_what_was_resolved(discussed, enter, desk, reporter):
    by_reporter = enter(reporter)
    first, second = Comment.objects.order_by("pk")
    post(enter(desk), discussed, form_of(discussed, blocks=[(OTHER, SECOND)]))
    seen = panel(discussed, by_reporter)
    assert (seen.status_code, seen["X-Lost"]) == (200, "2")
    told = seen.content.decode()
    assert all(words in told for words in ("The board does.", "These words are gone.", "bridge"))
    again = by_reporter.get(
        f"/desk/articles/{discussed.pk}/comments/", headers={"If-None-Match": seen["ETag"]}
    )
    assert again.status_code == 304

    mail.outbox.clear()
    assert panel(discussed, by_reporter, act="reply", comment=str(first.pk), text="Ask Ada.")["X-Lost"] == "2"
    answer = panel(discussed, by_reporter, act="put", comment=str(first.pk), **SELECTED)
    assert answer["X-Lost"] == "1"
    assert "&quot;position&quot;: &quot;[{" in answer.content.decode()
    panel(discussed, by_reporter, act="resolve", comment=str(second.pk))
    assert facts()[1] == ("Since when?", "dana", "rita")
    assert "Resolved by Rita" in panel(discussed, by_reporter).content.decode()
    shown = by_reporter.get(f"/desk/pages/{discussed.pk}/edit/").context["form"].serialize_comments(reporter)
    [one] = shown["comments"]
    assert (one["contentpath"], one["position"]) == (f"body.{OTHER}", words_at(0, 5, "bbbbb"))
    assert [each["text"] for each in one["replies"]] == ["The board does.", "Ask Ada."]
    panel(discussed, by_reporter, act="reopen", comment=str(second.pk))
    assert facts()[1] == ("Since when?", "dana", None)


@pytest.mark.django_db(transaction=True)
def test_who_follows_a_thread_is_told_of_what_is_done_in_the_panel(discussed, enter, desk, reporter):
    desk.email, reporter.email = "dana@example.org", "rita@example.org"
    desk.save()
    reporter.save()
    first = Comment.objects.earliest("pk")
    mail.outbox.clear()
    panel(discussed, enter(reporter), act="reply", comment=str(first.pk), text="Ask Ada.")
    panel(discussed, enter(desk), act="resolve", comment=str(first.pk))
    assert [message.to for message in mail.outbox] == [["dana@example.org"], ["rita@example.org"]]
    assert "Ask Ada." in mail.outbox[0].body


HEADLINE = {"block": "headline", "key": "", "text": "Bridge bill grows", "start": "0", "end": "6"}
REFUSED = [
    ({"act": "reply", "text": "  "}, "Write what you have to say."),
    ({"act": "reply", "text": "a" * 10_001}, "10000 at most"),
    ({"act": "put"}, "Select the words first"),
    ({"act": "put", **SELECTED, "text": "Not saved."}, "is not saved yet"),
    ({"act": "put", **SELECTED, "end": "999"}, "is not saved yet"),
    ({"act": "put", **HEADLINE}, "Headline"),
    ({"act": "reopen"}, "open already"),
    ({"act": "resolve", "comment": "999999"}, "is not there any more"),
    ({"act": "resolve", "comment": "x"}, "is not there any more"),
    ({"act": "shout"}, "not known here"),
]


def test_what_the_panel_cannot_do_it_says_in_words(discussed, enter, reporter):
    before, client = facts(), enter(reporter)
    one = str(Comment.objects.earliest("pk").pk)
    for posted, words in REFUSED:
        answer = panel(discussed, client, **{"comment": one, **posted})
        assert (answer.status_code, words in answer.content.decode()) == (422, True), words
        assert facts() == before


def test_the_panel_is_for_those_who_may_edit_the_story(discussed, enter, sport_desk):
    assert panel(discussed, enter(sport_desk)).status_code in (302, 403)
    assert panel(discussed, enter(sport_desk), act="resolve", comment="1").status_code in (302, 403)


def test_the_panel_asks_as_much_for_many_as_for_one(discussed, enter, desk):
    client = enter(desk)
    panel(discussed, client)
    with CaptureQueriesContext(connection) as few:
        panel(discussed, client)
    for n in range(5):
        made = Comment.objects.create(page=discussed, user=person(f"p{n}"), text="More", contentpath="title")
        CommentReply.objects.create(comment=made, user=desk, text="Yes.")
    with CaptureQueriesContext(connection) as many:
        panel(discussed, client)
    assert len(many) == len(few)
