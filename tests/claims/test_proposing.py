"""Proposing and following cost the same however much a story says."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import ArticleRevision
from claims.following import follow_article
from claims.models import AppearanceAnchor, Claim
from claims.proposing import propose_claims
from tests.conftest import paragraph, work

pytestmark = pytest.mark.django_db

SAYING = "“The bridge number {} will cost forty crowns,” said Mara Lindqvist, the chair of the board."


@pytest.fixture
def saying(write):
    """A story that was read, with so many statements; no claim is proposed yet."""

    def make(count: int):
        article = write(f"Says {count}", *(SAYING.format(number) for number in range(count)))
        work()
        Claim.objects.all().delete()
        return article

    return make


def cost(action, *args) -> int:
    with CaptureQueriesContext(connection) as queries:
        action(*args)
    return len(queries)


def test_proposing_costs_the_same_for_two_and_for_twelve_statements(saying):
    few, many = (ArticleRevision.objects.latest_of(saying(count)) for count in (2, 12))
    assert cost(propose_claims, few) == cost(propose_claims, many)
    assert Claim.objects.appearing_in(few.article_id).count() == 2
    assert Claim.objects.appearing_in(many.article_id).count() == 12


def test_following_costs_the_same_for_two_and_for_twelve_appearances(saying, reporter):
    costs = []
    for count in (2, 12):
        article = saying(count)
        propose_claims(ArticleRevision.objects.latest_of(article))
        article.body = json.dumps([paragraph("Opening."), *article.body.raw_data])
        article.save_revision(user=reporter)
        costs.append(cost(follow_article, article.pk))
        ends = AppearanceAnchor.objects.filter(appearance__article_id=article.pk)
        assert set(ends.values_list("last__number", "state")) == {(2, "exact")}
    assert costs[0] == costs[1]


def test_runs_over_several_revisions_are_stored_as_they_were_walked(saying, reporter):
    article = saying(1)
    propose_claims(ArticleRevision.objects.latest_of(article))
    original = list(article.body.raw_data)
    reworded = json.loads(json.dumps(original).replace("forty", "fifty"))
    for body in (
        [paragraph("Opening."), *original],
        reworded,
        [*reworded, paragraph("End.")],
    ):
        article.body = json.dumps(body)
        article.save_revision(user=reporter)
    assert follow_article(article.pk) == 1
    runs = AppearanceAnchor.objects.filter(appearance__article_id=article.pk).order_by("pk")
    assert list(runs.values_list("state", "first__number", "last__number")) == [
        ("exact", 1, 2),
        ("changed", 3, 4),
    ]
    assert follow_article(article.pk) == 0


def test_a_claim_is_proposed_with_a_sentence_that_names_the_claimant_and_its_worth(write):
    write(
        "Bridge",
        "Mara Lindqvist chairs the board of the bridge in Bergen.",
        "“I voted for the bridge, and it cost 40 million crowns in 2019,” Lindqvist said.",
        "She did not think a new bridge was coming.",
    )
    work()
    said = Claim.objects.get(type="direct")
    assert said.statement == "I voted for the bridge, and it cost 40 million crowns in 2019"
    assert said.paraphrase == (
        "Mara Lindqvist said: “[Mara Lindqvist] voted for the bridge, and it cost 40 million crowns in 2019”"
    )
    doubt = Claim.objects.get(type="indirect")
    assert doubt.paraphrase.startswith("Mara Lindqvist ")
    assert doubt.paraphrase.endswith("think a new bridge was coming")
    assert list(Claim.objects.order_by("-worth")) == [said, doubt]
