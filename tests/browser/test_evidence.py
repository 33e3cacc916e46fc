"""Evidence is added in a browser by keyboard, its fields following the kind, with scripts and without."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from claims.models import Claim
from tests.archive.conftest import files  # noqa: F401 - where the tests' files lie
from tests.archive.papers import pdf
from tests.conftest import furnish, person

FIELDS = {
    "Web page": {"Address"},
    "File: a picture, a recording, a letter": {"File"},
    "Page of a document (PDF)": {"File", "Page number"},
    "Interview": {"With whom", "Held by"},
    "Data set": {"Address", "File", "Version"},
}
OF_SOME_KIND = set().union(*FIELDS.values())


@pytest.fixture
def claim(transactional_db: None) -> Claim:
    furnish()
    person("chris", "Fact-checkers")
    return Claim.objects.create(statement="The bridge will cost 40 million crowns")


@pytest.fixture
def bare(browser: Browser, live_server: object) -> Iterator[Page]:
    """A window that runs no scripts."""
    context = browser.new_context(base_url=str(live_server), java_script_enabled=False, locale="en-GB")
    yield context.new_page()
    context.close()


def shown(form: Page) -> set[str]:
    return {
        label
        for label in OF_SOME_KIND
        if form.locator("form.desk-by-kind").get_by_label(label, exact=True).is_visible()
    }


def test_without_scripts_each_kind_shows_its_fields_and_a_document_is_handed_in(
    claim: Claim, bare: Page, tmp_path: Path
) -> None:
    paper = tmp_path / "minutes.pdf"
    paper.write_bytes(pdf("The bridge costs 40 million.", "Tolls stay."))
    bare.goto(f"/desk/login/?next=/desk/claims/{claim.pk}/")
    bare.get_by_label("Username").fill("chris")
    bare.get_by_label("Password").fill("chris")
    bare.get_by_label("Password").press("Enter")
    bare.locator("summary", has_text="Add evidence").click()
    form = bare.locator("form.desk-by-kind")
    for kind, fields in FIELDS.items():
        form.get_by_label(kind, exact=True).check()
        assert shown(bare) == fields, kind
    form.get_by_label("Page of a document (PDF)").check()
    form.get_by_label("File", exact=True).set_input_files(paper)
    form.get_by_label("Page number").fill("2")
    form.get_by_label("Title").fill("The minutes")
    form.get_by_role("button", name="Add evidence").click()
    expect(bare.get_by_role("link", name="minutes.pdf")).to_be_visible()
    assert claim.evidence.get().file.page_count == 2


def test_by_keyboard_an_interview_is_added_and_what_is_missing_is_asked_for(
    claim: Claim, page: Page, log_in: Callable[[str], None], shot: Callable[[str], None]
) -> None:
    log_in("chris")
    page.goto(f"/desk/claims/{claim.pk}/")
    summary = page.locator("summary", has_text="Add evidence")
    summary.focus()
    page.keyboard.press("Enter")
    form = page.locator("form.desk-by-kind")
    form.get_by_label("Web page").focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    assert shown(page) == FIELDS["Interview"]
    page.keyboard.press("Tab")
    page.keyboard.type("Mara Lindqvist")
    page.keyboard.press("Tab")
    page.keyboard.type("Chris")
    page.keyboard.press("Tab")
    page.keyboard.type("The chair’s account")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Say when the interview was held.")).to_be_visible()
    assert form.get_by_label("With whom").input_value() == "Mara Lindqvist"
    form.get_by_label("Seen or held on").fill("2026-01-02T10:00")
    form.get_by_label("Title").press("Enter")
    expect(page.get_by_text("With Mara Lindqvist, held by Chris.")).to_be_visible()
    shot("evidence-interview")
    assert claim.evidence.get().interviewee == "Mara Lindqvist"
