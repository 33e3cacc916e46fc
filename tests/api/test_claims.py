"""Claims and entities through the API."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from articles.models import ArticlePage
from claims.actions import add_evidence, reaffirm, retract_evidence
from claims.models import Claim
from entities.models import Entity
from tests.api.conftest import get, publish, with_token
from tests.archive.conftest import files  # noqa: F401 - where the tests' files lie
from tests.archive.papers import pdf
from tests.claims.deciding import find_out
from tests.conftest import edit, work

Write = Callable[..., ArticlePage]
NAMES = ("Anna", "Berg", "Carla", "Dahl", "Elin", "Frost", "Greta", "Holm", "Ida", "Lund", "Maria", "Nord")


def test_a_claim_shows_who_said_it_where_on_what_evidence_and_who_decided(
    reader: APIClient, published: ArticlePage, checker: User
) -> None:
    claim = Claim.objects.get(type="direct")
    add_evidence(claim, "https://example.invalid/budget", by=checker, title="The budget", stance="supports")
    find_out(claim, "unproven", reason="Too early.", by=checker)
    find_out(claim, "true", reason="The budget says so.", by=checker)
    [row] = get(reader, f"claims?article={published.pk}&rating=true&status=published&q=bridge")["results"]
    assert (row["id"], row["claimant"]["name"]) == (claim.pk, "Mara Lindqvist")
    assert get(reader, f"claims?claimant={row['claimant']['id']}&rating=unproven")["results"] == []
    shown = get(reader, f"claims/{claim.pk}")
    assert [verdict["rating"] for verdict in shown["verdicts"]] == ["true", "unproven"]
    assert shown["verdicts"][0]["issued_by"]["name"] == "Chris"
    assert shown["evidence"][0]["title"] == "The budget"
    [appearance] = shown["appearances"]
    assert (appearance["state"], appearance["revision"]) == ("exact", 1)
    assert [selector["type"] for selector in appearance["selectors"]] == [
        "TextQuoteSelector",
        "TextPositionSelector",
    ]


def test_readers_are_told_of_evidence_what_a_newsroom_stands_by_and_the_desk_all(
    reader: APIClient, published: ArticlePage, desk: User, checker: User
) -> None:
    claim = Claim.objects.get(type="direct")
    said = {"by": checker, "quotation": "52 million", "reliability": "Twice wrong this year."}
    letter = SimpleUploadedFile("from-mara.pdf", pdf("52 million"))
    add_evidence(claim, kind="document", upload=letter, page_number=1, title="The letter", **said)
    add_evidence(
        claim, kind="interview", title="An account", interviewee="Mara", interviewed_by="Chris", **said
    )
    add_evidence(claim, "https://example.invalid/t", kind="data_set", version="2", locator="row 7", **said)
    wrong = add_evidence(claim, "https://example.invalid/w", title="Of another year", **said)
    retract_evidence(wrong, by=checker, why="It is of another year.")
    find_out(claim, "true", reason="The letter says so.", by=checker)
    work()
    shown = get(reader, f"claims/{claim.pk}")["evidence"]
    assert [
        (e["kind"], e["url"], e["page_number"], e["locator"], e["version"], e["desk"]) for e in shown
    ] == [
        ("document", "", 1, "", "", None),
        ("interview", "", None, "", "", None),
        ("data_set", "https://example.invalid/t", None, "row 7", "2", None),
    ]
    assert [bool(each["accessed_at"]) for each in shown] == [True, False, True]
    for address in (f"/api/v1/claims/{claim.pk}", claim.get_absolute_url()):
        public = reader.get(address).content.decode()
        for secret in ("from-mara", "Twice wrong", "Of another year", "of another year", '"Mara"'):
            assert secret not in public
        assert "The letter" in public
    seen = get(with_token(desk), f"claims/{claim.pk}")["evidence"]
    assert [e["desk"]["retracted_why"] for e in seen] == ["", "", "", "It is of another year."]
    assert seen[0]["desk"]["file_name"] == "from-mara.pdf"
    assert (seen[0]["desk"]["is_quotation_found"], seen[2]["desk"]["is_quotation_found"]) == (True, None)
    assert seen[1]["desk"]["interviewee"] == "Mara"


def test_words_that_changed_after_the_verdict_say_so_until_it_is_reaffirmed(
    published: ArticlePage, desk: User, checker: User
) -> None:
    claim = Claim.objects.get(type="direct")
    find_out(claim, "true", reason="The budget says so.", by=checker)

    def is_changed() -> bool:
        [appearance] = get(with_token(desk), f"claims/{claim.pk}")["appearances"]
        return bool(appearance["is_changed_since_verdict"])

    assert not is_changed()
    edit(published, desk, "40 million", "45 million")
    work()
    assert is_changed()
    reaffirm(claim, by=checker, seen=[claim.appearances.get().anchor.pk])
    assert not is_changed()


def test_an_entity_leads_to_what_it_said_and_claimed(
    reader: APIClient, published: ArticlePage, checker: User
) -> None:
    [row] = get(reader, "entities?kind=person&q=lindqvist&state=proposed")["results"]
    shown = get(reader, f"entities/{row['id']}")
    assert shown["aliases"] is None
    said = reader.get(shown["links"]["attributions"]).json()["results"]
    assert {attribution["type"] for attribution in said} == {"direct", "indirect"}
    text = get(reader, f"articles/{published.pk}")["text"]
    quote = next(a for a in said if a["type"] == "direct")
    assert "The bridge will cost" in text[quote["start"] : quote["end"]]
    assert quote["article"]["headline"] == "Bridge bill grows"
    assert reader.get(shown["links"]["claims"]).json()["results"] == []
    find_out(Claim.objects.get(type="direct"), "true", reason="Yes.", by=checker)
    assert len(reader.get(shown["links"]["claims"]).json()["results"]) == 1


def test_claims_entities_and_what_they_said_cost_the_same_for_2_and_20(
    write: Write, desk: User, checker: User, django_assert_num_queries: Callable[..., CaptureQueriesContext]
) -> None:
    clients = (with_token(desk), APIClient())
    speaker: Entity | None = None

    def add(first: int, last: int) -> None:
        for number in range(first, last):
            name = f"{NAMES[number % 12]} {NAMES[(number * 7 + 1) % 12]}son"
            publish(
                write(f"Story {number}", f"“The {name} bridge costs {number} million,” said Mara Lindqvist.")
            )
        for claim in Claim.objects.exclude(status="published"):
            find_out(claim, "true", reason="Yes.", by=checker)

    add(0, 2)
    speaker = Entity.objects.get(name="Mara Lindqvist")
    addresses = ("claims", "entities", f"entities/{speaker.pk}/attributions", f"entities/{speaker.pk}/claims")
    few = {}
    for client in clients:
        for address in addresses:
            get(client, address)
            with CaptureQueriesContext(connection) as queries:
                assert len(get(client, address)["results"]) >= 1
            few[id(client), address] = len(queries)
    add(2, 20)
    for client in clients:
        for address in addresses:
            with django_assert_num_queries(few[id(client), address]):
                rows = get(client, f"{address}?page_size=100")["results"]
            assert len(rows) >= (20 if address != "entities" else 3)
    claim = Claim.objects.latest("pk")
    get(clients[1], f"claims/{claim.pk}")


def test_links_lead_to_what_is_given_out_as_data(
    reader: APIClient, published: ArticlePage, checker: User, desk: User
) -> None:
    claim = Claim.objects.filter(type="direct").get()
    links = get(with_token(desk), f"claims/{claim.pk}")["links"]
    assert (links["annotations"], links["review"]) == (None, None)
    find_out(claim, "true", reason="It was.", by=checker)
    links = get(reader, f"claims/{claim.pk}")["links"]
    assert reader.get(links["review"]).json()["@type"] == "ClaimReview"
    of_claim = reader.get(links["annotations"]).json()
    of_story = reader.get(get(reader, f"articles/{published.pk}")["links"]["annotations"]).json()
    assert of_claim["first"]["items"] == of_story["first"]["items"] != []
