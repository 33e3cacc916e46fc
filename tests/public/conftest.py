"""A newsroom with stories that readers can see, and a way to let people work on them."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from articles.models import ArticlePage
from claims.actions import add_evidence
from claims.models import Claim, Gate
from tests.claims.deciding import find_out
from tests.conftest import paragraph, work


@pytest.fixture
def publish(desk: User) -> Callable[..., ArticlePage]:
    """Publishes an article's newest state, after any changes given, and has everything read.

    The rules let every story go out: what stands in it is shown here, whatever it is.
    """
    Gate.objects.update_or_create(section=None, defaults={"undecided": "warn", "rated_false": "warn"})

    def publish_article(article: ArticlePage, **changes: Any) -> ArticlePage:
        for field, value in changes.items():
            setattr(article, field, value)
        article.save_revision(user=desk).publish(user=desk)
        work()
        return ArticlePage.objects.get(pk=article.pk)

    return publish_article


BODY = (
    ("b1", "k1", "The harbour board of Eastmouth met on Tuesday to discuss the cost of the new bridge."),
    ("b2", "k2", "“The bridge will cost 40 million crowns,” said Mara Lindqvist, the board’s chair."),
    ("b3", "k3", "Lindqvist added that tolls would stay unchanged for ten years."),
)


def body(*rows: tuple[str, str, str]) -> list[dict[str, Any]]:
    """Paragraph blocks with known ids and keys."""
    return [paragraph(text, block=block, key=key) for block, key, text in rows or BODY]


@pytest.fixture
def published(write: Callable[..., ArticlePage], publish: Callable[..., ArticlePage]) -> ArticlePage:
    """The bridge story, published and read: one direct and one indirect quotation."""
    import json

    return publish(write(), body=json.dumps(body()))


@pytest.fixture
def checked(published: ArticlePage, checker: User) -> Claim:
    """The claim about the cost of the bridge, found false, with evidence."""
    claim = Claim.objects.get(statement__contains="40 million")
    add_evidence(
        claim, "https://example.invalid/contract", by=checker, title="The contract", quotation="52 million"
    )
    find_out(claim, "false", reason="The contract says 52 million.", by=checker)
    return Claim.objects.get(pk=claim.pk)
