"""A checker settles, beside the text, what became of the words of checked claims."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from articles.models import ArticlePage
from claims.models import Claim, Reaffirmation
from tests.browser.conftest import edit_address
from tests.browser.test_editor_journey import open_panel
from tests.claims.deciding import find_out
from tests.conftest import paragraph
from tests.desk.making import claim_in, rewrite

pytestmark = pytest.mark.django_db(transaction=True)

BILL = "“The bridge will cost 40 million crowns,” said Mara Lindqvist."
TOLLS = "The board promised that tolls would stay unchanged for ten years."
OTHERS = ("The board met on Tuesday.", "Rain fell all day.", "Two cranes stood idle.", "Nobody was hurt.")


def test_a_checker_confirms_changed_words_with_one_key_and_chooses_between_two_places(
    page: Page,
    log_in: Callable[[str], None],
    write: Callable[..., ArticlePage],
    checker: User,
    shot: Callable[[str], None],
) -> None:
    article = write("Bridge bill grows", OTHERS[0], BILL, OTHERS[1], TOLLS, *OTHERS[2:])
    bill = claim_in(article, "The bridge will cost 40 million crowns")
    tolls = claim_in(article, "tolls would stay unchanged for ten years", status="triaged")
    find_out(bill, "true", reason="The budget says so.", by=checker)
    dearer = BILL.replace("40", "45")
    texts = (OTHERS[0], TOLLS, dearer, OTHERS[1], OTHERS[2], TOLLS, OTHERS[3])
    rewrite(article, [paragraph(text) for text in texts])

    log_in("chris")
    page.goto(edit_address(article))
    open_panel(page)
    items = page.locator("[data-reading-claims] [data-item]")
    changed = items.filter(has_text="40 million")
    expect(changed).to_contain_text("Verdict: True")
    expect(changed).to_contain_text("text changed since it was checked", timeout=40_000)
    expect(changed.locator("del")).to_have_text("40 ")
    expect(changed.locator("ins")).to_have_text("45 ")
    torn = items.filter(has_text="olls would stay")
    expect(torn).to_contain_text("Where does the claim stand now?")
    shot("claims-beside-the-text")
    changed.locator("[data-choose]").focus()
    page.keyboard.press("c")
    expect(page.get_by_role("status").filter(has_text="Confirmed: the verdict holds")).to_be_visible()
    expect(changed).not_to_contain_text("text changed since")
    assert Reaffirmation.objects.get().by == checker

    torn.get_by_role("button", name="It is this one: paragraph 6").click()
    expect(torn).to_contain_text("Chosen; choose otherwise until the next save")
    expect(torn).to_contain_text("chosen")
    assert tolls.appearances.get().anchor.state == "moved"
    assert Claim.objects.get(pk=tolls.pk).acts.get().about == "paragraph 6"
