"""What becomes of a story at the gate, as tests ask it."""

from typing import Any

from wagtail.models import Page
from wagtail.test.utils.form_data import rich_text, streamfield

from articles.models import ArticlePage, Publication
from claims.models import Claim
from tests.desk.test_editor_saving import form_of

WORDS = "The bridge will cost 40 million crowns"


def fresh(article: Page) -> ArticlePage:
    return ArticlePage.objects.get(pk=article.pk)


def lift(claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(priority=Claim.Priority.LOW)


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def is_out(article: Page) -> bool:
    """Whether readers see it, by every sign that there is."""
    page = fresh(article)
    signs = {page.live, page.live_revision_id is not None, Publication.objects.of(page).exists()}
    assert len(signs) == 1, signs
    return page.live


def form_as_it_is(article: ArticlePage, **changed: Any) -> dict[str, str]:
    """The editor's form with the words of the claim in it."""
    block = article.get_latest_revision_as_object().body.raw_data[-1]
    block = next((each for each in article.body.raw_data if WORDS in each["value"]), block)
    body = streamfield([("paragraph", rich_text(block["value"]))])
    body["0"] = {
        "type": "paragraph",
        "value": body["0"]["value"],
        "id": block["id"],
        "order": "0",
        "deleted": "",
    }
    return form_of(article, body=body, **changed)
