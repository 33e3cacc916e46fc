"""Readers' pages in a browser that runs no script, on the narrowest screen, with the keyboard alone."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from articles.models import ArticlePage
from tests.conftest import person, work

NARROW = {"width": 320, "height": 640}


@pytest.fixture
def story(transactional_db: None, write: Callable[..., ArticlePage]) -> ArticlePage:
    """The bridge story, published and read."""
    article = write()
    article.save_revision().publish(user=person("ed", "Managing editors"))
    work()
    return ArticlePage.objects.get(pk=article.pk)


@pytest.fixture
def reader(browser: Browser, live_server: object, story: ArticlePage) -> Iterator[Page]:
    """A small window without JavaScript."""
    context = browser.new_context(base_url=str(live_server), viewport=NARROW, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_reader_without_scripts_finds_who_said_what(reader: Page, story: ArticlePage) -> None:
    reader.goto(story.url)
    statement = reader.get_by_role("listitem").filter(has_text="The bridge will cost 40 million crowns")
    expect(statement).to_be_hidden()
    reader.get_by_text("Show every statement with its speaker").click()
    expect(statement).to_be_visible()
    expect(statement).to_contain_text("Mara Lindqvist")
    statement.get_by_role("link", name="Show in the text").click()
    marked = reader.locator("mark", has_text="The bridge will cost 40 million crowns")
    expect(marked).to_be_in_viewport()
    reader.get_by_role("link", name="said by Mara Lindqvist").first.click()
    expect(statement).to_be_in_viewport()


def test_the_first_key_press_leads_past_the_navigation(reader: Page, story: ArticlePage) -> None:
    reader.goto(story.url)
    reader.keyboard.press("Tab")
    skip = reader.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    reader.keyboard.press("Enter")
    expect(reader.locator("#content")).to_be_focused()


def test_no_page_is_wider_than_the_narrowest_screen(
    browser: Browser, live_server: object, story: ArticlePage
) -> None:
    context = browser.new_context(base_url=str(live_server), viewport=NARROW)
    page = context.new_page()
    for path in ("/", "/news/", "/claims/", story.url, f"{story.url}?marks=1", f"/history/{story.pk}/1/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], path
    context.close()
