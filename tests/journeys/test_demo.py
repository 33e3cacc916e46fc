"""The demo newsroom has something to show on every screen, and is loaded once."""

import io

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from annotations.models import Reading, Ruling
from articles.history import Break, verify
from articles.models import ArticlePage, ArticleRevision, Correction, Publication, SectionPage, StoryPlan
from articles.stages import stages_of
from claims.models import Appearance, Claim, Evidence, QuotationCheck, ReviewImport, Suggestion, Verdict
from newsroom.demo.people import COLLEAGUES
from outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db


def load_demo() -> str:
    out = io.StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


@pytest.fixture
def demo(newsroom, settings, tmp_path) -> str:
    """What loading the demo printed."""
    settings.MEDIA_ROOT = tmp_path
    return load_demo()


def state_of(words: str) -> str:
    """What became of the words of a claim in the ferry story."""
    appearance = Appearance.objects.get(wording__contains=words, article__slug__startswith="island-ferry")
    return appearance.anchor.state


def test_the_demo_shows_the_whole_route_of_a_story(demo):
    assert {article.section.title for article in ArticlePage.objects.visible()} == {
        "News",
        "Politics",
        "Sport",
    }
    ideas = {plan.article.title for plan in StoryPlan.objects.filter(word_target__in=[500, 600, 800])}
    assert set(ArticlePage.objects.filter(live=False).values_list("title", flat=True)) > ideas
    assert ArticlePage.objects.filter(live=False).count() == 4
    assert len(stages_of(SectionPage.objects.get(slug="news"))) == 4
    assert ArticlePage.objects.exclude(lead_image=None).exclude(lead_image_alt="").count() == 4
    ferry = ArticlePage.objects.get(source_id="demo:ferry")
    assert ArticleRevision.objects.of(ferry).count() == 5
    assert Publication.objects.of(ferry).count() == 3
    assert state_of("cancelled the repair of two ferries") == "moved"
    assert state_of("No passenger on the island line") == "changed"
    assert state_of("lost no crossing to bad weather") == "deleted"
    signed = set(Verdict.objects.values_list("rating", flat=True))
    assert signed == {"true", "mostly-true", "misleading", "false"}
    assert Claim.objects.decided().count() == 5
    assert set(Claim.objects.values_list("status", flat=True)) == set(Claim.Status.values)
    assert Evidence.objects.count() == 7
    assert set(Evidence.objects.values_list("kind", flat=True)) == {"url", "file", "interview", "data_set"}
    assert [check.is_found for check in QuotationCheck.objects.all()] == [True]  # in the treasurer’s letter
    assert set(Ruling.objects.values_list("decision", flat=True)) == {"confirmed", "dismissed"}
    assert Correction.objects.get().article == ferry
    types = {
        kind for article in ArticlePage.objects.all() for kind in [b["type"] for b in article.body.raw_data]
    }
    assert types >= {"paragraph", "heading", "quote", "list", "table"}


def test_what_others_checked_is_suggested_in_their_words_and_ours(demo):
    levy = Suggestion.objects.get(claim__statement__contains="nine million crowns")
    assert levy.state == "proposed"
    assert (levy.review.publisher, levy.review.label) == ("Plainly", "Pants on fire")
    assert levy.review.rating_id == "false"
    assert Suggestion.objects.get(claim__statement__contains="31,000 crowns").review.rating is None
    done = ReviewImport.objects.get()
    assert (done.by.username, done.added, done.rejected) == ("chris", 4, 1)
    assert [fault["where"] for fault in done.faults] == ["element 5, record 1"]


def test_nothing_is_left_to_do_and_every_link_holds(demo):
    assert not OutboxEvent.objects.due().exists()
    assert not OutboxEvent.objects.failed().exists()
    assert set(Reading.objects.values_list("state", flat=True)) == {"done"}
    assert not [link for link in verify() if isinstance(link, Break)]


def test_every_role_can_log_in_with_the_password_printed(demo):
    for colleague in COLLEAGUES:
        assert f"{colleague.username:<11}{colleague.password}" in demo
        assert authenticate(username=colleague.username, password=colleague.password)


def test_loading_it_again_changes_nothing(demo, django_assert_max_num_queries):
    ferry = ArticlePage.objects.get(source_id="demo:ferry")
    ferry.title = "Changed by whoever tries the product"
    ferry.save_revision()
    revisions, claims = ArticleRevision.objects.count(), Claim.objects.count()
    with django_assert_max_num_queries(3):
        assert "is there already" in load_demo()
    assert (ArticleRevision.objects.count(), Claim.objects.count()) == (revisions, claims)


def test_a_demo_story_that_was_deleted_does_not_come_back(demo):
    ArticlePage.objects.get(source_id="demo:ferry").delete()
    claims = Claim.objects.count()
    load_demo()
    assert not ArticlePage.objects.filter(source_id="demo:ferry").exists()
    assert Claim.objects.count() == claims


def test_a_newsroom_in_earnest_gets_no_demo_accounts(newsroom, settings):
    settings.DEMO_ACCOUNTS = False
    with pytest.raises(CommandError, match="their passwords are public"):
        load_demo()
    assert not ArticlePage.objects.exists()
