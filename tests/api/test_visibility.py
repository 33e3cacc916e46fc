"""No anonymous answer holds a word of a draft, wherever drafts leave their traces."""

import itertools
import json
import re
from collections.abc import Callable, Iterator

import pytest
from django.urls import get_resolver
from rest_framework.test import APIClient

from accounts.models import User
from annotations.actions import rule
from annotations.models import Attribution
from articles.models import ArticlePage
from claims.actions import add_evidence, set_aside
from claims.models import Claim
from entities.models import Entity
from tests.api.conftest import get, publish, with_token
from tests.claims.deciding import find_out
from tests.conftest import paragraph, work

Write = Callable[..., ArticlePage]
QUOTE = "“The bridge will cost 40 million crowns,” said Mara Lindqvist, the board’s chair."
DRAFT_WORDS = ("Zanzibar", "Quentin", "Blackwood", "marmalade", "umbrella", "xylophone")


def _body(*texts: str) -> str:
    """A body whose paragraphs keep their ids from one state to the next."""
    return json.dumps([paragraph(text, block=f"block-{n}", key=f"key{n}") for n, text in enumerate(texts)])


@pytest.fixture
def house_of_drafts(write: Write, desk: User, checker: User) -> ArticlePage:
    """A live story that was drafted in other words before and after, beside one that was never published.

    Every draft has a speaker, a claim and, to make it worse, a verdict.
    """
    story = write("Zanzibar bridge bill", slug="bridge-bill")
    story.body = _body(
        "The board spoke of marmalade before it met.",
        QUOTE,
        "“The umbrella factory will close in spring,” said Quentin Blackwood, its owner.",
    )
    story.save_revision(user=desk)
    work()
    story.title = "Bridge bill grows"
    story.body = _body("The board met on Tuesday.", QUOTE)
    story.save_revision(user=desk)
    publish(story, desk)
    story.title = "Bridge bill: the xylophone affair"
    story.body = _body(
        "The board met on Tuesday.",
        QUOTE.replace("40 million", "90 million umbrella"),
        "“The xylophone was paid for twice,” said Quentin Blackwood.",
    )
    story.save_revision(user=desk)
    secret = write(
        "Blackwood sells marmalade",
        "“The umbrella factory is bankrupt since March,” said Quentin Blackwood of Zanzibar.",
        "“The bridge will cost 40 million crowns,” said Mara Lindqvist.",
    )
    work()
    for claim in Claim.objects.exclude(status="not_checkable"):
        add_evidence(claim, "https://example.invalid/report", by=checker, title="The report")
        find_out(claim, "false", reason="The report says otherwise.", by=checker)
    work()
    story.secret = secret  # type: ignore[attr-defined]
    return story


FOR_PEOPLE = (
    r"corrections|images|documents|ingest(/\d+(/items)?)?|feeds(/\d+(/poll)?)?|users|me|roles"
    r"|claims/\d+/(acts|notes|matches|evidence(/\d+)?)"
    r"|entities/\d+/(acts|candidates|suggestions)"
)


def every_address() -> Iterator[str]:
    """All addresses of the API, with the ids of all that there is, published or not."""
    ids = {
        "sections": ["news", "sport"],
        "articles": [*ArticlePage.objects.values_list("pk", flat=True)],
        "claims": [*Claim.objects.values_list("pk", flat=True)],
        "entities": [*Entity.objects.values_list("pk", flat=True)],
        "problems": ["not-found"],
    }
    for pattern in get_resolver("api.urls").url_patterns:
        route = re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern))
        if "^" in route or route.endswith("/events"):  # a stream has no end; it has tests of its own
            continue
        names = re.findall(r"{(\w+)}", route)
        choices = [ids.get(route.split("/")[0], []), range(1, 6), range(1, 6)][: len(names)]
        for values in itertools.product(*choices):
            address = route.format(**dict(zip(names, values, strict=True)))
            yield address
            if "/diff/" in address:
                yield f"{address}?format=html"


def test_no_anonymous_answer_holds_a_word_of_a_draft(reader: APIClient, house_of_drafts: ArticlePage) -> None:
    answered = set()
    for address in every_address():
        response = reader.get(f"/api/v1/{address}")
        # Whatever the address says: who asks must say who they are.
        for_the_desk = address.endswith("/blame") or "/drafts/" in address or address.startswith("webhooks")
        for_the_desk |= bool(re.fullmatch(FOR_PEOPLE, address))
        assert response.status_code in ((401,) if for_the_desk else (200, 400, 404, 405)), address
        if response.status_code == 200:
            answered.add(address)
        for word in DRAFT_WORDS:
            assert word.casefold() not in response.content.decode().casefold(), (address, word)
    story = house_of_drafts.pk
    assert {
        f"articles/{story}",
        f"articles/{story}/reading",
        f"articles/{story}/revisions/3/reading",
    } <= answered
    for number in (1, 2, 4):
        assert f"articles/{story}/revisions/{number}" not in answered
        assert f"articles/{story}/revisions/{number}/diff/3" not in answered
    assert f"articles/{story}/revisions/3/diff/3" in answered
    assert [row["number"] for row in get(reader, f"articles/{story}/revisions")["results"]] == [3]


def test_the_same_addresses_show_the_drafts_to_their_editor(house_of_drafts: ArticlePage, desk: User) -> None:
    editor = with_token(desk)
    answers = b"".join(editor.get(f"/api/v1/{address}").content for address in every_address()).decode()
    for word in DRAFT_WORDS:
        assert word in answers, word


def test_a_claim_is_shown_to_readers_in_the_words_that_they_see(
    reader: APIClient, house_of_drafts: ArticlePage, desk: User
) -> None:
    [claim] = get(reader, "claims")["results"]
    assert claim["statement"] == "The bridge will cost 40 million crowns"
    [seen] = get(reader, f"claims/{claim['id']}")["appearances"]
    assert (seen["article"]["headline"], seen["revision"]) == ("Bridge bill grows", 3)
    quote, position = seen["selectors"]
    text = get(reader, f"articles/{house_of_drafts.pk}")["text"]
    assert text[position["start"] : position["end"]] == quote["exact"]
    assert quote["prefix"].endswith("The board met on Tuesday.\n\n")
    [mine] = [
        shown
        for shown in get(with_token(desk), f"claims/{claim['id']}")["appearances"]
        if shown["article"]["id"] == house_of_drafts.pk
    ]
    assert (mine["revision"], mine["state"]) == (4, "changed")
    assert "umbrella" in mine["selectors"][0]["exact"]


def test_a_filter_does_not_betray_that_a_draft_makes_a_claim(
    reader: APIClient, house_of_drafts: ArticlePage
) -> None:
    assert len(get(reader, f"claims?article={house_of_drafts.pk}")["results"]) == 1
    assert get(reader, f"claims?article={house_of_drafts.secret.pk}")["results"] == []  # type: ignore[attr-defined]


def test_another_desk_sees_no_draft_nor_what_was_made_of_it(
    house_of_drafts: ArticlePage, sport_desk: User
) -> None:
    client = with_token(sport_desk)
    for address in every_address():
        content = client.get(f"/api/v1/{address}").content.decode()
        for word in DRAFT_WORDS:
            assert word not in content, (address, word)


def test_an_unpublished_story_takes_everything_with_it(
    reader: APIClient, published: ArticlePage, checker: User
) -> None:
    claim = Claim.objects.filter(type="direct").get()
    find_out(claim, "true", reason="It was.", by=checker)
    entity = Entity.objects.get(name="Mara Lindqvist")
    addresses = [
        f"articles/{published.pk}",
        f"articles/{published.pk}/revisions",
        f"articles/{published.pk}/reading",
        f"claims/{claim.pk}",
        f"entities/{entity.pk}",
        f"entities/{entity.pk}/attributions",
        f"entities/{entity.pk}/claims",
    ]
    for address in addresses:
        get(reader, address)
    published.unpublish()
    for address in addresses:
        get(reader, address, 404)


def test_rejected_entities_and_undecided_claims_are_not_for_readers(
    reader: APIClient, published: ArticlePage, desk: User
) -> None:
    entity = Entity.objects.get(name="Mara Lindqvist")
    Entity.objects.filter(pk=entity.pk).update(state="rejected")
    get(reader, f"entities/{entity.pk}", 404)
    get(with_token(desk), f"entities/{entity.pk}")
    claim = Claim.objects.filter(type="direct").get()
    get(reader, f"claims/{claim.pk}", 404)
    get(with_token(desk), f"claims/{claim.pk}")
    set_aside(claim, by=desk)
    assert get(with_token(desk), "claims?status=not_checkable")["results"][0]["id"] == claim.pk


def test_dismissed_attributions_are_for_editors_only(
    reader: APIClient, published: ArticlePage, desk: User
) -> None:
    before = get(reader, f"articles/{published.pk}/reading")["attributions"]
    row = Attribution.objects.get(type="direct")
    rule(row, "dismissed", by=desk)
    after = get(reader, f"articles/{published.pk}/reading")["attributions"]
    assert len(after) == len(before) - 1
    statuses = {
        a["status"] for a in get(with_token(desk), f"articles/{published.pk}/reading")["attributions"]
    }
    assert "dismissed" in statuses
