"""A story comes in once, and never over what people did here."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageLogEntry, ReferenceIndex

from articles.copy import parse
from articles.drafts import drop_draft
from articles.embargo import lift_embargo, set_embargo
from articles.importing import find_section, import_story
from articles.models import (
    ArticlePage,
    ArticleRevision,
    Contributor,
    Draft,
    Embargo,
    Publication,
    SectionPage,
)
from articles.saving import saving_as
from claims.models import Notice
from outbox.models import OutboxEvent
from tests.conftest import paragraphs, work

pytestmark = pytest.mark.django_db


def wire(body: str = "Body.", **fields: str):
    """A story from a wire, always the same one."""
    stated = {"headline": "Tolls rise", "id": "wire-1", **fields}
    matter = "\n".join(f"{name}: {value}" for name, value in stated.items())
    return parse(f"---\n{matter}\n---\n\n{body}".encode(), name="wire.md")


def history(article) -> list[tuple[int, str]]:
    return list(ArticleRevision.objects.of(article).values_list("number", "kind"))


def test_a_new_story_is_a_draft_with_one_imported_revision(news):
    story = wire(byline="By Ana Ruiz and Bo Li", topics="[tolls, bridges]", urgency="2", kicker="Bridges")
    article, outcome = import_story(story, section=news)
    article = ArticlePage.objects.get(pk=article.pk)
    assert outcome == "new"
    assert not article.live
    assert article.section == news
    assert (article.slug, article.urgency, article.kicker) == ("tolls-rise", 2, "Bridges")
    assert [byline.contributor.name for byline in article.bylines.all()] == ["Ana Ruiz", "Bo Li"]
    assert sorted(tag.name for tag in article.topics.all()) == ["bridges", "tolls"]
    assert history(article) == [(1, "import")]
    assert article.get_latest_revision_as_object().body.raw_data[0]["id"] == story.body[0]["id"]


def test_the_news_of_an_import_waits_in_the_outbox(news):
    article, _ = import_story(wire(), section=news)
    revision = ArticleRevision.objects.latest_of(article)
    assert OutboxEvent.objects.due().filter(topic="revision.frozen", key=str(revision.pk)).exists()


def test_the_same_story_again_changes_nothing(news, sport):
    first, _ = import_story(wire(topics="[tolls]", byline="Ana Ruiz"), section=news)
    again, outcome = import_story(wire(topics="[tolls]", byline="Ana Ruiz"), section=sport)
    assert (again, outcome) == (first, "unchanged")
    assert history(first) == [(1, "import")]
    assert again.section == news
    assert Contributor.objects.count() == 1


def test_a_changed_story_is_the_next_revision_of_its_article(news):
    first, _ = import_story(wire(topics="[tolls]", kicker="Old", byline="Ana Ruiz"), section=news)
    changed, outcome = import_story(wire("Body.\n\nMore.", headline="Tolls fall"), section=news)
    assert (changed, outcome) == (first, "changed")
    assert history(first) == [(1, "import"), (2, "import")]
    newest = ArticleRevision.objects.latest_of(first)
    assert newest.headline == "Tolls fall"
    assert "kicker" not in newest.data
    assert newest.data["topics"] == newest.data["bylines"] == []
    assert newest.data["slug"] == "tolls-rise"
    ids = [[block["id"] for block in revision.data["body"]] for revision in ArticleRevision.objects.of(first)]
    assert ids[0][0] == ids[1][0]


@pytest.mark.parametrize(
    "field",
    [{"kicker": "New"}, {"topics": "[a]"}, {"byline": "Bo Li"}, {"urgency": "1"}, {"standfirst": "S"}],
)
def test_a_change_beside_the_text_is_a_change_too(news, field):
    import_story(wire(), section=news)
    article, outcome = import_story(wire(**field), section=news)
    assert outcome == "changed"
    assert len(history(article)) == 2


def test_what_a_person_wrote_is_never_overwritten(news, desk):
    article, _ = import_story(wire(), section=news)
    article.body = paragraphs("What the desk made of it.")
    article.save_revision(user=desk)
    assert import_story(wire(), section=news)[1] == "unchanged"
    assert import_story(wire("Body, corrected by the agency."), section=news)[1] == "kept"
    assert history(article) == [(1, "import"), (2, "save")]
    draft = Draft.objects.get()
    assert (draft.door, draft.reason, draft.created_by, draft.base.number) == ("import", "stale", None, 1)
    assert "Body, corrected by the agency." in draft.text.plain


def test_what_was_kept_aside_is_kept_once_and_followed_by_what_comes_next(news, desk):
    article, _ = import_story(wire(), section=news)
    article.title = "What the desk made of it"
    article.save_revision(user=desk)
    for body in ("Corrected.", "Corrected.", "Corrected again."):
        assert import_story(wire(body), section=news, publish=True)[1] == "kept"
    first, second = Draft.objects.of(article)
    assert list(Draft.objects.open()) == [second]
    assert first.settled.how == "superseded"
    drop_draft(second, by=desk)
    assert import_story(wire("Corrected again."), section=news)[1] == "unchanged"
    assert not Draft.objects.open()
    assert not ArticlePage.objects.get(pk=article.pk).live


def test_the_desk_hears_of_what_was_kept_aside(news, desk, sport_desk):
    article, _ = import_story(wire(), section=news)
    article.title = "What the desk made of it"
    article.save_revision(user=desk)
    import_story(wire("Corrected."), section=news)
    work()
    notice = Notice.objects.get()
    assert notice.person == desk
    assert notice.words.startswith(
        "What came in for this story is kept aside, because the story had moved on"
    )
    assert notice.get_absolute_url() == Draft.objects.get().get_absolute_url()


def test_an_autosave_that_waits_is_a_persons_change_too(news, desk):
    article, _ = import_story(wire(), section=news)
    article.title = "Being typed"
    with saving_as("autosave"):
        article.save_revision(user=desk)
    assert history(article) == [(1, "import")]
    assert import_story(wire("Body, corrected."), section=news)[1] == "kept"
    assert history(article) == [(1, "import"), (2, "autosave")]


def test_a_change_that_was_taken_back_is_no_hindrance(news, desk):
    article, _ = import_story(wire(), section=news)
    original = json.dumps(list(article.body.raw_data))
    for body in (paragraphs("Something else."), original):
        article.body = body
        article.save_revision(user=desk)
    assert import_story(wire("Body, corrected."), section=news)[1] == "changed"


def test_a_change_that_the_desk_made_first_is_no_change(news, desk):
    article, _ = import_story(wire(), section=news)
    draft = article.get_latest_revision_as_object()
    draft.body = json.dumps(list(wire("Corrected.").body))
    draft.save_revision(user=desk)
    assert import_story(wire("Corrected."), section=news)[1] == "unchanged"


def test_an_article_written_here_is_not_taken_over(write, news):
    article = write(source_id="wire-1")
    assert import_story(wire(), section=news)[1] == "kept"
    assert history(article) == [(1, "save")]
    assert Draft.objects.get().base is None


def test_a_locked_article_stays_as_it_is(news, desk):
    article, _ = import_story(wire(), section=news)
    ArticlePage.objects.filter(pk=article.pk).update(locked=True, locked_by=desk)
    assert import_story(wire("Corrected."), section=news)[1] == "kept"
    assert history(article) == [(1, "import")]
    assert Draft.objects.get().reason == "locked"


def test_publishing_happens_once(news):
    article, outcome = import_story(wire(), section=news, publish=True)
    assert (outcome, article.live) == ("new", True)
    assert import_story(wire(), section=news, publish=True)[1] == "unchanged"
    assert Publication.objects.of(article).count() == 1
    assert history(article) == [(1, "import")]


def test_a_draft_that_came_in_before_can_be_published_by_sending_it_again(news):
    import_story(wire(), section=news)
    article, outcome = import_story(wire(), section=news, publish=True)
    assert (outcome, article.live) == ("changed", True)
    assert history(article) == [(1, "import")]


def test_a_correction_of_a_published_story_is_published_only_if_asked(news):
    article, _ = import_story(wire(), section=news, publish=True)
    article, _ = import_story(wire("Corrected."), section=news)
    assert article.has_unpublished_changes
    assert Publication.objects.of(article).count() == 1
    article, outcome = import_story(wire("Corrected."), section=news, publish=True)
    assert outcome == "changed"
    assert Publication.objects.of(article).count() == 2


def test_a_persons_draft_is_not_published_by_an_import(news, desk):
    article, _ = import_story(wire(), section=news, publish=True)
    article.body = paragraphs("A draft of the desk.")
    article.save_revision(user=desk)
    assert import_story(wire(), section=news, publish=True)[1] == "unchanged"
    assert Publication.objects.of(article).count() == 1


def test_what_was_taken_offline_stays_offline(news):
    article, _ = import_story(wire(), section=news, publish=True)
    article.unpublish()
    for story in (wire(), wire("Corrected.")):
        with pytest.raises(ValidationError, match="taken offline"):
            import_story(story, section=news, publish=True)
    assert not ArticlePage.objects.get(pk=article.pk).live
    assert history(article) == [(1, "import")]


def test_whoever_takes_a_story_in_needs_the_right(news, sport, reporter, desk):
    article, _ = import_story(wire(), section=news, by=reporter)
    assert article.owner == reporter
    assert ArticleRevision.objects.latest_of(article).created_by == reporter
    with pytest.raises(PermissionDenied, match="may not write in Sport"):
        import_story(wire(id="wire-2"), section=sport, by=reporter)
    with pytest.raises(PermissionDenied):
        import_story(wire(), section=news, by=reporter, publish=True)
    assert import_story(wire(), section=news, by=desk, publish=True)[0].live


def test_headlines_may_be_alike_or_without_letters(news):
    headlines = ["Tolls rise", "Tolls rise", "…?!", "!!!", "通行料"]
    slugs = [
        import_story(wire(headline=f'"{headline}"', id=f"wire-{i}"), section=news)[0].slug
        for i, headline in enumerate(headlines)
    ]
    assert slugs == ["tolls-rise", "tolls-rise-1", "story", "story-1", "story-2"]


def test_a_story_costs_the_same_number_of_queries_in_a_full_section(news):
    def cost(number: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            import_story(wire(id=f"wire-{number}"), section=news, publish=True)
        return len(queries)

    import_story(wire(id="first"), section=news, publish=True)  # fills the caches
    early = cost(1)
    for number in range(2, 20):
        cost(number)
    assert cost(20) == early


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_an_import_locks_a_section_as_whoever_adds_a_story_to_it_does(news, desk):
    """Two ways of locking the same rows, in another order each, end in a deadlock."""

    def locks(act) -> set[str]:
        with CaptureQueriesContext(connection) as queries:
            act()
        sql = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
        return {statement for statement in sql if statement.endswith(f"{news.pk} LIMIT 21 FOR UPDATE")}

    added = locks(lambda: news.add_child(instance=ArticlePage(title="Begun", slug="begun", live=False)))
    assert len(added) == 1
    assert locks(lambda: import_story(wire(), section=news)) == added


def test_without_a_name_the_only_section_or_news_is_meant(newsroom, sport):
    assert find_section().slug == "news"
    assert find_section("sport") == sport
    with pytest.raises(ValidationError, match=r"no section “moon”\. Choose one of news, sport"):
        find_section("moon")
    SectionPage.objects.get(slug="news").delete()
    assert find_section() == sport
    SectionPage.objects.get(slug="sport").delete()
    with pytest.raises(ValidationError, match="no section yet"):
        find_section()


def test_a_new_story_is_searched_referred_to_and_logged_once(news, desk):
    article, _ = import_story(wire(byline="Ana Ruiz"), section=news, by=desk, publish=True)
    article = ArticlePage.objects.get(pk=article.pk)
    assert list(ArticlePage.objects.live().search("tolls")) == [article]
    references = ReferenceIndex.objects.filter(object_id=str(article.pk))
    assert {(row.to_object_id, row.model_path) for row in references} == {
        (str(Contributor.objects.get().pk), "bylines.item.contributor")
    }
    entries = PageLogEntry.objects.for_instance(article).order_by("pk")
    assert list(entries.values_list("action", "user", "revision", "label")) == [
        ("wagtail.create", desk.pk, article.latest_revision_id, "Tolls rise"),
        ("wagtail.publish", desk.pk, article.live_revision_id, "Tolls rise"),
    ]
    assert article.live_revision_id == article.latest_revision_id
    assert not article.has_unpublished_changes
    assert article.first_published_at == article.last_published_at
    assert Publication.objects.of(article).get().published_at == article.last_published_at


def test_a_corrected_story_is_searched_by_its_new_words_once_published(news):
    import_story(wire(), section=news, publish=True)
    import_story(wire("Ferries instead."), section=news)
    assert not ArticlePage.objects.search("ferries")
    article, _ = import_story(wire("Ferries instead."), section=news, publish=True)
    assert list(ArticlePage.objects.search("ferries")) == [article]


def test_a_new_story_can_be_edited_like_any_other(news, desk):
    article, _ = import_story(wire(byline="Ana Ruiz", topics="[tolls]"), section=news, publish=True)
    draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    draft.title = "Tolls fall"
    draft.save_revision(user=desk).publish(user=desk)
    article = ArticlePage.objects.get(pk=article.pk)
    assert [byline.contributor.name for byline in article.bylines.all()] == ["Ana Ruiz"]
    assert [tag.name for tag in article.topics.all()] == ["tolls"]
    assert list(ArticlePage.objects.search("fall")) == [article]


def test_an_unchanged_story_costs_four_queries_and_no_lock(news, django_assert_num_queries):
    story = wire(byline="Ana Ruiz", topics="[tolls, bridges]", standfirst="Why *now*?")
    import_story(story, section=news, publish=True)
    with django_assert_num_queries(4):
        assert import_story(story, section=news, publish=True)[1] == "unchanged"


def test_fields_that_cannot_be_are_named_before_anything_is_stored(news):
    with pytest.raises(ValidationError) as refused:
        import_story(replace(wire(), source_url="not an address", language="x" * 20), section=news)
    assert set(refused.value.message_dict) == {"source_url", "language"}
    assert not ArticlePage.objects.exists()


NOON = datetime(2099, 3, 1, 12, tzinfo=UTC)


def held_until(article) -> datetime | None:
    return Embargo.objects.filter(article=article).values_list("until", flat=True).first()


def test_an_embargo_comes_in_with_its_story_and_holds_though_it_is_published(news, desk):
    article, _ = import_story(wire(embargo=NOON.isoformat()), section=news, by=desk, publish=True)
    article.refresh_from_db()
    assert article.live
    assert held_until(article) == NOON
    assert not ArticlePage.objects.visible().filter(pk=article.pk).exists()
    assert not Publication.objects.exists()


def test_copy_makes_an_embargo_longer_and_never_shorter(news, desk):
    article, _ = import_story(wire(embargo=NOON.isoformat()), section=news, by=desk)
    for hours, outcome in ((0, "unchanged"), (-2, "unchanged"), (3, "changed"), (3, "unchanged")):
        until = NOON + timedelta(hours=hours)
        assert import_story(wire(embargo=until.isoformat()), section=news, by=desk) == (article, outcome)
    assert held_until(article) == NOON + timedelta(hours=3)
    assert import_story(wire(), section=news, by=desk) == (article, "unchanged")
    assert held_until(article) == NOON + timedelta(hours=3)
    assert history(article) == [(1, "import")]


def test_copy_undoes_nothing_that_people_decided_about_an_embargo(news, desk):
    story = wire(embargo=NOON.isoformat())
    article, _ = import_story(story, section=news, by=desk)
    set_embargo(article, NOON + timedelta(days=1), by=desk)
    import_story(story, section=news, by=desk)
    assert held_until(article) == NOON + timedelta(days=1)
    lift_embargo(article, by=desk, why="The agency says so.")
    assert import_story(story, section=news, by=desk)[1] == "unchanged"
    assert held_until(article) is None
    seen, _ = import_story(wire(id="wire-2"), section=news, by=desk, publish=True)
    assert import_story(wire(id="wire-2", embargo=NOON.isoformat()), section=news, by=desk)[1] == "unchanged"
    assert held_until(seen) is None


def test_an_embargo_that_is_over_or_that_nobody_would_hold(news):
    article, _ = import_story(wire(embargo="2020-01-01T00:00:00Z"), section=news)
    assert held_until(article) is None
    with pytest.raises(ValidationError, match="--author"):
        import_story(wire(id="wire-2", embargo=NOON.isoformat()), section=news)
    assert ArticlePage.objects.count() == 1
