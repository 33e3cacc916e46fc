"""Programs that sign in by OAuth, as tests drive them: made known, let in by people, given tokens."""

import base64
import hashlib
import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client as Browser
from rest_framework.test import APIClient

BACK = "https://program.example/back?from=newsroom"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def made(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, str]:
    """The credentials of a new client."""
    call_command("create_oauth_client", *arguments)
    return dict(line.split("=", 1) for line in capsys.readouterr().out.split())


def ask(**more: str | None) -> str:
    """Where a program sends a person."""
    query: dict[str, str | None] = {
        "response_type": "code",
        "redirect_uri": BACK,
        "scope": "articles:read",
        "state": "s",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **more,
    }
    return f"/oauth/authorize?{urlencode({k: v for k, v in query.items() if v is not None})}"


def token(browser: Browser, status: int = 200, **form: str) -> dict[str, Any]:
    answer = browser.post("/oauth/token", form)
    assert answer.status_code == status, answer.content
    return answer.json()


def with_bearer(secret: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def agree(browser: Browser, address: str) -> str:
    """Where the browser is sent once the person agreed on the page at this address."""
    page = browser.get(address).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    sent = {name: value.replace("&amp;", "&") for name, value in hidden.items()} | {"allow": "Authorize"}
    return browser.post(address, sent)["Location"]


def let_in(browser: Browser, known: dict[str, str], **more: str) -> dict[str, Any]:
    """What a program gets once the person agreed."""
    back = agree(browser, ask(client_id=known["client_id"], **more))
    code = parse_qs(urlsplit(back).query)["code"][0]
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, **known}
    return token(browser, code_verifier=VERIFIER, **asked)
