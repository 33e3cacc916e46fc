"""A disputed story from its reading to the published ClaimReview, walked by a reporter and two checkers."""

import json
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from articles.models import ArticlePage
from claims.models import Claim
from tests.browser.conftest import SHOTS, edit_address
from tests.browser.test_editor_journey import open_panel, quotations, wait_read
from tests.conftest import person

pytestmark = pytest.mark.django_db(transaction=True)

SAID = "No passenger on the island line will pay more than eight crowns"
STORY = (
    f"“{SAID},” said Petra Oduya, the transport minister.",
    "The ministry’s own order names a surcharge of three crowns from June to August.",
)
Enter = Callable[[str], Page]


@pytest.fixture
def enter(browser: Browser, live_server: object, worker: None) -> Iterator[Enter]:
    """`enter("rita")` is a window of her own, logged in; an error in a page's scripts fails the test."""
    contexts, errors = [], []

    def open_window(username: str) -> Page:
        context = browser.new_context(base_url=str(live_server), viewport={"width": 1280, "height": 900})
        contexts.append(context)
        window = context.new_page()
        window.set_default_timeout(20_000)
        window.on("pageerror", lambda error: errors.append(f"{username}: {error}"))
        window.goto("/desk/login/")
        window.get_by_label("Username").fill(username)
        window.get_by_label("Password").fill(username)
        window.get_by_role("button", name="Sign in").click()
        window.wait_for_url("**/desk/")
        return window

    yield open_window
    for context in contexts:
        context.close()
    assert not errors, errors


def keep(page: Page, name: str) -> None:
    """A picture in test-results/, for people to look at."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"disputed-{name}.png", full_page=True)


def unfold(page: Page, heading: str) -> None:
    """Open one of the folded forms of a claim's page."""
    page.locator("details > summary", has_text=heading).click()


def press_publish(page: Page) -> None:
    """The editor's own button, in its menu of actions."""
    page.locator("footer [data-w-dropdown-target='toggle']").click()
    page.locator("[name=action-publish]").click()
    page.wait_for_url("**/gate/")


def test_from_reading_to_claimreview(enter: Enter, reporter: User, write: Callable[..., ArticlePage]) -> None:
    reporter.groups.add(Group.objects.get(name="News editors"))  # her own editor, as on a small desk
    person("chris", "Fact-checkers")
    person("noor", "Fact-checkers")
    article = write("Island fares are capped", *STORY)

    rita = enter("rita")
    rita.goto(edit_address(article))
    open_panel(rita)
    wait_read(rita)
    quotations(rita).first.locator("[data-choose]").click()
    rita.keyboard.press("m")
    expect(quotations(rita).first).to_contain_text("Claim triaged")
    keep(rita, "1-read")

    chris = enter("chris")
    claim = Claim.objects.get(statement__contains=SAID)
    chris.goto("/desk/claims/")
    chris.get_by_role("link", name=SAID).first.click()
    unfold(chris, "Priority, due time and topic")
    chris.get_by_label("Priority").select_option("High")
    chris.get_by_role("button", name="Save", exact=True).click()
    chris.get_by_role("button", name="Begin check").click()
    expect(chris.locator(".desk-eyebrow").first).to_contain_text("In check")

    press_publish(rita)
    expect(rita.locator("main")).to_contain_text("1 thing stands in the way")
    expect(rita.locator("main")).to_contain_text("it is in check, in the hands of Chris")
    keep(rita, "2-refused-while-open")
    assert not ArticlePage.objects.get(pk=article.pk).live

    unfold(chris, "Add evidence")
    evidence = chris.locator("form", has=chris.locator("[name=act][value=evidence]"))
    evidence.locator("[name=evidence-url]").fill("https://transport.invalid/fares-order")
    evidence.locator("[name=evidence-title]").fill("Fares order, annex 2")
    evidence.locator("[name=evidence-quotation]").fill(
        "A surcharge of three crowns applies from June to August."
    )
    evidence.get_by_role("button", name="Add evidence").click()
    expect(chris.locator("main")).to_contain_text("Fares order, annex 2")
    unfold(chris, "Issue the verdict")
    verdict = chris.locator("form", has=chris.locator("[name=act][value=verdict]"))
    verdict.locator("[name=verdict-rating]").select_option("false")
    verdict.locator("[name=verdict-reason]").fill("The order names a surcharge: eleven crowns in summer.")
    verdict.get_by_role("button", name="Issue the verdict").click()
    expect(chris.locator("main")).to_contain_text("somebody else has to confirm it")
    expect(chris.get_by_label("I confirm the verdict")).to_have_count(0)
    keep(chris, "3-signed")

    noor = enter("noor")
    noor.goto(f"/desk/claims/{claim.pk}/")
    noor.get_by_label("I confirm the verdict").check()
    noor.get_by_role("button", name="Sign", exact=True).click()
    expect(noor.locator(".desk-eyebrow").first).to_contain_text("Decided")
    keep(noor, "4-confirmed")

    rita.reload()
    expect(rita.locator("main")).to_contain_text("rated “False” and stands here without context")
    rita.get_by_role("button", name="The text gives context").click()
    expect(rita.locator("main")).to_contain_text("It may go out")
    keep(rita, "5-may-go-out")
    rita.get_by_role("button", name="Publish", exact=True).click()
    rita.wait_for_url("**/desk/pages/*/")

    noor.get_by_role("button", name="Publish the verdict").click()
    expect(noor.locator(".desk-eyebrow").first).to_contain_text("Published")

    reader = rita.context.browser.new_context(base_url=noor.url.partition("/desk/")[0]).new_page()
    reader.goto(claim.get_absolute_url())
    expect(reader.locator("main")).to_contain_text("The order names a surcharge: eleven crowns in summer.")
    keep(reader, "6-readers")
    [review] = [
        item
        for text in reader.locator('script[type="application/ld+json"]').all_text_contents()
        for item in [json.loads(text)]
        if item["@type"] == "ClaimReview"
    ]
    assert review["reviewRating"]["alternateName"] == "False"
    assert SAID in review["claimReviewed"]
    reader.goto(ArticlePage.objects.get(pk=article.pk).url)
    keep(reader, "7-story")
    assert "ClaimReview" in reader.content()
    reader.context.close()
