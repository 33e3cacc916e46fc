"""Readers' pages: what they show, that they hold with little or much to show, and never a draft."""

import json
import re
from collections.abc import Callable
from html import unescape
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from articles.corrections import issue_correction
from articles.models import ArticlePage, Byline, Contributor, FrontPage, SectionPage
from claims.models import Claim
from entities.actions import reject_entity
from entities.models import Entity
from tests.articles import every_change
from tests.claims.deciding import find_out
from tests.conftest import paragraphs, work
from tests.public.conftest import BODY, body

pytestmark = pytest.mark.django_db


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return unescape(response.content.decode())


def queries(client: Client, path: str) -> int:
    client.get(path)  # what is kept for later (site root paths, content types) is kept now
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_a_brand_new_newsroom_tells_an_editor_where_to_begin(client: Client, newsroom: FrontPage) -> None:
    text = page(client, "/")
    assert "Nothing is published yet" in text
    assert reverse("wagtailadmin_explore", args=[SectionPage.objects.get(slug="news").pk]) in text
    assert "Nothing is published here yet" in page(client, "/sport/")
    assert "Nothing has been checked yet" in page(client, "/claims/")


def test_the_most_urgent_story_leads_the_front(
    client: Client, write: Callable[..., ArticlePage], publish: Callable[..., ArticlePage]
) -> None:
    publish(write("Dam breaks", urgency=1))
    publish(write("Cat found", urgency=8))
    text = page(client, "/")
    assert text.index("Dam breaks") < text.index("Cat found")
    assert text.count("Dam breaks") == 1


@pytest.mark.parametrize("number", ["0", "-1", "99", "abc", "1e9", "²", ""])
def test_a_bad_page_number_gives_a_page_that_is_there(
    client: Client, published: ArticlePage, number: str
) -> None:
    for path in ("/news/", "/claims/", f"/history/{published.pk}/"):
        assert client.get(path, {"page": number}).status_code == 200


def test_an_article_says_who_wrote_it_where_and_when(
    client: Client, article: ArticlePage, publish: Callable[..., ArticlePage]
) -> None:
    people = [Contributor.objects.create(name=name, slug=name.lower()) for name in ("Zoe", "Adam", "Ben")]
    article.bylines = [
        Byline(contributor=people[0], role="writer", sort_order=0),
        Byline(contributor=people[1], role="writer", sort_order=1),
        Byline(contributor=people[2], role="photographer", sort_order=2),
    ]
    shown = publish(article, dateline="Eastmouth", kicker="Harbour", standfirst="<p>Doubts remain.</p>")
    text = re.sub(r"<[^>]+>", "", page(client, shown.url))
    assert "By Zoe and Adam" in text
    assert "Photography by Ben" in text
    assert all(words in text for words in ("Eastmouth", "Harbour", "Doubts remain.", "UTC"))


def test_quotes_and_verdicts_stand_under_the_article_and_are_marked_on_demand(
    client: Client, checked: Claim, published: ArticlePage
) -> None:
    text = page(client, published.url)
    assert "<details>" in text
    assert "Mara Lindqvist" in text
    assert "False" in text
    assert checked.get_absolute_url() in text
    assert "<mark" not in text
    marked = page(client, f"{published.url}?marks=1")
    assert re.search(
        r'<mark data-notes="(\d)">“The bridge will cost 40 million crowns,”</mark><a class="note-ref"'
        r' id="ref-\1" href="#note-\1" aria-label="Note \1: said by Mara Lindqvist">\1</a> said',
        marked,
    )


def test_readers_see_corrections(client: Client, published: ArticlePage, desk: User) -> None:
    issue_correction(published, "The chair is Mara, not Maria.", by=desk, wrong="We named her Maria.")
    assert "The chair is Mara, not Maria." in page(client, published.url)
    assert "The chair is Mara, not Maria." in page(client, f"/history/{published.pk}/")


def test_a_claim_page_shows_verdict_reason_evidence_and_place(
    client: Client, checked: Claim, checker: User
) -> None:
    find_out(checked, "misleading", reason="It says 52 million before tax.", by=checker)
    text = page(client, checked.get_absolute_url())
    for words in (
        "Misleading",
        "52 million before tax",
        "The contract",
        "Signed by Chris",
        "Earlier verdicts",
        "The contract says 52 million.",
        "As it was checked.",
        "Mara Lindqvist",
    ):
        assert words in text


def test_a_claim_says_when_its_words_changed_since_it_was_checked(
    client: Client, checked: Claim, published: ArticlePage, publish: Callable[..., ArticlePage], checker: User
) -> None:
    rows = [BODY[0], ("b2", "k2", BODY[1][2].replace("40 million crowns", "41 million crowns")), BODY[2]]
    publish(published, body=json.dumps(body(*rows)))
    text = page(client, checked.get_absolute_url())
    assert "The text changed since it was checked." in text
    assert "ClaimReview" not in text
    assert "The text changed since it was checked." in page(client, published.url)
    find_out(checked, "true", reason="Now it is right.", by=checker)
    text = page(client, checked.get_absolute_url())
    assert "The text changed since it was checked." not in text
    assert "ClaimReview" in text


def test_a_checked_claim_that_left_the_story_is_told_of_as_gone(
    client: Client, checked: Claim, published: ArticlePage, publish: Callable[..., ArticlePage]
) -> None:
    publish(published, body=json.dumps(body(BODY[0], BODY[2])))
    assert "No longer in the story." in page(client, checked.get_absolute_url())
    assert "Checked, and no longer in this story" in page(client, published.url)


def test_an_entity_page_gathers_what_was_said_and_checked(
    client: Client, checked: Claim, published: ArticlePage
) -> None:
    mara = Entity.objects.get(name="Mara Lindqvist")
    text = page(client, mara.get_absolute_url())
    assert "The bridge will cost 40 million crowns" in text
    assert published.title in text
    assert "False" in text
    assert "not yet confirmed" in text


def test_a_merged_entity_leads_to_the_one_it_is(client: Client, checked: Claim) -> None:
    mara = Entity.objects.get(name="Mara Lindqvist")
    twin = Entity.objects.create(
        name="M. Lindqvist", kind=mara.kind, state=Entity.State.MERGED, merged_into=mara
    )
    response = client.get(f"/entities/{twin.pk}/")
    assert (response.status_code, response["Location"]) == (301, mara.get_absolute_url())
    Entity.objects.filter(pk=mara.pk).update(state=Entity.State.REJECTED)
    assert client.get(f"/entities/{twin.pk}/").status_code == 404


def test_a_wrong_slug_leads_to_the_right_address(
    client: Client, checked: Claim, published: ArticlePage
) -> None:
    mara = Entity.objects.get(name="Mara Lindqvist")
    for thing, wrong in ((checked, f"/claims/{checked.pk}/wrong/"), (mara, f"/entities/{mara.pk}/")):
        response = client.get(wrong)
        assert (response.status_code, response["Location"]) == (301, thing.get_absolute_url())


def test_history_tells_what_each_published_version_changed(
    client: Client, published: ArticlePage, publish: Callable[..., ArticlePage]
) -> None:
    rows = [*BODY[:2], ("b3", "k3", BODY[2][2].replace("ten years", "five years"))]
    publish(published, body=json.dumps(body(*rows)), kicker="Harbour")
    listing = page(client, f"/history/{published.pk}/")
    assert "1 word added, 1 word removed; also changed: the kicker." in listing
    change = page(client, f"/history/{published.pk}/2/")
    assert re.search(r"<del>.*ten.*</del><ins>.*five.*</ins>", change)
    assert "3 unchanged paragraphs" in change  # headline and two
    first = page(client, f"/history/{published.pk}/1/")
    assert "ten years" in first
    assert "five" not in first
    for number in (0, 3, 10**9):
        assert client.get(f"/history/{published.pk}/{number}/").status_code == 404


@pytest.mark.parametrize("path", ["/claims/{0}/x/", "/entities/{0}/x/", "/history/{0}/", "/history/{0}/1/"])
@pytest.mark.parametrize("number", [0, 987654, 10**30])
def test_what_is_not_there_is_not_found(client: Client, newsroom: FrontPage, path: str, number: int) -> None:
    assert client.get(path.format(number)).status_code == 404


def test_nothing_of_a_draft_is_ever_shown(
    client: Client,
    checked: Claim,
    published: ArticlePage,
    publish: Callable[..., ArticlePage],
    write: Callable[..., ArticlePage],
    reporter: User,
    checker: User,
) -> None:
    """A draft's words, an unpublished story's, and the claims and entities that only they name."""
    draft = ArticlePage.objects.get(pk=published.pk)
    draft.title = "Zyglot headline"
    draft.kicker, draft.dateline, draft.standfirst = "Quaffle", "Xanthville", "<p>Bribbling standfirst.</p>"
    rows = [
        ("b2", "k2", "“The bridge will cost 40 flurbling crowns,” said Mara Lindqvist, the board’s chair."),
        BODY[2],
        ("b9", "k9", "“The snorkwort is entirely poisonous,” said Ottokar Vexelby on Friday."),
    ]
    draft.body = json.dumps(body(*rows))
    draft.save_revision(user=reporter)
    write("Wumpus story", "“Our grommets were stolen,” said Brunhilde Kazoo, the mayor of Plinkton.")
    gone = publish(write("Yakking tale", "“We lost the fandango,” said Igor Pompadour, a miner."))
    gone.unpublish()
    work()
    for claim in Claim.objects.undecided():
        find_out(claim, "true", reason="Checked before publication.", by=checker)
    secret = re.compile(
        "zyglot|quaffle|xanthville|bribbling|flurbling|snorkwort|vexelby|wumpus|grommet|kazoo|plinkton"
        "|yakking|fandango|pompadour",
        re.IGNORECASE,
    )
    assert Entity.objects.filter(name__contains="Vexelby").exists()
    paths = ["/", "/sitemap.xml", "/sitemap-articles.xml", "/sitemap-claims.xml", f"{published.url}?marks=1"]
    paths += [entity.get_absolute_url() for entity in Entity.objects.all()]
    paths += [claim.get_absolute_url() for claim in Claim.objects.all()]
    paths += [f"/history/{article.pk}/" for article in ArticlePage.objects.all()]
    seen, answered = set(), 0
    while paths:
        path = paths.pop()
        if path in seen:
            continue
        seen.add(path)
        response = client.get(path)
        assert response.status_code in (200, 301, 404), path
        if response.status_code == 200:
            answered += 1
            assert not secret.search(response.content.decode()), path
            found = re.findall(r'href="(/(?!desk|api|static)[^"#]*)', response.content.decode())
            paths += [unescape(address) for address in found]
    assert answered > 10


def test_what_an_editor_rejected_has_no_page_and_no_link(
    client: Client, published: ArticlePage, checker: User, desk: User
) -> None:
    mara = Entity.objects.get(name="Mara Lindqvist")
    reject_entity(mara, by=desk)
    assert client.get(mara.get_absolute_url()).status_code == 404
    assert mara.get_absolute_url() not in page(client, published.url)


def test_pages_cost_the_same_queries_with_little_and_with_much(
    client: Client,
    write: Callable[..., ArticlePage],
    publish: Callable[..., ArticlePage],
    checker: User,
) -> None:
    by = Contributor.objects.create(name="Zoe", slug="zoe")

    def add(number: int) -> ArticlePage:
        story = write(f"Story {number}", *(text for _, _, text in BODY))
        story.bylines = [Byline(contributor=by)]
        return publish(story)

    def settle() -> None:
        for claim in Claim.objects.undecided():
            find_out(claim, "true", reason="So it is.", by=checker)

    fact = "“Fact {} holds in every harbour town,” said Mara Lindqvist."
    first = publish(add(0), body=paragraphs(*(text for _, _, text in BODY), fact.format("one")))
    second = add(1)
    settle()
    mara = Entity.objects.get(name="Mara Lindqvist")
    paths = ["/", "/news/", "/claims/", first.url, f"{first.url}?marks=1", mara.get_absolute_url()]
    before = {path: queries(client, path) for path in paths}
    for number in range(2, 12):
        add(number)
    many = [fact.format(number) for number in range(8)]
    publish(first, body=paragraphs(*(text for _, _, text in BODY), *many))
    settle()
    # Where a claimant is no longer quoted, six more tell whether he was named; in a small list it may stand.
    assert all(queries(client, path) <= count for path, count in before.items())
    assert max(before.values()) <= 55
    assert second.pk != first.pk


def test_an_article_that_was_never_saved_can_be_previewed(
    client: Client, news: SectionPage, article: ArticlePage, desk: User
) -> None:
    unsaved = ArticlePage(title="Not saved yet", body=paragraphs("Some words."), standfirst="<p>Soon.</p>")
    unsaved.set_url_path(news)
    unsaved.path, unsaved.depth = f"{news.path}0009", news.depth + 1
    for shown in (unsaved, article):
        response = shown.make_preview_request()
        assert response.status_code == 200
        text = (
            response.rendered_content if hasattr(response, "rendered_content") else response.content.decode()
        )
        assert shown.title in text
        assert "Readers do not see this" in text


def test_every_page_has_what_assistive_technology_needs(
    client: Client, checked: Claim, published: ArticlePage
) -> None:
    mara = Entity.objects.get(name="Mara Lindqvist")
    paths = ["/", "/news/", "/claims/", published.url, checked.get_absolute_url(), mara.get_absolute_url()]
    paths += [f"/history/{published.pk}/", f"/history/{published.pk}/1/", f"{published.url}?marks=1"]
    for path in paths:
        text = page(client, path)
        assert text.count("<h1") == 1, path
        levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
        assert all(after - before <= 1 for before, after in pairwise(levels)), (
            path,
            levels,
        )
        assert '<html lang="en-GB">' in text
        assert '<a class="skip" href="#content">' in text
        assert '<main id="content"' in text
        assert '<link rel="canonical"' in text
        assert re.search(r'<meta name="description" content="[^"]+', text), path
        assert not re.findall(r"<script(?! type=\"application/ld\+json\")", text), path
        assert not re.findall(r"\son\w+=|style=", text), path
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), path
        assert all(target in ids for target in re.findall(r'href="#([^"]+)"', text)), path


def test_a_page_that_is_not_there_says_so_in_the_sites_own_clothes(
    client: Client, newsroom: FrontPage
) -> None:
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "This page is not here" in response.content.decode()


def test_history_shows_pictures_links_and_tables_as_readers_may_see_them(
    client: Client, published: ArticlePage, publish: Callable[..., ArticlePage]
) -> None:
    one, two = every_change.pictures()
    hidden = published.get_parent().add_child(instance=ArticlePage(title="Secret", slug="secret", live=False))
    link = every_change.prose("to", f'See <a linktype="page" id="{hidden.pk}">this</a>.')
    publish(published, body=json.dumps([*every_change.before(one), every_change.prose("to", "See this.")]))
    publish(published, body=json.dumps([*every_change.after(two), link]), source_id="wire-9")
    change = " ".join(page(client, f"/history/{published.pk}/3/").split())
    for words in ("[no longer bold]", "[link to another page now]", "B. Foto", ">55<", "Paragraph split off"):
        assert words in change, words
    assert "Secret" not in change
    assert "wire-9" not in change


def test_history_shows_added_removed_and_moved_paragraphs(
    client: Client, published: ArticlePage, publish: Callable[..., ArticlePage]
) -> None:
    rows = [("b9", "k9", "A new ferry was ordered."), BODY[2], BODY[0]]
    publish(published, body=json.dumps(body(*rows)), title="Bridge bill shrinks")
    change = page(client, f"/history/{published.pk}/2/")
    assert re.search(r"<ins>.*A new ferry was ordered\..*</ins>", change)
    assert re.search(r"<del>.*“The bridge will cost 40 million crowns,” said Mara Lindqvist.*</del>", change)
    assert ">Paragraph moved here</p>" in change
    assert "Headline changed" in change
    publish(ArticlePage.objects.get(pk=published.pk))
    assert "Published again without a change." in page(client, f"/history/{published.pk}/3/")


@pytest.mark.parametrize("kind", ["direct", "indirect"])
def test_only_a_claimants_own_words_stand_in_quotation_marks(
    client: Client, checked: Claim, kind: str
) -> None:
    Claim.objects.filter(pk=checked.pk).update(type=kind)
    text = page(client, checked.get_absolute_url())
    assert (f"“{checked.statement}”</h1>" in text) == (kind == "direct")


def test_the_front_tells_what_was_just_checked(client: Client, checked: Claim) -> None:
    text = page(client, "/")
    assert "Just checked" in text
    assert checked.get_absolute_url() in text
