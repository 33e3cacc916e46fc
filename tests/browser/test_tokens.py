"""Somebody makes a token for a program, copies it, and takes it back."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.models import Client, User
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

    Client.objects.create(
        name="Harbour wire",
        client_id="wire",
        user=desk,
        scopes=["articles:*", "claims:read"],
        redirect_uris="https://wire.example/back",
        client_type=Client.CLIENT_PUBLIC,
        authorization_grant_type=Client.GRANT_AUTHORIZATION_CODE,
    )
    page.goto(
        "/oauth/authorize?response_type=code&client_id=wire&redirect_uri=https://wire.example/back"
        f"&scope=articles:read+claims:read&code_challenge={'c' * 43}&code_challenge_method=S256"
    )
    expect(page.get_by_role("heading", name="May “Harbour wire” act for you?")).to_be_visible()
    shot("consent_phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1440, "height": 1000})
    shot("consent")
