"""A kept text is merged into its story: one revision with two parents, one settled draft, or nothing."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from articles import history
from articles.content import editorial_content
from articles.drafts import drop_draft, keep_draft
from articles.merges import begin_merge, merge_draft
from articles.merging import Choice, Undecided, all_of
from articles.models import ArticlePage, ArticleRevision, Byline, Contributor, Draft, Publication
from articles.versions import StaleVersion, token_of
from tests.conftest import STORY, edit

pytestmark = pytest.mark.django_db


def fresh(article: ArticlePage) -> ArticlePage:
    return ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()


def words(article: ArticlePage) -> str:
    return ArticleRevision.objects.latest_of(article).text.plain


@pytest.fixture
def keep(article, reporter, desk):
    """Keeps the reporter's text with some words replaced, after the desk has replaced others."""

    def keep_text(mine: dict[str, str], theirs: dict[str, str], **fields) -> Draft:
        began = token_of(article)
        content = editorial_content(fresh(article).serializable_data()) | fields
        for block in content["body"]:
            for old, new in mine.items():
                block["value"] = block["value"].replace(old, new)
        for old, new in theirs.items():
            edit(fresh(article), desk, old, new)
        draft = keep_draft(article.pk, content, by=reporter, began_from=began, door="editor")
        assert draft
        return draft

    return keep_text


@pytest.fixture
def dispute(keep) -> Draft:
    return keep({"40 million": "38 million", "ten years": "nine years"}, {"40 million": "55 million"})


def test_what_both_wrote_is_in_one_revision_with_two_parents(article, keep, reporter):
    draft = keep({"ten years": "nine years"}, {"40 million": "55 million"})
    theirs = ArticleRevision.objects.latest_of(article)
    revision, left_out = merge_draft(draft, {}, by=reporter, began_from=token_of(article))
    assert "55 million" in words(article)
    assert "nine years" in words(article)
    assert (revision.kind, revision.created_by, revision.merged) == ("merge", reporter, draft)
    assert revision.previous_hash == theirs.hash
    assert left_out == []
    settled = Draft.objects.get(pk=draft.pk).settled
    assert (settled.how, settled.by, settled.revision) == ("merged", reporter, revision)
    links = list(history.verify(ArticleRevision.objects.of(article), thorough=True))
    assert len(links) == revision.number
    assert not any(isinstance(link, history.Break) for link in links)
    assert editorial_content(fresh(article).serializable_data()) == revision.data


def test_a_conflict_must_be_chosen_and_until_then_nothing_is_written(article, dispute, reporter):
    before = ArticleRevision.objects.of(article).count()
    with pytest.raises(Undecided):
        merge_draft(dispute, {}, by=reporter, began_from=token_of(article))
    assert ArticleRevision.objects.of(article).count() == before
    assert dispute in Draft.objects.open()
    (unit,) = begin_merge(dispute).plan.conflicts
    chosen = {unit.key: Choice("edited", unit.mine.replace("38", "about 50"))}
    merge_draft(dispute, chosen, by=reporter, began_from=token_of(article))
    assert "about 50 million" in words(article)
    assert "nine years" in words(article)


def test_whoever_merges_into_an_older_state_is_refused(article, dispute, reporter, desk):
    began = token_of(article)
    edit(fresh(article), desk, STORY[0][:20], "The harbour panel of")
    chosen = all_of(begin_merge(dispute).plan.conflicts, "mine")
    with pytest.raises(StaleVersion):
        merge_draft(dispute, chosen, by=reporter, began_from=began)
    assert dispute in Draft.objects.open()
    merge_draft(dispute, chosen, by=reporter, began_from=token_of(article))
    assert "The harbour panel of" in words(article)
    assert "38 million" in words(article)


def test_a_text_is_merged_once(article, dispute, reporter, desk):
    chosen = all_of(begin_merge(dispute).plan.conflicts, "mine")
    merge_draft(dispute, chosen, by=desk, began_from=token_of(article))
    with pytest.raises(ValidationError, match="merged already, by Dana"):
        merge_draft(Draft.objects.get(pk=dispute.pk), chosen, by=reporter, began_from=token_of(article))


def test_choosing_all_of_theirs_settles_the_draft_and_saves_nothing_again(article, dispute, reporter):
    newest = ArticleRevision.objects.latest_of(article)
    plan = begin_merge(dispute).plan
    revision, _ = merge_draft(
        dispute, all_of(plan.units(), "theirs"), by=reporter, began_from=token_of(article)
    )
    assert revision == newest
    assert dispute not in Draft.objects.open()


def test_a_text_that_the_story_has_already_says_so(article, keep, reporter, desk):
    draft = keep({"40 million": "55 million"}, {"ten years": "nine years"})
    assert not begin_merge(draft).says_nothing_new
    edit(fresh(article), desk, "40 million", "55 million")
    assert begin_merge(draft).says_nothing_new


def test_whoever_may_not_edit_the_story_may_not_merge(article, dispute, sport_desk):
    with pytest.raises(PermissionDenied, match="may not edit"):
        merge_draft(dispute, {}, by=sport_desk, began_from=token_of(article))
    drop_draft(dispute, by=dispute.created_by)
    with pytest.raises(ValidationError, match="dropped already"):
        merge_draft(dispute, {}, by=dispute.created_by, began_from=token_of(article))


def test_a_story_that_somebody_locked_takes_in_nothing(article, dispute, reporter, desk):
    ArticlePage.objects.filter(pk=article.pk).update(locked=True, locked_by=desk)
    with pytest.raises(PermissionDenied, match="locked"):
        merge_draft(dispute, {}, by=reporter, began_from=token_of(article))


def test_an_empty_headline_is_refused_by_its_name(article, keep, reporter):
    draft = keep({}, {"40 million": "55 million"}, kicker="Harbour")
    with pytest.raises(ValidationError) as caught:
        merge_draft(draft, {"title": Choice("edited", "")}, by=reporter, began_from=token_of(article))
    assert "title" in caught.value.message_dict
    assert draft in Draft.objects.open()


def test_fields_bylines_topics_and_the_lead_image_of_both_are_kept(article, news, reporter, desk):
    for name in ("Ann", "Bo"):
        Contributor.objects.create(name=name, slug=name.lower())
    image = get_image_model().objects.create(title="Bay", file=get_test_image_file())
    began = token_of(article)

    def version(who: str, topic: str, **fields) -> ArticlePage:
        page = fresh(article)
        page.bylines = [Byline(contributor=Contributor.objects.get(name=who))]
        page.topics.set([topic])
        for name, value in fields.items():
            setattr(page, name, value)
        return page

    mine = version("Bo", "tolls", kicker="Harbour")
    mine.save_revision(user=reporter)
    content = editorial_content(mine.serializable_data())
    assert content["topics"]
    theirs = version("Ann", "bridges", lead_image=image)
    theirs.save_revision(user=desk)
    draft = keep_draft(article.pk, content, by=reporter, began_from=began, door="api")
    revision, _ = merge_draft(draft, {}, by=reporter, began_from=token_of(article))
    page = fresh(article)
    assert [byline.contributor.name for byline in page.bylines.all()] == ["Ann", "Bo"]
    assert {topic.name for topic in page.topics.all()} == {"tolls", "bridges"}
    assert (page.lead_image, page.kicker) == (image, "Harbour")
    assert revision.kind == "merge"


def test_what_was_deleted_meanwhile_is_left_out_and_said(article, keep, reporter):
    draft = keep({}, {"40 million": "55 million"}, lead_image=4711, kicker="Harbour")
    revision, left_out = merge_draft(draft, {}, by=reporter, began_from=token_of(article))
    assert left_out == ["the lead image, which was deleted"]
    assert revision.data["kicker"] == "Harbour"


def test_readers_see_nothing_of_a_merge_until_it_is_published(article, dispute, desk):
    article.refresh_from_db()
    article.get_latest_revision().publish(user=desk)
    chosen = all_of(begin_merge(dispute).plan.conflicts, "mine")
    merge_draft(dispute, chosen, by=desk, began_from=token_of(article))
    page = ArticlePage.objects.get(pk=article.pk)
    assert page.live
    assert page.has_unpublished_changes
    assert Publication.objects.of(article).count() == 1


def test_a_merge_costs_no_more_queries_for_a_longer_text(
    write, reporter, desk, django_assert_max_num_queries
):
    def merge(paragraphs: int) -> int:
        story = write(f"Story {paragraphs}", *(f"Paragraph {n} cost 40 million." for n in range(paragraphs)))
        began, content = token_of(story), editorial_content(story.serializable_data())
        content["body"][0]["value"] = content["body"][0]["value"].replace("cost", "costs")
        edit(fresh(story), desk, "Paragraph 1 cost", "Paragraph 1 costs")
        draft = keep_draft(story.pk, content, by=reporter, began_from=began, door="editor")
        with django_assert_max_num_queries(200) as captured:
            merge_draft(draft, {}, by=reporter, began_from=token_of(story))
        return len(captured)

    merge(2)
    assert merge(2) == merge(20)
