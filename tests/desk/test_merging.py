"""The screen on which a kept text is merged: what it shows, what may be chosen, and what it never loses."""

import copy
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from articles.content import editorial_content
from articles.drafts import drop_draft, keep_draft
from articles.merges import begin_merge
from articles.models import ArticlePage, ArticleRevision, Contributor, Draft
from articles.versions import token_of
from tests.conftest import STORY, edit, paragraph

pytestmark = pytest.mark.django_db
DISPUTE = "body/{}/text/0"


def fresh(article: ArticlePage) -> ArticlePage:
    return ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()


def content_of(article: ArticlePage) -> dict:
    return editorial_content(fresh(article).serializable_data())


@pytest.fixture
def collide(article, reporter, desk):
    """Has the desk save one content and keeps another of the reporter's; both began from the same."""

    def make(theirs: dict, mine: dict, *, by=reporter) -> Draft:
        began = token_of(article)
        page = fresh(article)
        for name, value in theirs.items():
            setattr(page, "lead_image_id" if name == "lead_image" else name, copy.deepcopy(value))
        page.save_revision(user=desk)
        draft = keep_draft(article.pk, content_before(article) | mine, by=by, began_from=began, door="editor")
        assert draft
        return draft

    def content_before(story) -> dict:
        return copy.deepcopy(ArticleRevision.objects.of(story).first().data)

    return make


def bodies(article: ArticlePage, *changes: tuple[int, str, str]) -> list[dict]:
    """The first body with some words replaced, by number of block."""
    blocks = copy.deepcopy(ArticleRevision.objects.of(article).first().data["body"])
    for n, old, new in changes:
        assert old in blocks[n]["value"]
        blocks[n]["value"] = blocks[n]["value"].replace(old, new)
    return blocks


@pytest.fixture
def dispute(article, collide) -> Draft:
    """One word that both changed; and one change of each that merges by itself."""
    return collide(
        {"body": bodies(article, (1, "40 million", "55 million"), (2, "ten years", "nine years"))},
        {"body": bodies(article, (1, "40 million", "38 million")), "kicker": "Harbour"},
    )


def url(draft: Draft) -> str:
    return reverse("article_merge", args=[draft.article_id, draft.pk])


def answers(draft: Draft, takes: dict[str, str], *, act: str = "save", **more: str) -> dict[str, str]:
    """What the page is sent back with, every unit as it was seen."""
    merge = begin_merge(draft)
    seen = {f"seen:{unit.key}": unit.fingerprint for unit in merge.plan.units()}
    chosen = {f"take:{key}": take for key, take in takes.items()}
    return {"began_from": merge.began_from, "act": act, **seen, **chosen, **more}


def test_it_shows_whose_words_are_whose_and_asks_about_the_rest(client, reporter, dispute):
    client.force_login(reporter)
    response = client.get(url(dispute))
    screen = response.context["screen"]
    (conflict,) = screen.conflicts
    assert (screen.left, conflict.note) == (1, "Both texts change the same words.")
    assert [(run.fate, run.text) for run in conflict.theirs.runs if run.fate != "kept"] == [
        ("removed", "40 "),
        ("added", "55 "),
    ]
    text = response.content.decode()
    for words in ("Dana’s text: the story now", "Your text: kept aside", "1 of 1 conflict left", "Kicker"):
        assert words in text
    assert "Changed in Dana’s text" in text
    assert "Changed in your text" in text


def test_what_is_chosen_is_saved_and_said(client, reporter, article, dispute):
    client.force_login(reporter)
    (unit,) = begin_merge(dispute).plan.conflicts
    response = client.post(url(dispute), answers(dispute, {unit.key: "mine"}), follow=True)
    assert "Merged, as revision 3. To undo it, restore revision 2." in response.content.decode()
    revision = ArticleRevision.objects.latest_of(article)
    assert (revision.kind, revision.merged) == ("merge", dispute)
    assert all(words in revision.text.plain for words in ("38 million", "nine years"))
    assert revision.data["kicker"] == "Harbour"
    assert client.get(url(dispute)).status_code == 302  # it is settled
    for page in ("article_history", "article_revision"):
        where = [article.pk] if page == "article_history" else [article.pk, 3]
        told = client.get(reverse(page, args=where)).content.decode()
        assert "the kept text of Rita" in told
        assert dispute.get_absolute_url() in told


def test_without_a_choice_nothing_is_saved_and_what_was_chosen_stays(client, reporter, article, collide):
    draft = collide(
        {"title": "Theirs", "body": bodies(article, (1, "40", "55"))},
        {"title": "Mine", "body": bodies(article, (1, "40", "38"))},
    )
    client.force_login(reporter)
    response = client.post(url(draft), answers(draft, {"title": "edited"}, **{"edit:title": "Ours"}))
    assert response.status_code == 422
    assert response.context["screen"].left == 1
    text = response.content.decode()
    assert "1 conflict to decide" in text
    assert 'value="Ours"' in text
    assert ArticleRevision.objects.of(article).count() == 2


def test_somebody_saves_meanwhile_and_only_what_they_changed_is_asked_again(
    client, reporter, desk, article, collide
):
    draft = collide(
        {"title": "Theirs", "body": bodies(article, (1, "40", "55"))},
        {"title": "Mine", "body": bodies(article, (1, "40", "38"))},
    )
    client.force_login(reporter)
    body_key = next(unit.key for unit in begin_merge(draft).plan.conflicts if unit.form == "rich")
    sent = answers(draft, {"title": "mine", body_key: "mine"})
    edit(fresh(article), desk, "55", "60")
    response = client.post(url(draft), sent)
    assert response.status_code == 409
    text = response.content.decode()
    assert "Dana saved this story while you were merging" in text
    assert "1 part was changed since" in text
    taken = {shown.key: shown.take for shown in response.context["screen"].conflicts}
    assert taken == {"title": "mine", body_key: ""}
    assert ArticleRevision.objects.latest_of(article).kind == "save"
    assert client.post(url(draft), answers(draft, {"title": "mine", body_key: "theirs"})).status_code == 302
    assert "60 million" in ArticleRevision.objects.latest_of(article).text.plain


def test_rich_text_is_written_anew_in_the_storys_own_editor(client, reporter, article, dispute):
    client.force_login(reporter)
    (unit,) = begin_merge(dispute).plan.conflicts
    html = client.get(url(dispute), {"edit": unit.key, "from": "mine"}).content.decode()
    assert f'name="edit:{unit.key}"' in html
    assert "38 million" in html
    state = {
        "blocks": [
            {"key": "abcde", "text": "About 50 million.", "type": "unstyled", "depth": 0, "entityRanges": [],
             "inlineStyleRanges": [{"offset": 0, "length": 5, "style": "BOLD"}]}
        ],
        "entityMap": {},
    }  # fmt: skip
    sent = answers(dispute, {unit.key: "edited"}, **{f"edit:{unit.key}": json.dumps(state)})
    assert client.post(url(dispute), sent).status_code == 302
    block = ArticleRevision.objects.latest_of(article).data["body"][1]
    assert block["value"] == '<p data-block-key="abcde"><b>About</b> 50 million.</p>'


@pytest.mark.parametrize("sent", ["", "{", "[]", '{"blocks": 1}', "null"])
def test_an_edit_that_cannot_be_read_is_no_choice(client, reporter, article, dispute, sent):
    client.force_login(reporter)
    (unit,) = begin_merge(dispute).plan.conflicts
    posted = answers(dispute, {unit.key: "edited"}, **{f"edit:{unit.key}": sent})
    assert client.post(url(dispute), posted).status_code in (422, 302)
    assert "nine years" in ArticleRevision.objects.latest_of(article).text.plain


def test_what_was_taken_out_by_one_and_edited_by_the_other_says_so(client, reporter, article, collide):
    blocks = bodies(article)
    draft = collide({"body": [blocks[0], blocks[2]]}, {"body": bodies(article, (1, "40", "38"))})
    client.force_login(reporter)
    response = client.get(url(draft))
    (conflict,) = response.context["screen"].conflicts
    assert conflict.note == "Taken out in Dana’s text, changed in your text."
    assert conflict.theirs.is_gone
    assert client.post(url(draft), answers(draft, {conflict.key: "theirs"})).status_code == 302
    assert STORY[1] not in ArticleRevision.objects.latest_of(article).text.plain


def test_two_lead_pictures_are_both_shown(client, reporter, article, collide):
    images = [
        get_image_model().objects.create(title=title, file=get_test_image_file()) for title in ("Bay", "Pier")
    ]
    draft = collide({"lead_image": images[0].pk}, {"lead_image": images[1].pk})
    client.force_login(reporter)
    text = client.get(url(draft)).content.decode()
    assert 'alt="Bay"' in text
    assert 'alt="Pier"' in text
    assert client.post(url(draft), answers(draft, {"lead_image": "mine"})).status_code == 302
    assert fresh(article).lead_image == images[1]


def test_an_empty_headline_is_refused_at_its_field(client, reporter, article, collide):
    draft = collide({"title": "Theirs"}, {"title": "Mine"})
    client.force_login(reporter)
    response = client.post(url(draft), answers(draft, {"title": "edited"}, **{"edit:title": ""}))
    assert response.status_code == 422
    assert "Headline: This field" in response.content.decode()
    assert draft in Draft.objects.open()


def test_all_conflicts_at_once_and_a_preview_save_nothing(client, reporter, article, dispute):
    client.force_login(reporter)
    response = client.post(url(dispute), answers(dispute, {}, act="all_mine"))
    assert response.context["screen"].left == 0
    (unit,) = begin_merge(dispute).plan.conflicts
    preview = client.post(url(dispute), answers(dispute, {unit.key: "mine"}, act="preview"))
    assert preview.status_code == 200
    assert "38 million" in preview.content.decode()
    assert "nine years" in preview.content.decode()
    assert ArticleRevision.objects.of(article).count() == 2


def test_a_text_that_says_nothing_new_is_settled_at_once(client, reporter, desk, article, collide):
    draft = collide({"kicker": "Port"}, {"body": bodies(article, (1, "40", "55"))})
    edit(fresh(article), desk, "40", "55")
    client.force_login(reporter)
    response = client.get(url(draft), follow=True)
    assert "so there was nothing to merge" in response.content.decode()
    assert Draft.objects.get(pk=draft.pk).settled.how == "merged"


def test_a_locked_story_is_shown_but_not_merged(client, reporter, desk, article, dispute):
    ArticlePage.objects.filter(pk=article.pk).update(locked=True, locked_by=desk)
    client.force_login(reporter)
    assert "Unlock it" in client.get(url(dispute)).content.decode()
    (unit,) = begin_merge(dispute).plan.conflicts
    assert client.post(url(dispute), answers(dispute, {unit.key: "mine"})).status_code == 403
    assert ArticleRevision.objects.of(article).count() == 2


def test_others_than_author_and_editors_see_nothing(client, sport_desk, dispute):
    client.force_login(sport_desk)
    assert client.get(url(dispute)).status_code in (302, 403)
    client.force_login(dispute.created_by)
    assert client.get(reverse("article_merge", args=[dispute.article_id, 4711])).status_code == 404
    assert client.get(url(dispute), {"edit": "body/none", "from": "x"}).status_code == 404


def test_a_dropped_text_leads_back_to_its_page(client, reporter, dispute):
    drop_draft(dispute, by=reporter)
    client.force_login(reporter)
    response = client.get(url(dispute), follow=True)
    assert response.redirect_chain[-1][0] == dispute.get_absolute_url()
    assert "dropped already, by Rita" in response.content.decode()


def test_markup_in_either_text_is_shown_not_run(client, reporter, article, collide):
    draft = collide({"title": "<script>1</script>"}, {"title": "<script>2</script>", "kicker": "<img src=x>"})
    client.force_login(reporter)
    text = client.get(url(draft)).content.decode()
    assert "<script>1" not in text
    assert "<img src=x>" not in text


def test_a_longer_text_costs_no_more_queries(client, reporter, desk, write):
    def queries(paragraphs: int) -> int:
        story = write(f"Story {paragraphs}", *(f"Paragraph {n} costs 40 million." for n in range(paragraphs)))
        began, blocks = token_of(story), copy.deepcopy(list(story.body.raw_data))
        mine = editorial_content(story.serializable_data())
        for n, (one, other) in enumerate(zip(blocks, mine["body"], strict=True)):
            one["value"] = one["value"].replace("40", "55")
            other["value"] = other["value"].replace("40", "38")
            mine["bylines"].append({"contributor": people[n].pk, "role": "writer"})
        page = fresh(story)
        page.body = [*blocks, paragraph("New.")]
        page.save_revision(user=desk)
        draft = keep_draft(story.pk, mine, by=reporter, began_from=began, door="editor")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(draft)).context["screen"].left == paragraphs
        return len(captured)

    people = [Contributor.objects.create(name=f"Person {n}", slug=f"person-{n}") for n in range(20)]
    client.force_login(reporter)
    queries(2)
    assert queries(2) == queries(20)


def test_a_block_that_both_moved_says_where_each_put_it(client, reporter, article, collide):
    first, second, third = bodies(article)[:3]
    rest = bodies(article)[3:]
    draft = collide({"body": [third, first, second, *rest]}, {"body": [first, third, second, *rest]})
    client.force_login(reporter)
    (conflict,) = client.get(url(draft)).context["screen"].conflicts
    said = ["".join(run.text for run in side.runs) for side in (conflict.theirs, conflict.mine)]
    assert said[0] == "at the very beginning"
    assert said[1].startswith("behind “")
