"""A cut line, a closed window, a lost session, a lock taken over: no word is lost, and everybody is told."""

from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from articles.models import ArticlePage, ArticleRevision, Draft, SectionPage
from tests.browser.conftest import edit_address
from tests.browser.test_editor_journey import FIRST, IN_FORM, SECOND, editors, replace_words

pytestmark = pytest.mark.django_db(transaction=True)

LOOK = "document.dispatchEvent(new Event('visibilitychange'))"  # as when somebody comes back to the window
SAVED = "() => document.querySelector('#w-autosave-indicator').dataset.wAutosaveStateValue === 'saved'"

KEPT = """async words => {
    const { recordsOf } = await import('/static/desk/kept_store.js');
    const user = document.querySelector('[data-presence]').dataset.user;
    const isThere = async () =>
        (await recordsOf(user)).some(({ entries }) => JSON.stringify(entries).includes(words));
    for (const end = performance.now() + 20_000; performance.now() < end;) {
        if (await isThere()) return true;
        await new Promise(resolve => requestAnimationFrame(resolve));
    }
    return false;
}"""


def note(page: Page, words: str):
    """A note above the form."""
    return page.locator("[data-notes] section", has_text=words)


def enter(page: Page, username: str) -> None:
    page.goto("/desk/login/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(username)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/")


@pytest.fixture
def colleague(browser: Browser, live_server: object, desk: User) -> Iterator[Page]:
    """Dana, in a browser of her own."""
    context = browser.new_context(base_url=str(live_server), viewport={"width": 1280, "height": 900})
    window = context.new_page()
    window.set_default_timeout(20_000)
    enter(window, "dana")
    yield window
    context.close()


@pytest.fixture
def story(page: Page, log_in: Callable[[str], None], write: Callable[..., ArticlePage]) -> ArticlePage:
    """A story that Rita has open."""
    article = write("Bridge bill grows", FIRST, SECOND)
    log_in("rita")
    page.goto(edit_address(article))
    return article


def words_of(article: ArticlePage) -> str:
    return ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object().body.render_as_block()


def test_a_cut_line_a_closed_window_and_a_faster_colleague_lose_nothing(
    page: Page, story: ArticlePage, desk: User, shot: Callable[[str], None]
) -> None:
    context = page.context
    context.set_offline(True)
    replace_words(page, "40", "41")
    cut = note(page, "The newsroom cannot be reached.")
    expect(cut).to_contain_text("kept in this browser (last at")
    page.get_by_role("button", name="Save draft").click()
    replace_words(page, "41", "42")  # the page is still there, and one writes on
    page.wait_for_function(IN_FORM, arg="42 million")
    context.set_offline(False)
    expect(cut).to_have_count(0)
    page.wait_for_function(SAVED)
    assert "42 million" in words_of(story)

    context.set_offline(True)
    replace_words(page, "42", "43")
    expect(cut).to_be_visible()
    assert page.evaluate(KEPT, "43 million")
    shot("cut-line")
    page.close(run_before_unload=False)
    newer = ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object()
    newer.title = "Bridge bill grows and grows"
    newer.save_revision(user=desk)
    context.set_offline(False)
    page = context.new_page()
    page.goto(edit_address(story))
    offer = note(page, "that was not saved")
    expect(offer).to_contain_text("last saved by Dana")
    offer.get_by_role("button", name="Show what differs").click()
    expect(offer.locator("ins").filter(has_text="43")).to_be_visible()
    page.screenshot(path="test-results/offered-text.png")
    offer.get_by_role("button", name="Take it back").click()
    apart = note(page, "Your text is kept for you in the newsroom.")
    expect(apart).to_contain_text("Dana saved this story")
    expect(offer).to_have_count(0)
    draft = Draft.objects.get()
    assert (draft.created_by.username, draft.reason, "43 million" in draft.text.plain) == (
        "rita",
        "stale",
        True,
    )
    assert ArticleRevision.objects.latest_of(story).headline == "Bridge bill grows and grows"
    page.screenshot(path="test-results/kept-apart.png")
    apart.get_by_role("button", name="Merge").click()
    page.wait_for_url(f"**/articles/{story.pk}/**{draft.pk}/**")
    page.goto(edit_address(story))
    page.wait_for_load_state("networkidle")
    expect(offer).to_have_count(0)


def test_a_lost_session_goes_on_and_nobody_else_sees_the_text(
    page: Page, story: ArticlePage, desk: User, shot: Callable[[str], None]
) -> None:
    other = page.context.new_page()
    other.goto("/desk/")
    other.get_by_role("button", name="Rita").click()
    other.get_by_role("button", name="Log out").click()
    other.wait_for_url("**/login/**")
    replace_words(page, "40", "44")
    expect(note(page, "You are logged out.")).to_be_visible()
    page.get_by_role("button", name="Save draft").click()
    expect(note(page, "You are logged out.")).to_be_focused()
    shot("logged-out")
    enter(other, "dana")
    page.evaluate(LOOK)
    expect(note(page, "Somebody else is logged in")).to_be_visible()
    other.goto(edit_address(story))
    other.wait_for_load_state("networkidle")
    expect(other.locator("[data-notes] section")).to_have_count(0)
    other.context.clear_cookies()
    enter(other, "rita")
    page.evaluate(LOOK)
    expect(page.locator("[data-notes] section")).to_have_count(0)
    page.wait_for_function(SAVED)
    assert "44 million" in words_of(story)
    assert ArticlePage.objects.get(pk=story.pk).get_latest_revision().user.username == "rita"


def test_two_people_see_each_other_and_a_lock_changes_hands(
    page: Page, story: ArticlePage, colleague: Page, reporter: User, shot: Callable[[str], None]
) -> None:
    story.locked, story.locked_by, story.locked_at = True, reporter, timezone.now()
    story.save(update_fields=["locked", "locked_by", "locked_at"])
    page.reload()
    editors(page).last.click()
    colleague.goto(edit_address(story))
    colleague.locator("[data-presence-details] summary").click()
    colleague.evaluate(LOOK)
    there = colleague.locator("[data-presence-list]")
    expect(there).to_contain_text("Rita: looking at it, in block 2 of the body", timeout=30_000)
    expect(colleague.locator("[data-here]")).to_have_text("Rita is here")
    colleague.screenshot(path="test-results/presence.png")

    page.route(
        "**/edit/", lambda route: route.abort() if route.request.method == "POST" else route.fallback()
    )
    replace_words(page, "40", "45")
    expect(note(page, "The newsroom cannot be reached.")).to_be_visible()
    page.evaluate(LOOK)
    colleague.get_by_role("link", name="Take over the lock…").click()
    expect(colleague.get_by_text("with words that are not saved yet")).to_be_visible()
    colleague.screenshot(path="test-results/lock-asked.png")
    colleague.get_by_role("button", name="Take over the lock").click()
    expect(colleague.get_by_text("You hold the lock on this story now. Rita is told")).to_be_visible()
    page.unroute("**/edit/")
    page.evaluate(LOOK)
    taken = note(page, "Dana took over the lock on this story")
    expect(taken).to_contain_text("Your text is kept for you in the newsroom.")
    shot("lock-taken-over")
    draft = Draft.objects.get()
    assert (draft.created_by.username, draft.reason, "45 million" in draft.text.plain) == (
        "rita",
        "locked",
        True,
    )
    assert "40 million" in words_of(story)


def test_a_story_that_never_reached_the_newsroom_is_offered_where_it_was_begun(
    page: Page, log_in: Callable[[str], None], news: SectionPage, reporter: User
) -> None:
    context = page.context
    log_in("rita")
    page.goto(f"/desk/pages/add/articles/articlepage/{news.pk}/")
    page.locator("#id_title").click()
    context.set_offline(True)
    page.locator("#id_title").press_sequentially("Ferry fares fall")
    expect(note(page, "The newsroom cannot be reached.")).to_be_visible()
    assert page.evaluate(KEPT, "Ferry fares fall")
    page.close(run_before_unload=False)
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"/desk/pages/add/articles/articlepage/{news.pk}/")
    offer = note(page, "“Ferry fares fall”")
    offer.get_by_role("button", name="Throw it away").click()
    note(page, "Throw away the text").get_by_role("button", name="No, keep it").click()
    offer.get_by_role("button", name="Take it back").click()
    page.wait_for_url("**/edit/")
    expect(page.locator("#id_title")).to_have_value("Ferry fares fall")
    assert ArticlePage.objects.get().title == "Ferry fares fall"
