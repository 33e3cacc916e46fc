"""A real browser before a real server with a real worker, all in this process."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from articles.models import ArticlePage

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "test-results"
NAMES = ("chromium", "google-chrome", "chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """Where Chromium is: the environment's CHROMIUM, or whatever the search path has."""
    found = (shutil.which(name) for name in (os.environ.get("CHROMIUM", ""), *NAMES) if name)
    return next((path for path in found if path), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives a browser; say so where there is none."""
    here = Path(__file__).parent
    for item in items:
        if here not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        if chromium() is None:
            item.add_marker(pytest.mark.skip("no Chromium found; install it or name it in CHROMIUM"))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright; its event loop must not keep Django's fixtures from the database of this thread."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as started:
        yield started
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for the whole run."""
    running = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
    yield running
    running.close()


@pytest.fixture
def worker(transactional_db: None, settings: object) -> Iterator[None]:
    """The embedded worker, as `make run` starts it; it stops before the database is emptied."""
    from newsroom import embedded

    settings.NEWSROOM_AUTOSAVE_PAUSE = 1  # type: ignore[attr-defined]
    with embedded.worker() as ready:
        assert ready.wait(30), "the worker did not come up"
        yield


@pytest.fixture
def page(browser: Browser, live_server: object, worker: None) -> Iterator[Page]:
    """A fresh window on the live server; an error in the page's own scripts fails the test."""
    context = browser.new_context(
        base_url=str(live_server), viewport={"width": 1440, "height": 1000}, locale="en-GB"
    )
    window = context.new_page()
    window.set_default_timeout(20_000)
    errors: list[str] = []
    window.on("pageerror", lambda error: errors.append(str(error)))
    yield window
    context.close()
    assert not errors, errors


@pytest.fixture
def log_in(page: Page) -> Callable[[str], None]:
    """`log_in("rita")`; the password is the user name."""

    def enter(username: str) -> None:
        page.goto("/desk/login/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(username)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/desk/")

    return enter


@pytest.fixture
def shot(page: Page) -> Callable[[str], None]:
    """`shot("name")` keeps a picture in test-results/, for people to look at."""

    def take(name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png")

    return take


def edit_address(article: ArticlePage) -> str:
    """Where an article is edited."""
    return f"/desk/pages/{article.pk}/edit/"
