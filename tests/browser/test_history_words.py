"""Comparing two revisions and asking where a sentence comes from, in a real browser."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from articles.models import ArticlePage
from tests.articles import every_change
from tests.browser.conftest import edit_address
from tests.desk.making import rewrite

pytestmark = pytest.mark.django_db(transaction=True)


def test_changes_and_sentences_are_walked_with_the_keyboard(
    page: Page,
    log_in: Callable[[str], None],
    shot: Callable[[str], None],
    write: Callable[..., ArticlePage],
    desk: User,
) -> None:
    one, two = every_change.pictures()
    article = rewrite(write(), json.dumps(every_change.before(one)), user=desk)
    rewrite(article, json.dumps(every_change.after(two)), user=desk)
    log_in("dana")

    page.goto(f"/desk/articles/{article.pk}/history/2/3/")
    counter = page.locator("[data-change-counter]")
    expect(counter).to_have_text("15 changes")
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(counter).to_have_text("Change 2 of 15")
    page.keyboard.press("p")
    expect(counter).to_have_text("Change 1 of 15")
    expect(page.locator("[data-change]:focus")).to_contain_text("Paragraph changed")
    page.get_by_role("button", name="Side by side").click()
    expect(page.get_by_role("button", name="Side by side")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".desk-pair").first).to_be_visible()
    shot("comparison-side-by-side")

    page.goto(f"/desk/articles/{article.pk}/history/3/")
    answer = page.locator("[data-origin]")
    page.locator("[data-sentence]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(answer).to_contain_text("Reworded in revision 3 by Dana")
    expect(page.locator("[data-sentence]:focus")).to_contain_text("met on Wednesday")
    shot("origin-of-a-sentence")

    page.goto(edit_address(article))
    page.get_by_role("button", name="Toggle when this appeared").click()
    page.locator('[data-block="true"]').filter(has_text="met on Wednesday").click()
    panel = page.locator("[data-origin-answer]")
    expect(panel).to_contain_text("Reworded in revision 3 by Dana")
    page.keyboard.press("End")
    page.keyboard.type(" Nobody wrote this before.")
    expect(panel).to_contain_text("stand in no kept revision yet")
    shot("origin-in-the-editor")
