"""What every test may ask for: a newsroom with two sections, its people, and a worker's patience."""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from html import escape
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import TransactionTestCase

from accounts.actions import create_roles
from accounts.models import User
from articles import guard
from articles.actions import open_newsroom, open_section
from articles.models import ArticlePage, FrontPage, SectionPage
from outbox import relay
from outbox.models import OutboxEvent
from tests import database

ON_SERVICES = frozenset(("db", "transactional_db", "live_server", "django_db_setup"))  # fixtures


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--on-services",
        action="store_true",
        help="leave out the tests that use neither database nor processes: they say the same on every server",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--on-services"):
        left = [item for item in items if not _uses_services(item)]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if _uses_services(item)]


def _uses_services(item: pytest.Item) -> bool:
    marks = {mark.name for mark in item.iter_markers()}
    return bool(
        marks & {"django_db", "browser", "processes"} or ON_SERVICES & set(getattr(item, "fixturenames", ()))
    )


@pytest.fixture(autouse=True, scope="session")
def _emptying_a_test_database_lifts_the_guard() -> Iterator[None]:
    """Tests with real transactions end by emptying the tables, append-only ones too, and furnish them anew:
    what comes next finds a newsroom, in whichever order the tests run."""
    original = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        with guard.lifted():
            original(self)
        furnish()

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[method-assign]


def paragraphs(*texts: str) -> str:
    """A body of paragraphs as StreamField JSON, with block ids and Draft.js keys as the editor gives."""
    return json.dumps([paragraph(text) for text in texts])


def paragraph(text: str, *, block: str = "", key: str = "") -> dict[str, Any]:
    """One paragraph block."""
    key = key or uuid.uuid4().hex[:5]
    return {
        "id": block or str(uuid.uuid4()),
        "type": "paragraph",
        "value": f'<p data-block-key="{key}">{escape(text, quote=False)}</p>',
    }


@pytest.fixture(scope="session")
def turn() -> Iterator[ExitStack]:
    """Ours to make a database; closed as soon as other processes may make theirs."""
    with ExitStack() as turn:
        turn.enter_context(database.one_at_a_time())
        yield turn


@pytest.fixture(scope="session")
def is_migrated(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings: None,
    turn: ExitStack,
    django_db_blocker: Any,
) -> bool:
    """Whether the database begins with all migrations done: copied, or left by an earlier run on demand."""
    with django_db_blocker.unblock():
        done = request.config.getvalue("reuse_db") or database.begin_with_copy()
    if done:
        turn.close()
    return bool(done)


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, is_migrated: bool) -> bool:
    """Whether the database is in its place already; on PostgreSQL Django itself copies it there."""
    return bool(request.config.getvalue("reuse_db")) or (is_migrated and database.is_sqlite())


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, is_migrated: bool, turn: ExitStack, django_db_blocker: Any
) -> None:
    """A migrated database with an open newsroom in it, so that no test pays for opening one."""
    with django_db_blocker.unblock():
        if not is_migrated:
            database.keep()
            turn.close()
        furnish()


def furnish() -> FrontPage:
    """Open the newsroom with the sections News and Sport and all roles, unless it is open."""
    from wagtail.coreutils import get_supported_content_language_variant
    from wagtail.models import Collection, Locale, Page, Site

    from claims.models import Rating

    if front := FrontPage.objects.first():
        return front
    if not Page.objects.exists():  # a test with real transactions emptied the tables before us
        language = get_supported_content_language_variant(settings.LANGUAGE_CODE)
        Locale.objects.get_or_create(language_code=language)
        Collection.add_root(instance=Collection(name="Root"))
        root = Page.add_root(instance=Page(title="Root", slug="root"))
        Site.objects.all().delete()
        root.refresh_from_db()
        import_module("claims.migrations.0004_scale_and_states").open_scale(Rating)
    create_roles()
    front = open_newsroom()
    open_section("News")
    open_section("Sport")
    return front


@pytest.fixture
def newsroom(db: None) -> FrontPage:
    """A front page with the sections News and Sport, and all roles."""
    return furnish()


@pytest.fixture
def news(newsroom: FrontPage) -> SectionPage:
    """The section News."""
    return SectionPage.objects.get(slug="news")


@pytest.fixture
def sport(newsroom: FrontPage) -> SectionPage:
    """The section Sport."""
    return SectionPage.objects.get(slug="sport")


def person(username: str, *groups: str) -> User:
    """An account in the named groups; the password is the user name."""
    user = User.objects.create_user(username, password=username, first_name=username.capitalize())
    for name in groups:
        user.groups.add(Group.objects.get(name=name))
    return user


@pytest.fixture
def reporter(newsroom: FrontPage) -> User:
    """Writes in News."""
    return person("rita", "Reporters", "News reporters")


@pytest.fixture
def desk(newsroom: FrontPage) -> User:
    """Edits and publishes in News."""
    return person("dana", "Desk editors", "News editors")


@pytest.fixture
def sport_desk(newsroom: FrontPage) -> User:
    """Edits and publishes in Sport."""
    return person("sam", "Desk editors", "Sport editors")


@pytest.fixture
def checker(newsroom: FrontPage) -> User:
    """Checks facts everywhere."""
    return person("chris", "Fact-checkers")


STORY = (
    "The harbour board of Eastmouth met on Tuesday to discuss the rising cost of the new bridge.",
    "“The bridge will cost 40 million crowns,” said Mara Lindqvist, the board’s chair.",
    "Lindqvist added that tolls would stay unchanged for ten years.",
)


@pytest.fixture
def write(news: SectionPage, reporter: User) -> Callable[..., ArticlePage]:
    """Writes a story in News as the reporter: `write("Headline", "First paragraph.", …)`."""

    def write_story(headline: str = "Bridge bill grows", *texts: str, **fields: Any) -> ArticlePage:
        article = ArticlePage(
            title=headline, body=paragraphs(*(texts or STORY)), live=False, owner=reporter, **fields
        )
        news.add_child(instance=article)
        article.save_revision(user=reporter)
        return article

    return write_story


def edit(article: ArticlePage, user: User, old: str, new: str) -> None:
    """Save the article with some of its words replaced; fails where they are not there."""
    raw = json.dumps(list(article.body.raw_data), ensure_ascii=False)
    assert old in raw
    article.body = raw.replace(old, new)
    article.save_revision(user=user)


@pytest.fixture
def article(write: Callable[..., ArticlePage]) -> ArticlePage:
    """A saved story with one direct and one indirect quotation."""
    return write()


def work(limit: int = 1000) -> int:
    """Do all that is owed and due, as a worker would, in this thread; returns the deliveries made."""
    made = 0
    while made < limit and (due := list(OutboxEvent.objects.due().values_list("pk", flat=True))):
        for event_id in due:
            relay.deliver(event_id, task_id=f"test-{event_id}")
            made += 1
    return made
