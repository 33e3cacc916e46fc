"""Two people, two browsers, one story: whoever was slower brings both texts together, and both are in it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from articles.models import ArticlePage, ArticleRevision, Draft
from tests.browser.conftest import edit_address
from tests.browser.test_editor_journey import FIRST, IN_FORM, SECOND, editors, replace_words
from tests.browser.test_nothing_lost import enter, note

pytestmark = pytest.mark.django_db(transaction=True)

THIRD, FOURTH = "Nobody objected on Tuesday.", "The vote is on Friday."


def save(page: Page, words: str) -> None:
    """Save by the button, once the editor has put the words into its form."""
    page.wait_for_function(IN_FORM, arg=words)
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages")).to_contain_text("has been updated")


def test_the_slower_of_two_merges_and_both_texts_are_in_the_story(
    page: Page,
    browser: Browser,
    live_server: object,
    log_in: Callable[[str], None],
    write: Callable[..., ArticlePage],
    desk: User,
    shot: Callable[[str], None],
) -> None:
    article = write("Bridge bill grows", FIRST, SECOND, THIRD, FOURTH)
    log_in("rita")
    page.goto(edit_address(article))
    expect(editors(page)).to_have_count(4)

    context = browser.new_context(base_url=str(live_server), viewport={"width": 1280, "height": 900})
    dana = context.new_page()
    enter(dana, "dana")
    dana.goto(edit_address(article))
    dana.locator("#id_title").fill("Bridge bill doubles")
    replace_words(dana, "40", "55")
    replace_words(dana, "added", "noted")
    replace_words(dana, "Friday", "Sunday")
    save(dana, "Sunday")

    page.locator("#id_title").fill("Bridge bill triples")
    replace_words(page, "40", "38")
    replace_words(page, "ten", "nine")
    refused = note(page, "Your text is kept for you in the newsroom.")
    expect(refused).to_contain_text("Dana saved this story")
    refused.get_by_role("button", name="Merge").click()
    page.wait_for_url("**/merge/")

    count, save_button = page.locator("[data-count]"), page.locator("[data-save]")
    expect(count).to_have_text("2 of 2 conflicts left")
    expect(save_button).to_be_disabled()
    by_words = page.locator(".merge-unit--settled", has_text="tolls would stay")
    expect(by_words).to_contain_text("Dana’s and your words together")
    expect(by_words.locator("ins.merge-run--theirs")).to_contain_text("noted")
    expect(by_words.locator("ins.merge-run--mine")).to_contain_text("nine")
    expect(page.locator(".merge-unit--settled", has_text="The vote")).to_contain_text(
        "Changed in Dana’s text"
    )
    page.keyboard.press("n")
    page.keyboard.press("t")
    expect(count).to_have_text("1 of 2 conflicts left")
    shot("merge-one-left")
    page.get_by_role("button", name="All conflicts: your text").click()
    expect(save_button).to_be_enabled()
    page.get_by_role("button", name="Undo").click()
    expect(count).to_have_text("1 of 2 conflicts left")
    expect(page.get_by_role("group", name="Headline").get_by_label("Dana’s text")).to_be_checked()

    page.locator("[data-conflict]").last.focus()
    page.keyboard.press("e")
    anew = page.locator('[data-conflict] [contenteditable="true"]')
    expect(anew).to_be_focused()
    expect(anew).to_contain_text("38 million")
    page.keyboard.press("Control+a")
    page.keyboard.type("The bridge will cost between 38 and 55 million crowns.")
    shot("merge-anew")

    # Dana is fast: while Rita chooses, she changes a part that Rita has nothing to do with.
    replace_words(dana, "Nobody", "No one")
    save(dana, "No one")
    context.close()
    save_button.click()
    expect(page.locator("[data-refused]")).to_contain_text("Dana saved this story while you were merging.")
    expect(count).to_have_text("Nothing left to decide. Look it over and save.")
    expect(page.get_by_role("group", name="Headline").get_by_label("Dana’s text")).to_be_checked()
    expect(anew).to_contain_text("between 38 and 55 million")
    shot("merge-moved-on")
    save_button.click()
    page.wait_for_url("**/edit/")
    expect(page.locator(".messages")).to_contain_text("Merged, as revision")

    merged, draft = ArticleRevision.objects.latest_of(article), Draft.objects.open().first()
    assert draft is None
    assert merged is not None
    assert (merged.kind, merged.created_by.username, merged.headline) == (
        "merge",
        "rita",
        "Bridge bill doubles",
    )
    assert merged.merged.created_by.username == "rita"
    for words in ("between 38 and 55 million", "Lindqvist noted that", "nine years", "No one", "Sunday"):
        assert words in merged.text.plain
    page.goto(f"/desk/articles/{article.pk}/history/")
    row = page.get_by_role("row", name="Merged")
    # An autosave of Dana's may have been kept before her save: the number of the one before is not always 3.
    expect(row).to_contain_text(f"From revision {merged.number - 1} and the kept text of Rita")
    expect(row).to_contain_text("begun from revision 1")
    shot("merge-history")


def test_without_scripts_everything_but_writing_rich_text_anew_can_be_chosen(
    browser: Browser, live_server: object, write: Callable[..., ArticlePage], desk: User, reporter: User
) -> None:
    from articles.content import editorial_content
    from articles.drafts import keep_draft
    from articles.versions import token_of

    article = write("Bridge bill grows", FIRST, SECOND)
    began, mine = token_of(article), editorial_content(article.serializable_data())
    mine["title"] = "Bridge bill triples"
    mine["body"][0]["value"] = mine["body"][0]["value"].replace("40", "38")
    theirs = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    theirs.title = "Bridge bill doubles"
    theirs.body = [dict(block) for block in theirs.body.raw_data][1:]
    theirs.save_revision(user=desk)
    draft = keep_draft(article.pk, mine, by=reporter, began_from=began, door="editor")
    assert draft
    context = browser.new_context(base_url=str(live_server), java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/desk/login/?next=/desk/articles/{article.pk}/drafts/{draft.pk}/merge/")
    page.get_by_label("Username").fill("rita")
    page.get_by_label("Password").fill("rita")
    page.get_by_label("Password").press("Enter")
    page.get_by_role("button", name="Save the merge").click()
    expect(page.get_by_role("alert")).to_contain_text("2 conflicts to decide")
    headline = page.get_by_role("group", name="Headline")
    headline.get_by_label("Write it anew").check()
    headline.get_by_label("Headline, written anew").fill("Bridge bill soars")
    paragraph = page.get_by_role("group", name="Paragraph")
    expect(paragraph).to_contain_text("Taken out in Dana’s text, changed in your text.")
    expect(paragraph.get_by_label("Write it anew")).to_be_hidden()
    paragraph.get_by_label("Your text").check()
    page.get_by_role("button", name="Save the merge").click()
    page.wait_for_url("**/edit/")
    context.close()
    merged = ArticleRevision.objects.latest_of(article)
    assert merged is not None
    assert (merged.headline, "38 million" in merged.text.plain) == ("Bridge bill soars", True)
