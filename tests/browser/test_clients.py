"""An administrator makes a program known, limits it to a section, and removes it."""

from collections.abc import Callable

from django.contrib.auth.hashers import check_password
from playwright.sync_api import Page, expect

from accounts.models import Client, User
from tests.conftest import person


def test_a_program_is_added_copied_and_removed(
    page: Page, log_in: Callable[[str], None], shot: Callable[[str], None], desk: User
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    person("root", "Administrators")
    log_in("root")
    page.goto("/desk/programs/")
    expect(page.get_by_text("No programs yet.")).to_be_visible()
    shot("programs_none")
    page.get_by_role("link", name="Add a program").last.click()
    page.get_by_label("Name").fill("Harbour wire")
    page.get_by_label("Account", exact=False).first.select_option(label="Dana")
    page.get_by_label("Read articles, their drafts, revisions and readings").check()
    page.get_by_label("Sport").check()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("You chose sections: choose “Only in the sections below”")).to_be_visible()
    shot("programs_wrong")
    page.get_by_label("Only in the sections below").check()
    page.get_by_role("button", name="Add it").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Copy Client secret").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    client = Client.objects.get()
    assert check_password(page.evaluate("navigator.clipboard.readText()"), client.client_secret)
    assert [section.slug for section in client.sections.all()] == ["sport"]
    shot("programs_once")
    page.get_by_role("link", name="back to the programs").click()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_text("Only in Sport.")).to_be_visible()
    shot("programs_list_phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="Remove… Harbour wire").click()
    expect(page.get_by_text("0 tokens are in force")).to_be_visible()
    shot("programs_remove_phone")
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("“Harbour wire” is removed.")).to_be_visible()
    assert not Client.objects.exists()
