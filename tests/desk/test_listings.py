"""The listings of the desk: what they show, narrow, find and refuse, at a constant number of queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from annotations.actions import READ_HANDLER
from annotations.models import Attribution, Mention
from articles.corrections import issue_correction
from articles.models import ArticlePage, ArticleRevision, Contributor, Correction, SectionPage
from claims import actions
from entities.models import Alias, Entity
from tests.claims.deciding import decide
from tests.conftest import paragraphs
from tests.desk.making import claim_in, give_up

COST = "The bridge will cost 40 million crowns"
TOLLS = "tolls would stay unchanged for ten years"


def rows(client: Client, name: str, **query: str) -> list[Any]:
    response = client.get(reverse(name), query)
    assert response.status_code == 200
    return list(response.context["object_list"])


def published(article: ArticlePage, by: User) -> ArticlePage:
    article.get_latest_revision().publish(user=by)
    return ArticlePage.objects.get(pk=article.pk)


def mention(entity: Entity, article: ArticlePage) -> None:
    Mention.objects.create(
        revision=ArticleRevision.objects.latest_of(article),
        entity=entity,
        kind=entity.kind,
        name=entity.name,
        start=0,
        end=3,
        text="The",
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {COST, TOLLS}),
        ({"show": "undecided"}, {TOLLS}),
        ({"show": "decided"}, {COST}),
        ({"show": "in-hand"}, set()),
        ({"show": "unassigned"}, {TOLLS}),
        ({"show": "overdue"}, set()),
        ({"show": "cross-check"}, set()),
        ({"status": "decided"}, {COST}),
        ({"rating": "false"}, {COST}),
        ({"rating": "true"}, set()),
        ({"claimant__kind": "person"}, {COST}),
        ({"section": "news"}, {COST, TOLLS}),
        ({"section": "sport"}, set()),
        ({"q": "LINDQVIST"}, {COST}),
        ({"q": "unchanged"}, {TOLLS}),
        ({"q": "nothing like it"}, set()),
    ],
)
def test_claims_are_narrowed_and_found(
    client: Client, article: ArticlePage, checker: User, query: dict[str, str], found: set[str]
) -> None:
    mara = Entity.objects.create(name="Mara Lindqvist", kind="person")
    decided = claim_in(article, COST, claimant=mara, claimant_name="the chair")
    decide(decided, "false", reason="It is 55.", by=checker)
    claim_in(article, TOLLS)
    client.force_login(checker)
    assert {claim.statement for claim in rows(client, "claims:index", **query)} == found


def test_claims_in_ones_own_stories_are_those_one_began_or_signs(
    client: Client, write: Callable[..., ArticlePage], reporter: User, desk: User
) -> None:
    claim_in(write(), COST)
    client.force_login(desk)
    assert rows(client, "claims:index", show="mine") == []
    client.force_login(reporter)
    assert len(rows(client, "claims:index", show="mine")) == 1


@pytest.mark.parametrize("name", ["claims:index", "entities:index", "readings:index", "corrections:index"])
def test_an_empty_listing_says_how_to_fill_it_and_an_unlucky_filter_how_to_leave_it(
    client: Client, desk: User, name: str
) -> None:
    client.force_login(desk)
    listing = client.get(reverse(name))
    assert "yet.</strong>" in listing.content.decode()
    assert listing.context["empty_hint"]
    searched = client.get(reverse(name), {"q": "zebra"}).content.decode()
    assert "match.</strong>" in searched
    assert f'href="{reverse(name)}"' in searched


@pytest.mark.parametrize("name", ["claims:index", "entities:index", "readings:index", "corrections:index"])
@pytest.mark.parametrize(
    "query", ["p=zebra", "p=99999", "ordering=zebra", "section=zebra", "status=x", "q=%00"]
)
def test_a_strange_address_is_answered_all_the_same(
    client: Client, article: ArticlePage, desk: User, name: str, query: str
) -> None:
    client.force_login(desk)
    assert client.get(f"{reverse(name)}?{query}").status_code == 200


def test_entities_are_found_by_any_of_their_names(client: Client, article: ArticlePage, desk: User) -> None:
    who = Entity.objects.create(name="World Health Organization", kind="organisation")
    Alias.objects.create(entity=who, name="W.H.O.")
    Entity.objects.create(name="Eastmouth", kind="place", state="rejected")
    mention(who, article)
    client.force_login(desk)
    assert [(row.name, row.mention_count) for row in rows(client, "entities:index", q="who")] == [
        ("World Health Organization", 1)
    ]
    assert [row.name for row in rows(client, "entities:index", kind="place")] == ["Eastmouth"]
    assert [row.name for row in rows(client, "entities:index", state="proposed")] == [who.name]


def test_an_entity_page_tells_names_words_and_articles(
    client: Client, article: ArticlePage, desk: User
) -> None:
    mara = Entity.objects.create(name="Mara Lindqvist", kind="person")
    Alias.objects.create(entity=mara, name="Lindqvist")
    mention(mara, article)
    Attribution.objects.create(
        revision=ArticleRevision.objects.latest_of(article),
        position=0,
        place="x",
        type="direct",
        confidence=0.9,
        source_entity=mara,
        content=[[0, 3]],
        cue_text="said",
        source_text="Mara Lindqvist",
        content_text=COST,
    )
    claim_in(article, TOLLS, claimant=mara)
    client.force_login(desk)
    text = client.get(reverse("entities:page", args=[mara.pk])).content.decode()
    for words in ("Lindqvist", COST, "1 time<", "Bridge bill grows", TOLLS):
        assert words in text
    page = text[text.index("desk-page") :]
    assert page.count("csrfmiddlewaretoken") == page.count('method="post"') == 2


@pytest.mark.parametrize(
    ("fields", "state", "name"),
    [
        ({"act": "confirm"}, "confirmed", "Lindqvist"),
        ({"act": "reject"}, "rejected", "Lindqvist"),
        ({"act": "rename", "rename-name": " Mara  Lindqvist "}, "confirmed", "Mara Lindqvist"),
        ({"act": "rename", "rename-name": "  "}, "proposed", "Lindqvist"),
        ({"act": "explode"}, "proposed", "Lindqvist"),
    ],
)
def test_a_desk_decides_on_an_entity(
    client: Client, desk: User, fields: dict[str, str], state: str, name: str
) -> None:
    entity = Entity.objects.create(name="Lindqvist", kind="person")
    client.force_login(desk)
    client.post(reverse("entities:page", args=[entity.pk]), fields)
    entity.refresh_from_db()
    assert (entity.state, entity.name) == (state, name)


def test_a_reporter_does_not_decide_on_an_entity(client: Client, reporter: User) -> None:
    entity = Entity.objects.create(name="Lindqvist", kind="person")
    client.force_login(reporter)
    page = client.post(reverse("entities:page", args=[entity.pk]), {"act": "confirm"}, follow=True)
    assert "Ask a desk editor." in page.content.decode()
    entity.refresh_from_db()
    assert entity.state == "proposed"


def test_a_failed_reading_is_shown_with_its_error_and_tried_again(
    client: Client, article: ArticlePage, desk: User
) -> None:
    event = give_up(READ_HANDLER, ArticleRevision.objects.latest_of(article).pk)
    client.force_login(desk)
    listing = client.get(reverse("readings:index"), {"state": "failed"})
    assert "MemoryError: no room" in listing.content.decode()
    assert "Try again" in listing.content.decode()
    form = listing.content.decode().partition(reverse("readings:retry", args=[event.pk]))[2]
    assert "csrfmiddlewaretoken" in form.partition("</form>")[0]
    client.post(reverse("readings:retry", args=[event.pk]))
    event.refresh_from_db()
    assert (event.state, event.attempts) == ("waiting", 0)
    assert rows(client, "readings:index", state="failed") == []
    assert len(rows(client, "readings:index", state="waiting")) == 1


def test_a_reporter_sees_a_failed_reading_but_has_no_button(
    client: Client, article: ArticlePage, reporter: User
) -> None:
    event = give_up(READ_HANDLER, ArticleRevision.objects.latest_of(article).pk)
    client.force_login(reporter)
    text = client.get(reverse("readings:index")).content.decode()
    assert "MemoryError" in text
    assert "Try again" not in text
    refused = client.post(reverse("readings:retry", args=[event.pk]), follow=True)
    assert "Ask a desk editor." in refused.content.decode()
    event.refresh_from_db()
    assert event.state == "failed"


def test_other_failed_work_is_shown_to_those_who_may_have_it_tried_again(
    client: Client, article: ArticlePage, desk: User, reporter: User
) -> None:
    event = give_up("claims.tasks.follow_article", ArticleRevision.objects.latest_of(article).pk)
    client.force_login(desk)
    assert "Other failed work (1)" in client.get(reverse("readings:index")).content.decode()
    assert "Following claims through an edit" in client.get(reverse("readings:failures")).content.decode()
    client.post(reverse("readings:retry", args=[event.pk]))
    event.refresh_from_db()
    assert event.state == "waiting"
    client.force_login(reporter)
    assert client.get(reverse("readings:failures")).status_code == 302


def test_a_correction_is_issued_for_a_published_article(
    client: Client, article: ArticlePage, desk: User
) -> None:
    published(article, desk)
    client.force_login(desk)
    client.post(
        reverse("corrections:add"),
        {
            "article": article.pk,
            "kind": "clarification",
            "wrong": "Which year?",
            "text": "The year was 1931.",
        },
    )
    correction = Correction.objects.get()
    assert (correction.article_id, correction.kind, correction.issued_by) == (
        article.pk,
        "clarification",
        desk,
    )
    assert (correction.wrong, correction.proposed.asked_by) == ("Which year?", desk)
    assert "The year was 1931." in client.get(reverse("corrections:index")).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "Wrong."}, "Choose the article that was wrong."),
        ({"article": "draft", "text": "Right.", "wrong": ""}, "Say what was wrong."),
        ({"article": "draft", "text": "New.", "kind": "update"}, "This kind of notice is one text."),
        ({"article": "draft", "text": "Wrong."}, "edit it instead"),
        ({"article": "draft", "text": ""}, "Say what is right, or what readers are to be told."),
        ({"article": "9" * 30, "text": "Wrong."}, "Select a valid choice"),
        ({"article": "99999", "text": "Wrong."}, "Select a valid choice"),
        ({"article": "zebra", "text": "Wrong."}, "Select a valid choice"),
        ({"article": "draft", "text": "Wrong.", "kind": "joke"}, "Select a valid choice"),
    ],
)
def test_a_correction_that_cannot_be_issued_says_why_at_its_field(
    client: Client, article: ArticlePage, desk: User, fields: dict[str, str], words: str
) -> None:
    client.force_login(desk)
    sent = {"kind": "correction", "wrong": "Wrong.", **fields}
    if sent.get("article") == "draft":
        sent["article"] = str(article.pk)
    response = client.post(reverse("corrections:add"), sent)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Correction.objects.exists()


def test_nobody_corrects_another_desks_article(
    client: Client, article: ArticlePage, desk: User, sport_desk: User
) -> None:
    published(article, desk)
    client.force_login(sport_desk)
    fields = {"article": article.pk, "kind": "correction", "wrong": "Wrong.", "text": "Right."}
    response = client.post(reverse("corrections:add"), fields)
    assert "you may not correct it" in response.content.decode()
    assert not Correction.objects.exists()


def test_desks_manage_contributors_and_reporters_only_choose_them(
    client: Client, desk: User, reporter: User
) -> None:
    client.force_login(desk)
    client.post(reverse("contributors:add"), {"name": "Rita Holm", "slug": "rita-holm", "about": ""})
    assert Contributor.objects.get().name == "Rita Holm"
    client.force_login(reporter)
    assert client.get(reverse("contributors:index")).status_code == 302
    assert "Rita Holm" in client.get(reverse("contributor_chooser:choose_results")).content.decode()


def test_the_menu_leads_only_where_one_may_go(client: Client, reporter: User, desk: User) -> None:
    client.force_login(reporter)
    text = client.get(reverse("wagtailadmin_home")).content.decode()
    for name in ("claims:index", "entities:index", "readings:index", "corrections:index"):
        assert reverse(name) in text
    assert reverse("contributors:index") not in text
    client.force_login(desk)
    assert reverse("contributors:index") in client.get(reverse("wagtailadmin_home")).content.decode()


def test_stories_are_narrowed_to_drafts_and_sections(
    client: Client, write: Callable[..., ArticlePage], sport: SectionPage, reporter: User, desk: User
) -> None:
    published(write("Out already"), desk)
    write("Still a draft")
    sport.add_child(instance=ArticlePage(title="Rowing", body=paragraphs("Won."), live=False))
    client.force_login(reporter)
    assert [page.title for page in rows(client, "stories:index", show="drafts")] == ["Still a draft"]
    assert [page.title for page in rows(client, "stories:index", section="sport")] == []
    assert [page.title for page in rows(client, "stories:index", show="unpublished")] == ["Still a draft"]


@pytest.mark.parametrize("name", ["claims:index", "entities:index", "readings:index", "corrections:index"])
def test_twenty_rows_cost_no_more_queries_than_two(
    client: Client, write: Callable[..., ArticlePage], desk: User, checker: User, name: str
) -> None:
    def add(number: int) -> None:
        article = published(write(f"Story {number}"), desk)
        entity = Entity.objects.create(name=f"Person {number}", kind="person")
        mention(entity, article)
        claim = claim_in(article, COST, claimant=entity)
        actions.issue_verdict(claim, "true", reason="The minutes say so.", by=checker)
        issue_correction(article, f"Number {number} was wrong.", by=desk, kind="update")
        give_up(READ_HANDLER, ArticleRevision.objects.latest_of(article).pk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name)).status_code == 200
        return len(captured)

    client.force_login(desk)
    for number in range(2):
        add(number)
    queries()
    few = queries()
    for number in range(2, 20):
        add(number)
    assert len(rows(client, name)) == 20
    assert queries() == few
