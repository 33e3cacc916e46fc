"""Two places fit equally: a person chooses, and the words are followed from there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from articles.models import ArticlePage, ArticleRevision
from claims.actions import choose_place
from claims.choosing import Choices, choices_of
from claims.following import follow_article
from claims.models import Appearance, Claim
from claims.proposing import covered_spans
from claims.standing import place_in
from tests.conftest import paragraph, person, work
from tests.desk.making import claim_in, rewrite

pytestmark = pytest.mark.django_db

LAND = "“Nobody will take the harbour from us,” the mayor said on Monday at the quay."
OTHERS = ("The ferries left at noon.", "Tolls stay unchanged.", "Two cranes stood idle.")
CLAIM = "Nobody will take the harbour from us"


def body(*texts: str, prefix: str) -> list[dict[str, Any]]:
    return [paragraph(text, block=f"{prefix}{n}", key=f"{prefix}{n}") for n, text in enumerate(texts)]


@pytest.fixture
def told(article: ArticlePage) -> ArticlePage:
    """A story that says the words once."""
    return rewrite(article, body(OTHERS[0], LAND, *OTHERS[1:], prefix="a"))


def paste_twice(article: ArticlePage, *, prefix: str = "b") -> None:
    """The words now stand at two places, neither of them theirs; every id is new."""
    rewrite(article, body(*OTHERS[:2], LAND, OTHERS[2], LAND, prefix=prefix))
    follow_article(article.pk)


@pytest.fixture
def torn(told: ArticlePage) -> Appearance:
    """The claim, ambiguous in the newest revision."""
    claim = claim_in(told, CLAIM, claimant_name="the mayor")
    paste_twice(told)
    return fetched(claim.appearances.get())


def fetched(appearance: Appearance) -> Appearance:
    return Appearance.objects.with_anchors().get(pk=appearance.pk)


def choices(appearance: Appearance) -> Choices:
    return choices_of([fetched(appearance)])[appearance.pk]


def where(appearance: Appearance) -> tuple[str, str]:
    anchor = fetched(appearance).anchor
    return anchor.state, anchor.block


def choose(appearance: Appearance, choice: int | None, by: User) -> Claim:
    return choose_place(appearance, choice, by=by, seen=choices(appearance).revision.pk)


def test_both_places_are_shown_in_their_paragraphs(torn: Appearance) -> None:
    assert torn.anchor.state == "ambiguous"
    shown = choices(torn)
    assert [(option.where, option.place.block) for option in shown.options] == [
        ("paragraph 3", "b2"),
        ("paragraph 5", "b4"),
    ]
    for option in shown.options:
        assert option.before + option.place.exact + option.after == LAND
    assert not shown.is_made


def test_they_are_shown_of_later_revisions_too(torn: Appearance, told: ArticlePage) -> None:
    rewrite(told, body("A storm is forecast.", *OTHERS[:2], LAND, OTHERS[2], LAND, prefix="c"))
    follow_article(told.pk)
    assert [option.where for option in choices(torn).options] == ["paragraph 4", "paragraph 6"]


@pytest.mark.parametrize(("choice", "block"), [(0, "b2"), (1, "b4")])
def test_the_choice_stays_through_later_edits(
    torn: Appearance, told: ArticlePage, reporter: User, choice: int, block: str
) -> None:
    claim = choose(torn, choice, reporter)
    assert where(torn) == ("moved", block)
    act = claim.acts.get()
    assert (act.name, act.by, act.before, act.after) == ("place", reporter, "new", "new")
    assert act.about == ("paragraph 3", "paragraph 5")[choice]
    rewrite(told, body(OTHERS[0], "Rain fell.", LAND, OTHERS[2], LAND, prefix="b"))
    follow_article(told.pk)
    assert where(torn) == ("moved", block)
    changed = LAND.replace("harbour", "old harbour")
    edited = body(OTHERS[0], "Rain fell.", LAND, OTHERS[2], LAND, prefix="b")
    edited[int(block[1])] = paragraph(changed, block=block, key=block)
    rewrite(told, edited)
    follow_article(told.pk)
    assert where(torn) == ("changed", block)


def test_a_chosen_place_that_is_deleted_does_not_jump_to_the_other(
    torn: Appearance, told: ArticlePage, reporter: User
) -> None:
    choose(torn, 1, reporter)
    rewrite(told, body(*OTHERS[:2], LAND, OTHERS[2], prefix="b"))
    follow_article(told.pk)
    assert where(torn)[0] == "deleted"


def test_none_of_them_means_gone_for_good(torn: Appearance, told: ArticlePage, reporter: User) -> None:
    claim = choose(torn, None, reporter)
    assert where(torn)[0] == "deleted"
    assert claim.acts.get().about == "nowhere: they are gone"
    rewrite(told, body("Rain fell.", *OTHERS[:2], LAND, OTHERS[2], LAND, prefix="b"))
    follow_article(told.pk)
    assert where(torn)[0] == "deleted"


def test_until_the_next_save_one_may_choose_otherwise(
    torn: Appearance, told: ArticlePage, reporter: User, desk: User
) -> None:
    choose(torn, 0, reporter)
    assert (choices(torn).is_made, choices(torn).chosen) == (True, 0)
    choose(torn, 0, desk)  # pressed again, it changes nothing
    choose(torn, None, desk)
    assert (choices(torn).is_made, choices(torn).chosen) == (True, None)
    claim = choose(torn, 1, desk)
    assert where(torn) == ("moved", "b4")
    assert [act.about for act in claim.acts.all()] == ["paragraph 3", "nowhere: they are gone", "paragraph 5"]
    assert [run.state for run in fetched(torn).anchors.all()] == ["exact", "ambiguous", "moved"]
    seen = choices(torn).revision.pk
    rewrite(told, body("Rain fell.", *OTHERS[:2], LAND, OTHERS[2], LAND, prefix="b"))
    follow_article(told.pk)
    assert choices_of([fetched(torn)]) == {}
    with pytest.raises(ValidationError, match="known where these words stand by now"):
        choose_place(torn, 0, by=desk, seen=seen)


def test_a_choice_in_an_older_text_is_refused(torn: Appearance, told: ArticlePage, reporter: User) -> None:
    seen = choices(torn).revision.pk
    rewrite(told, body("Rain fell.", *OTHERS[:2], LAND, OTHERS[2], LAND, prefix="c"))  # not yet followed
    assert choices_of([fetched(torn)]) == {}
    with pytest.raises(ValidationError, match="saved again meanwhile"):
        choose_place(torn, 0, by=reporter, seen=seen)
    assert not torn.claim.acts.exists()


@pytest.mark.parametrize("choice", [2, -1])
def test_a_place_that_was_not_shown_is_refused(torn: Appearance, reporter: User, choice: int) -> None:
    with pytest.raises(ValidationError, match="none of the places shown"):
        choose(torn, choice, reporter)
    assert where(torn)[0] == "ambiguous"


def test_it_takes_the_right_to_make_claims(torn: Appearance) -> None:
    with pytest.raises(PermissionDenied):
        choose(torn, 0, person("stranger"))
    assert where(torn)[0] == "ambiguous"


def test_readers_texts_know_the_choice(torn: Appearance, told: ArticlePage, reporter: User) -> None:
    revision = ArticleRevision.objects.latest_of(told)
    assert revision is not None
    assert [revision.text.plain[start:end] for start, end, _ in covered_spans(revision)] == [CLAIM, CLAIM]
    choose(torn, 1, reporter)
    place = place_in(fetched(torn), revision)
    assert place is not None
    assert (place.state, place.block) == ("moved", "b4")
    assert len(covered_spans(revision)) == 1


def test_while_nobody_chose_the_machine_proposes_the_same_claim_at_neither_place(
    told: ArticlePage,
) -> None:
    work()
    [claim] = Claim.objects.filter(statement__contains="take the harbour")
    rewrite(told, body(*OTHERS[:2], LAND, OTHERS[2], LAND, prefix="b"))
    work()
    assert claim.appearances.get().anchor.state == "ambiguous"
    assert list(Claim.objects.filter(statement__contains="take the harbour")) == [claim]


def test_a_deleted_article_offers_nothing(torn: Appearance, told: ArticlePage, reporter: User) -> None:
    seen = choices(torn).revision.pk
    told.delete()
    with pytest.raises(ValidationError, match="The article was deleted"):
        choose_place(torn, 0, by=reporter, seen=seen)


def test_asking_costs_nothing_where_nothing_is_torn_and_two_queries_for_many(
    told: ArticlePage, django_assert_num_queries: Callable[..., CaptureQueriesContext]
) -> None:
    for words in (CLAIM, LAND, "the mayor said on Monday at the quay"):
        claim_in(told, words)
    sound = list(Appearance.objects.with_anchors())
    with django_assert_num_queries(0):
        assert choices_of(sound) == {}
    paste_twice(told)
    torn = list(Appearance.objects.with_anchors())
    with django_assert_num_queries(2):
        assert len(choices_of(torn)) == 3
