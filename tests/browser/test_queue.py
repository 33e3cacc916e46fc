"""A checker's day at the queue, by keyboard and mouse, while a colleague works beside."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from articles.models import ArticlePage
from claims import actions
from claims.models import Claim
from tests.desk.making import claim_in

pytestmark = pytest.mark.django_db(transaction=True)

COST = "The bridge will cost 40 million crowns"
TOLLS = "tolls would stay unchanged for ten years"
BOARD = "The harbour board of Eastmouth met on Tuesday"


@pytest.fixture
def claims(article: ArticlePage) -> dict[str, Claim]:
    """Three new ones, in the order of the queue; their topic tells them from what the worker proposes."""
    worth = {COST: 0.9, TOLLS: 0.5, BOARD: 0.1}
    return {words: claim_in(article, words, worth=worth[words], topic="bridge") for words in worth}


def expect_focus(page: Page, words: str) -> None:
    expect(page.locator(":focus")).to_have_text(words)


def card(page: Page, claim: Claim) -> Locator:
    return page.locator(f'[data-claim="{claim.pk}"]')


def column(page: Page, status: str) -> Locator:
    return page.locator(f'[data-column="{status}"]')


def test_the_list_is_worked_by_keyboard(
    page: Page,
    log_in: Callable[[str], None],
    shot: Callable[[str], None],
    claims: dict[str, Claim],
    checker: User,
    desk: User,
) -> None:
    log_in("chris")
    page.goto("/desk/claims/?show=undecided&topic=bridge")
    for key, words in (("j", COST), ("j", TOLLS), ("k", COST), ("j", TOLLS)):
        page.keyboard.press(key)
        expect_focus(page, words)
    page.keyboard.press("o")
    page.wait_for_url(f"**/desk/claims/{claims[TOLLS].pk}/")
    page.keyboard.press("u")
    page.wait_for_url("**/desk/claims/?show=undecided&topic=bridge")

    page.keyboard.press("j")
    page.keyboard.press("a")
    page.keyboard.type("me")  # typed into the field, where j, k and x are letters
    page.keyboard.press("Enter")
    expect(page.locator("[data-said]")).to_contain_text("The claim is in the hands of Chris.")
    expect(page.locator('[data-count="in-hand"]')).to_have_text("1")
    expect_focus(page, COST)

    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-chosen-number]")).to_have_text("2")
    shot("queue-bulk")
    page.keyboard.press("t")
    expect(page.locator("[data-said]")).to_contain_text("2 claims are yours.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-said]")).to_contain_text("2 claims are as before.")
    expect(card(page, claims[BOARD])).to_contain_text(re.compile(r"\bNew\b"))
    assert Claim.objects.filter(assignee=checker).get() == claims[COST]

    actions.assign(claims[BOARD], checker, by=desk)  # somebody else, meanwhile
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator('[data-count="in-hand"]')).to_have_text("2")
    expect(page.locator(".desk-badge")).to_contain_text("1")
    page.get_by_role("button", name="Others changed the queue").click()
    expect(card(page, claims[BOARD])).to_contain_text("Chris")
    expect(page.locator("[data-stale]")).to_be_hidden()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Claims: list and board")
    shot("queue-help")
    page.keyboard.press("Escape")
    page.goto(f"/desk/claims/{claims[COST].pk}/")
    page.keyboard.press("n")
    expect(page.locator('textarea[name="note-text"]')).to_be_focused()


def test_a_card_is_dragged_moved_by_its_menu_and_told_where_it_may_go(
    page: Page,
    log_in: Callable[[str], None],
    shot: Callable[[str], None],
    claims: dict[str, Claim],
    checker: User,
) -> None:
    log_in("chris")
    page.goto("/desk/claims/board/?topic=bridge")
    cost, tolls = claims[COST], claims[TOLLS]
    card(page, cost).drag_to(column(page, "in_check").locator("h2"))
    expect(column(page, "in_check").locator("[data-claim]")).to_have_count(1)
    expect(page.locator("[data-said]")).to_contain_text("The claim is in check.")
    card(page, cost).drag_to(column(page, "triaged").locator("h2"))
    expect(page.locator("[data-said]")).to_contain_text("cannot be moved to “triaged”")
    shot("queue-board")

    for key in ("j", "m"):
        page.keyboard.press(key)
    expect_focus(page, "Take up for checking")
    page.keyboard.press("Enter")
    expect(column(page, "triaged").locator("[data-claim]")).to_have_count(1)
    card(page, tolls).drag_to(column(page, "assigned").locator("h2"))
    page.get_by_label("Me (Chris)").check()
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(column(page, "assigned").locator("[data-claim]")).to_have_count(1)
    assert page.url.endswith("?topic=bridge")

    card(page, cost).drag_to(column(page, "decided").locator("h2"))
    page.wait_for_url(f"**/desk/claims/{cost.pk}/#verdict")
    expect(page.locator('[name="verdict-rating"]')).to_be_focused()
    statuses = {claim.statement: claim.status for claim in Claim.objects.filter(topic="bridge")}
    assert statuses == {COST: "in_check", TOLLS: "assigned", BOARD: "new"}
