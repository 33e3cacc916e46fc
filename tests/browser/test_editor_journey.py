"""From an empty page to a confirmed quotation, in the browser that reporters use."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import User
from annotations.models import Ruling
from articles.models import ArticlePage, ArticleRevision, Draft, SectionPage
from claims.models import Claim
from outbox.models import OutboxEvent
from tests.browser.conftest import edit_address

pytestmark = pytest.mark.django_db(transaction=True)

QUOTED = "“The bridge will cost 40 million crowns,”"
FIRST = f"🎉 {QUOTED} said Mara Lindqvist, the board’s chair."
SECOND = "Lindqvist added that tolls would stay unchanged for ten years."
LAYER = "name => [...(CSS.highlights.get('reading-' + name) ?? [])].map(range => range.toString())"
IS_LIT = f"([name, words]) => ({LAYER})(name).some(lit => lit.includes(words))"
IN_FORM = (
    "words => JSON.stringify([...new FormData(document.querySelector('[data-edit-form]'))]).includes(words)"
)
DELETE_AS_WAGTAIL_BEGINS_TO_WATCH = """() => {
    [...document.querySelectorAll('[data-contentpath="body"] button[title="Delete"]')].at(-1).click();
    const form = document.querySelector('[data-edit-form]');
    window.wagtail.app.getControllerForElementAndIdentifier(form, 'w-unsaved').setInitialFormData();
}"""
SELECT = """words => {
    for (const span of document.querySelectorAll('[data-contentpath="body"] [data-text="true"]')) {
        const at = span.firstChild.data.indexOf(words);
        if (at < 0) continue;
        document.getSelection().setBaseAndExtent(span.firstChild, at, span.firstChild, at + words.length);
        return true;
    }
    return false;
}"""


def lit(page: Page, layer: str) -> list[str]:
    """The words that one highlight covers now."""
    return page.evaluate(LAYER, layer)


def wait_lit(page: Page, layer: str, words: str) -> None:
    """Wait until a highlight covers these words."""
    page.wait_for_function(IS_LIT, arg=[layer, words])


def editors(page: Page) -> Locator:
    """The body's rich text fields."""
    return page.locator('[data-contentpath="body"] [contenteditable="true"]')


def add_paragraph(page: Page, words: str) -> None:
    """Add a paragraph at the end of the body and write in it."""
    before = editors(page).count()
    page.locator('[data-contentpath="body"] button[title="Insert a block"]').last.click()
    page.get_by_role("option", name="Paragraph").click()
    expect(editors(page)).to_have_count(before + 1)
    editors(page).last.click()
    page.keyboard.type(words)
    expect(editors(page).last).to_contain_text(words)


def replace_words(page: Page, old: str, new: str) -> None:
    """Select words in the body and type others over them."""
    editors(page).filter(has_text=old).click()
    assert page.evaluate(SELECT, old)
    page.keyboard.type(new)
    expect(editors(page).filter(has_text=new)).to_have_count(1)


def open_panel(page: Page) -> None:
    """Open the panel Reading, unless it stands open from last time."""
    toggle = page.get_by_role("button", name="Toggle reading")
    if toggle.get_attribute("aria-expanded") != "true":
        toggle.click()
    expect(page.locator("[data-reading]")).to_be_visible()


def wait_read(page: Page) -> None:
    """Wait until the newest text is read."""
    expect(page.locator("[data-reading-words]")).to_contain_text("Read:", timeout=40_000)


def quotations(page: Page) -> Locator:
    """The attributions in the panel."""
    return page.locator("[data-reading-attributions] [data-item]")


@pytest.fixture
def read_story(page: Page, log_in: Callable[[str], None], write: Callable[..., ArticlePage]) -> ArticlePage:
    """A story that the reporter has open in the editor, with its reading in the panel beside it."""
    article = write("Bridge bill grows", FIRST, SECOND)
    log_in("rita")
    page.goto(edit_address(article))
    open_panel(page)
    wait_read(page)
    return article


def test_a_reporter_writes_and_the_reading_arrives_and_follows(
    page: Page,
    log_in: Callable[[str], None],
    reporter: User,
    news: SectionPage,
    shot: Callable[[str], None],
) -> None:
    log_in("rita")
    page.goto(f"/desk/pages/add/articles/articlepage/{news.pk}/")
    open_panel(page)
    expect(page.locator("[data-reading-words]")).to_contain_text("the story is read whenever you pause")
    page.locator("#id_title").press_sequentially("Bridge bill grows")
    add_paragraph(page, FIRST)
    add_paragraph(page, SECOND)

    expect(quotations(page)).to_have_count(2, timeout=40_000)
    wait_read(page)
    expect(page.locator("[data-reading-announcement]")).to_have_text(
        re.compile(r"^Reading done: 1 person, .*2 quotations\.$")
    )
    wait_lit(page, "content", QUOTED)
    wait_lit(page, "content", "tolls would stay unchanged")
    assert "Mara Lindqvist" in lit(page, "mention")
    shot("editor-read")

    said = quotations(page).first
    said.locator("[data-choose]").click()
    wait_lit(page, "chosen", QUOTED)
    page.keyboard.press("c")
    expect(said).to_have_attribute("data-status", "confirmed")
    assert Ruling.objects.get().decision == "confirmed"
    page.keyboard.press("ArrowDown")
    wait_lit(page, "chosen", "tolls would stay unchanged")
    page.keyboard.press("m")
    expect(quotations(page).nth(1)).to_contain_text("Claim triaged")
    assert Claim.objects.filter(status="triaged").count() == 1
    wait_lit(page, "claim", "tolls would stay unchanged")

    replace_words(page, "40", "45")
    expect(said).to_have_attribute("data-anchor", "changed", timeout=40_000)
    expect(said).to_have_attribute("data-status", "confirmed")
    expect(said).to_contain_text("words changed")
    wait_lit(page, "content", "45 million")
    shot("editor-followed")
    newest = ArticleRevision.objects.latest_of(ArticlePage.objects.get(title="Bridge bill grows"))
    assert newest is not None
    assert "45 million" in newest.text.plain
    assert newest.attributions.filter(status="confirmed", anchor_state="changed").count() == 1


def test_highlights_stay_on_their_words_while_one_types(page: Page, read_story: ArticlePage) -> None:
    wait_lit(page, "content", QUOTED)
    # Hold autosaves back, so that only the reading of the old text is there to go by.
    page.route(
        "**/edit/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    replace_words(page, "🎉", "Now it is told:")
    wait_lit(page, "content", QUOTED)
    assert all(words in FIRST or words in SECOND for words in lit(page, "content") + lit(page, "source"))
    replace_words(page, "40 million", "no")
    page.wait_for_function(f"words => !({LAYER})('content').includes(words)", arg=QUOTED)
    assert all(words in FIRST or words in SECOND for words in lit(page, "content") + lit(page, "source"))
    page.get_by_label("Highlight in the text").uncheck()
    assert not lit(page, "content")


def test_a_claim_whose_paragraph_is_deleted_stays_in_sight(page: Page, read_story: ArticlePage) -> None:
    quotations(page).nth(1).locator("[data-choose]").click()
    page.keyboard.press("m")
    expect(quotations(page).nth(1)).to_contain_text("Claim triaged")
    page.locator("#id_title").click()
    page.evaluate(DELETE_AS_WAGTAIL_BEGINS_TO_WATCH)  # whatever is overlooked then is never saved
    lost = page.locator("[data-reading-lost] li")
    expect(lost).to_contain_text("tolls would stay unchanged", timeout=40_000)
    expect(lost).to_contain_text("deleted")
    expect(quotations(page)).to_have_count(1)


def test_a_failed_reading_is_tried_again_from_the_panel(page: Page, read_story: ArticlePage) -> None:
    failed = OutboxEvent.objects.for_handler("annotations.tasks.read_revision")
    failed.update(state="failed", last_error="Traceback\nMemoryError: no room for the model")
    page.reload()
    open_panel(page)
    expect(page.locator("[data-reading-note]")).to_contain_text("MemoryError: no room for the model")
    page.get_by_role("button", name="Try again").click()
    wait_read(page)


def test_words_typed_while_an_autosave_is_on_its_way_are_saved_too(
    page: Page, read_story: ArticlePage
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method != "POST" or held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/edit/", hold)
    replace_words(page, "40", "41")
    page.wait_for_event(
        "request", lambda request: request.method == "POST" and request.url.endswith("/edit/")
    )
    replace_words(page, "41", "42")
    page.wait_for_function(IN_FORM, arg="42 million")
    held[0].continue_()
    expect(quotations(page).first).to_contain_text("42 million", timeout=40_000)
    editors(page).last.click()
    page.keyboard.press("End")
    with page.expect_navigation():
        page.keyboard.type(" So be it.")
        page.keyboard.press("Control+s")  # an explicit save, with the last key still in the writer's finger
    assert ArticleRevision.objects.latest_of(read_story).text.plain.endswith("So be it.")


def test_a_save_that_would_win_over_a_newer_one_is_refused_with_the_text_kept(
    page: Page,
    log_in: Callable[[str], None],
    write: Callable[..., ArticlePage],
    desk: User,
    shot: Callable[[str], None],
) -> None:
    article = write("Bridge bill grows", FIRST, SECOND)
    log_in("rita")
    page.goto(edit_address(article))
    newer = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    newer.title = "Bridge bill grows and grows"
    newer.save_revision(user=desk)
    replace_words(page, "40", "48")
    page.wait_for_function(IN_FORM, arg="48 million")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("heading", name="Not saved, and kept")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Not saved: Dana saved this story")
    expect(page.get_by_role("region", name="The text with its changes")).to_contain_text("48")
    expect(page.get_by_role("link", name="Merge", exact=True)).to_be_visible()
    shot("editor-newer-save")
    assert "48 million" not in ArticleRevision.objects.latest_of(article).text.plain
    assert "48 million" in Draft.objects.open().of(article).last().text.plain
    page.get_by_role("link", name="Open the story as it is now").click()
    expect(page.locator("#id_title")).to_have_value("Bridge bill grows and grows")
    page.get_by_role("link", name="See it, and merge it").click()
    page.get_by_text("Drop it…").click()
    page.get_by_role("button", name="Drop this text").click()
    expect(page.get_by_text("Dropped. The text stays on file here")).to_be_visible()
    page.get_by_role("button", name="Take it up again").click()
    expect(page.get_by_role("link", name="Merge", exact=True)).to_be_visible()


def test_the_sport_editor_is_refused_in_the_news(
    page: Page,
    log_in: Callable[[str], None],
    write: Callable[..., ArticlePage],
    sport_desk: User,
    sport: SectionPage,
    news: SectionPage,
) -> None:
    article = write()
    log_in("sam")
    page.goto(edit_address(article))
    page.wait_for_url("**/desk/")
    expect(page.get_by_text("you do not have permission")).to_be_visible()
    page.goto(f"/desk/pages/add/articles/articlepage/{news.pk}/")
    page.wait_for_url("**/desk/")
    answer = page.request.get(f"/desk/articles/{article.pk}/reading/")
    assert (answer.status, answer.json()["error"][:28]) == (403, "You may not edit this articl")
    page.goto(f"/desk/pages/add/articles/articlepage/{sport.pk}/")
    expect(page.locator("#id_title")).to_be_visible()


def test_words_of_the_first_second_are_autosaved(
    page: Page, log_in: Callable[[str], None], write: Callable[..., ArticlePage]
) -> None:
    article = write("Bridge bill grows", FIRST, SECOND)
    log_in("rita")
    page.goto(edit_address(article), wait_until="commit")
    editors(page).last.wait_for()
    replace_words(page, "ten years", "a year")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok, timeout=20_000):
        pass
    open_panel(page)
    expect(quotations(page).last).to_contain_text("a year", timeout=40_000)
