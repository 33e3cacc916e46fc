"""Comments in the editor: beside their words wherever those are now, and in the panel once they have none."""

import json

import pytest
from playwright.sync_api import expect
from wagtail.models import Comment

from articles.models import KeptComment
from tests.browser.conftest import edit_address
from tests.conftest import paragraph
from tests.desk.making import rewrite

pytestmark = pytest.mark.django_db(transaction=True)
A, B = "5b1f0c7e-2c4e-4a35-9f53-0d3c55d6f1a2", "7f0c2a44-6f0d-4a6c-8a1e-2f6f3c1d9b10"
COST = "The bridge will cost 40 million crowns, said the board on Tuesday."
TOLLS = "Tolls would stay unchanged for ten years after the bridge has been opened."


def body(*blocks: tuple[str, str]) -> str:
    return json.dumps([paragraph(text, block=block, key=f"k{block[:4]}") for block, text in blocks])


def say(article, user, text: str, words: str, block: str, of: str) -> None:
    start = of.index(words)
    position = json.dumps([{"key": f"k{block[:4]}", "start": start, "end": start + len(words)}])
    page = type(article).objects.get(pk=article.pk).get_latest_revision_as_object()
    page.wagtail_admin_comments.add(
        Comment(user=user, text=text, contentpath=f"body.{block}", position=position)
    )
    page.save_revision(user=user)


SELECT = """(words) => {
    for (const span of document.querySelectorAll('[data-contentpath=body] [data-text="true"]')) {
        const at = span.textContent.indexOf(words);
        if (at < 0) continue;
        span.scrollIntoView({ block: 'center' });
        document.getSelection().setBaseAndExtent(span.firstChild, at, span.firstChild, at + words.length);
        return;
    }
}"""


def test_a_comment_stands_on_its_words_or_waits_in_the_panel_and_what_was_resolved_is_read_there(
    page, log_in, shot, article, desk, reporter
):
    rewrite(article, body((A, COST), (B, TOLLS)), user=reporter)
    say(article, desk, "Who says so?", "40 million crowns", A, COST)
    say(article, desk, "Until when exactly?", "ten years", B, TOLLS)
    # Through another door: words come before the first, and the paragraph of the second goes.
    rewrite(article, body((A, "🌉 After all: " + COST)), user=reporter)
    log_in("rita")
    page.goto(edit_address(article))
    counter = page.locator('[data-side-panel-toggle="remarks"] [data-side-panel-toggle-counter]')
    expect(counter).to_have_text("1")
    page.get_by_role("button", name="Toggle comments", exact=True).click()
    lit = page.get_by_role("button", name="Focus comment").filter(has_text="crowns")
    expect(lit).to_have_text("40 million crowns")
    lit.scroll_into_view_if_needed()
    expect(page.locator("#comments")).to_contain_text("Who says so?")
    expect(page.locator("#comments")).not_to_contain_text("Until when exactly?")
    shot("comments-beside")

    panel = page.locator("[data-remarks]")
    page.get_by_role("button", name="Toggle lost and resolved comments").click()
    expect(panel).to_contain_text("These words are gone.")
    expect(panel.locator("mark")).to_have_text("ten years")
    shot("comments-lost")
    page.set_viewport_size({"width": 390, "height": 844})
    shot("comments-lost-phone")
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.evaluate(SELECT, "said the board")
    panel.get_by_role("button", name="Put on the selected words").click()
    expect(panel).to_contain_text("The comment stands on the selected words.")
    expect(counter).to_be_hidden()
    put = page.get_by_role("button", name="Focus comment").filter(has_text="said")
    expect(put).to_have_text("said the board")

    page.get_by_role("button", name="Toggle comments", exact=True).click()
    put.click()
    thread = page.locator("#comments .comment--focused")
    expect(thread).to_contain_text("Until when exactly?")
    shot("comments-put")
    thread.get_by_role("button", name="More actions").click()
    thread.get_by_text("Resolve", exact=True).click()
    page.get_by_role("button", name="Toggle lost and resolved comments").click()
    panel.get_by_text("Resolved: 1").click()
    expect(panel).to_contain_text("Resolved by Rita")
    shot("comments-resolved")
    panel.get_by_role("button", name="Open again").click()
    expect(put).to_have_text("said the board")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_load_state()
    expect(page.get_by_role("button", name="Focus comment")).to_have_count(2)
    assert [each.anchor.exact for each in KeptComment.objects.with_anchors()] == [
        "40 million crowns",
        "said the board",
    ]
    assert not Comment.objects.exclude(resolved_at=None).exists()
