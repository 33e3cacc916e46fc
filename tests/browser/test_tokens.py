"""Somebody makes a token for a program, copies it, and takes it back."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.tokens import find_token


def test_a_token_is_copied_once_and_revoked(
    page: Page, log_in: Callable[[str], None], shot: Callable[[str], None], desk: User
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    log_in("dana")
    page.goto("/desk/account/tokens/")
    page.get_by_label("Name").fill("Harbour wire import")
    page.get_by_label("Read articles, their drafts, revisions and readings").check()
    page.get_by_label("Sport").check()
    shot("tokens_form")
    page.get_by_role("button", name="Make the token").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    token = find_token(page.evaluate("navigator.clipboard.readText()"))
    assert token
    assert (token.user, token.is_limited) == (desk, True)
    shot("tokens_once")
    page.get_by_role("link", name="back to the tokens").click()
    page.set_viewport_size({"width": 390, "height": 844})
    shot("tokens_list_phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="Revoke… Harbour wire import").click()
    shot("tokens_revoke_phone")
    page.get_by_role("button", name="Revoke it").click()
    expect(page.get_by_text("“Harbour wire import” is revoked.")).to_be_visible()
    expect(page.get_by_text("Revoked", exact=True)).to_be_visible()
