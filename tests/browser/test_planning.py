"""A desk editor's morning: the day is planned by mouse and keys, one story from beside its text."""

from collections.abc import Callable
from datetime import time

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from articles import planning
from articles.models import ArticlePage, SectionPage
from articles.planning import Plan, plan_of
from tests.browser.conftest import edit_address

pytestmark = pytest.mark.django_db(transaction=True)


def card(page: Page, title: str) -> Locator:
    return page.locator(f'[data-story][data-title="{title}"]')


def zone(page: Page, label: str) -> Locator:
    return page.locator(f'[data-zone][data-zone-label="{label}"]')


def test_a_day_is_planned(
    page: Page,
    log_in: Callable[[str], None],
    shot: Callable[[str], None],
    write: Callable[..., ArticlePage],
    news: SectionPage,
    desk: User,
    reporter: User,
) -> None:
    lead = planning.add_slot(news, "Lead", by=desk, at=time(17))
    page_three = planning.add_slot(news, "Page 3", by=desk)
    bridge, harbour = write("Bridge"), write("Harbour")
    log_in("dana")
    page.goto("/desk/planning/")

    card(page, "Bridge").drag_to(zone(page, "News, Lead"))
    expect(page.get_by_text("“Bridge” runs on")).to_be_visible()
    expect(zone(page, "News, Lead").locator("[data-story]")).to_have_count(1)
    assert plan_of(bridge).slot == lead
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("It is where it was.")).to_be_visible()
    assert plan_of(bridge).day is None

    page.keyboard.press("j")
    page.keyboard.press("j")
    focused = page.locator(":focus").inner_text()
    page.keyboard.press("m")
    page.get_by_label("Where to").select_option(label="News, Page 3")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(zone(page, "News, Page 3").get_by_role("link", name=focused, exact=True)).to_be_focused()
    moved = {"Bridge": bridge, "Harbour": harbour}[focused]
    assert plan_of(moved).slot == page_three

    zone(page, "News, Lead").get_by_role("button", name="New story in this slot").click()
    page.get_by_role("button", name="Begin it").click()  # without a title the browser says so
    page.get_by_label("Working title").fill("Who pays?")
    page.get_by_label("Words wanted").fill("700")
    page.get_by_role("button", name="Begin it").click()
    expect(zone(page, "News, Lead").get_by_role("link", name="Who pays?", exact=True)).to_be_visible()
    expect(card(page, "Who pays?")).to_contain_text("of 700 words")

    other = harbour if moved == bridge else bridge
    today = timezone.localtime(timezone=timezone.get_default_timezone()).date()
    planning.plan(other, Plan(day=today, slot=page_three), by=desk)  # a colleague, meanwhile
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(zone(page, "News, Page 3").locator("[data-story]")).to_have_count(2)
    shot("planning-board")

    bridge.get_workflow().start(bridge, reporter)
    page.goto(edit_address(bridge))
    assert "Approve (desk)" in page.content()
    assert "and Publish" not in page.content()
    page.get_by_role("button", name="Toggle plan").click()
    panel = page.locator("[data-plan]")
    expect(panel.locator("[aria-current=step]")).to_have_text("Desk")
    panel.locator("summary", has_text="Give it to somebody").click()
    panel.get_by_label("Give it to").select_option(label="Rita")
    panel.get_by_role("button", name="Assign").click()
    expect(panel.get_by_text("It is in the hands of Rita.")).to_be_visible()
    panel.locator("summary", has_text="Put it under embargo").click()
    panel.get_by_label("Embargoed until").fill("2020-01-01T10:00")
    panel.get_by_role("button", name="Put it under embargo").click()
    expect(panel.get_by_text("That time has passed.")).to_be_visible()
    shot("plan-panel")
    assert plan_of(bridge).assignee == reporter
